import { readFileSync } from 'node:fs';
import type { ExchangeOptions } from '../paper/exchange.ts';
import { PUBLIC_DATA, publicTicker } from '../paper/live-prices.ts';
import { symbolOfFile } from '../paper/market/recording-text.ts';
import { readRecording } from '../paper/market/recording.ts';
import { defaultRules, type Rules } from '../paper/rules.ts';
import { parseOptions, UsageError } from './usage.ts';

export const paperUsage = `marginalia paper [--port N] [--data FILE or :memory:] [--seed N] [--clock real or manual]
                 [--start ISO] [--limits on or off] [--empty] [--legacy] [--rule NAME=VALUE]… [--scenario FILE]
                 [--replay FILE]… [--live-prices] [--standby] [--host ADDRESS] [--name HOST]… [--while-stdin]

Serves a paper exchange. The first line on stdout, once it serves, is one JSON object: restUrl, wsApiUrl, streamUrl,
controlUrl, controlToken, apiKey, apiSecret.

  --empty        no balances, instead of the demo account
  --limits       hold request weights and the pause between loans against clients (on with the real clock)
  --legacy       withdrawn paths work as they used to, instead of being answered 410
  --rule         another choice where Binance's rule is not known, such as --rule liquidationFee=0.01; kept with the
                 data. There are${ruleLines()}
  --scenario     plays a JSON list of timed prices, platform changes, faults and calls from the start
  --replay       plays recorded prices back: "time,symbol,price" lines, "time,BTCUSDT,ETHUSDT,…" columns, or candles
                 as Binance publishes them (CSV or JSON; the file's name begins with the pair, or write PAIR=FILE).
                 Their own times hold; if those are over, they begin at once. A new manual clock starts where they do
  --live-prices  follows the prices of ${PUBLIC_DATA} (--live-url for another host); where the
                 network does not allow it, says so and keeps to the seeded walk
  --standby      waits while another exchange serves the data file, and takes over on its port when it goes away
  --host         address to listen on, 127.0.0.1 unless told otherwise; --name: a host name that requests may carry
  --while-stdin  ends when stdin closes
`;

function ruleLines(): string {
  let text = '';
  let width = Infinity;
  for (const [name, value] of Object.entries(defaultRules)) {
    const entry = `${name} (${String(value)})`;
    width += entry.length + 2;
    text += `${text === '' ? '' : ','}${width > 95 ? '\n                 ' : ' '}${entry}`;
    if (width > 95) width = entry.length;
  }
  return `${text}.`;
}

export interface PaperOptions extends ExchangeOptions {
  readonly whileStdin: boolean;
  readonly standby: boolean;
  /** Steps to play from the start, unread. */
  readonly scenario?: unknown;
}

/**
 * @throws UsageError, RecordingError
 */
export function paperOptions(args: readonly string[], say: (line: string) => void): PaperOptions {
  const { values, positionals } = parseOptions(args, {
    port: { type: 'string' },
    host: { type: 'string' },
    name: { type: 'string', multiple: true },
    data: { type: 'string' },
    seed: { type: 'string' },
    clock: { type: 'string' },
    start: { type: 'string' },
    limits: { type: 'string' },
    empty: { type: 'boolean' },
    legacy: { type: 'boolean' },
    rule: { type: 'string', multiple: true },
    scenario: { type: 'string' },
    replay: { type: 'string', multiple: true },
    'live-prices': { type: 'boolean' },
    'live-url': { type: 'string' },
    standby: { type: 'boolean' },
    'while-stdin': { type: 'boolean' },
  });
  if (positionals.length > 0) throw new UsageError(`paper takes options only: what is "${positionals.join(' ')}"?`);
  const start = values.start === undefined ? undefined : Date.parse(values.start);
  if (Number.isNaN(start))
    throw new UsageError(`--start takes an ISO time such as 2026-01-05T12:00:00Z, not "${values.start ?? ''}".`);
  if (start !== undefined && values.clock !== 'manual') throw new UsageError('--start needs --clock manual.');
  const live = values['live-prices'] === true || values['live-url'] !== undefined;
  if (live && values.clock === 'manual') throw new UsageError('--live-prices needs the real clock.');
  if (live && values.replay) throw new UsageError('--live-prices and --replay are two markets; choose one.');
  if (values.standby === true && (values.data ?? ':memory:') === ':memory:')
    throw new UsageError('--standby needs a data file to wait for: --data FILE.');
  return {
    ...(values.port !== undefined && { port: whole(values.port, 'port', 65_535) }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.name && { names: values.name }),
    ...(values.data !== undefined && { data: values.data }),
    ...(values.seed !== undefined && { seed: whole(values.seed, 'seed', 2 ** 31 - 1) }),
    ...(values.clock !== undefined && { clock: choice(values.clock, 'clock', ['real', 'manual']) }),
    ...(start !== undefined && { start }),
    ...(values.limits !== undefined && { limits: choice(values.limits, 'limits', ['on', 'off']) === 'on' }),
    ...(values.rule && { rules: rulesFrom(values.rule) }),
    ...(values.scenario !== undefined && { scenario: jsonIn(values.scenario) }),
    ...(values.replay && { replay: readRecording(values.replay.map(recordedText)) }),
    ...(live && { livePrices: livePrices(values['live-url'] ?? PUBLIC_DATA, say) }),
    empty: values.empty === true,
    legacy: values.legacy === true,
    standby: values.standby === true,
    whileStdin: values['while-stdin'] === true,
  };
}

function whole(text: string, name: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most)
    throw new UsageError(`--${name} takes a whole number up to ${most}, not "${text}".`);
  return Number(text);
}
function choice<C extends string>(text: string, name: string, choices: readonly C[]): C {
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new UsageError(`--${name} is ${choices.join(' or ')}, not "${text}".`);
  return found;
}

/** What rules that are words may be. */
const words: Readonly<Partial<Record<keyof Rules, readonly string[]>>> = {
  interestRounding: ['up', 'half-up'],
  defaultSelfTradePrevention: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'NONE'],
  flags: ['strict', 'lenient'],
};
/** Least values, where less makes no sense: an account that is called every instant leaves the exchange time for nothing else. */
const least: Readonly<Partial<Record<keyof Rules, number>>> = { marginCallRepeatMs: 60_000 };
const isRule = (name: string): name is keyof Rules => Object.hasOwn(defaultRules, name);

/** `NAME=VALUE` pairs as rules; a value has the kind of the default. */
function rulesFrom(entries: readonly string[]): Partial<Rules> {
  const rules: Record<string, unknown> = {};
  for (const entry of entries) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(entry) ?? [];
    if (!isRule(name)) throw new UsageError(`--rule ${entry}: there are ${Object.keys(defaultRules).join(', ')}.`);
    const usual = defaultRules[name];
    const choices = words[name] ?? (typeof usual === 'boolean' ? ['true', 'false'] : undefined);
    if (choices)
      rules[name] =
        typeof usual === 'boolean'
          ? choice(value, `rule ${name}`, choices) === 'true'
          : choice(value, `rule ${name}`, choices);
    else if (typeof usual === 'number') {
      const number = whole(value, `rule ${name}`, 1e13);
      if (number < (least[name] ?? 0)) throw new UsageError(`--rule ${name} is ${least[name] ?? 0} at least.`);
      rules[name] = number;
    } else if (/^\d{1,9}(\.\d{1,18})?$/.test(value)) rules[name] = value;
    else throw new UsageError(`--rule ${name} takes a decimal such as ${String(usual)}, not "${value}".`);
  }
  return rules;
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
function jsonIn(path: string): unknown {
  try {
    return JSON.parse(contents(path)) as unknown;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} is not JSON.`);
  }
}

function recordedText(entry: string): { text: string; symbol: string | undefined; name: string } {
  const [, symbol, named] = /^([A-Z0-9\p{Script=Han}]{5,20})=(.+)$/u.exec(entry) ?? [];
  const name = named ?? entry;
  return { text: contents(name), symbol: symbol ?? symbolOfFile(name), name };
}

function livePrices(url: string, say: (line: string) => void): NonNullable<ExchangeOptions['livePrices']> {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError(`--live-url takes an http(s) address, not "${url}".`);
  return { source: publicTicker(url), name: new URL(url).host, say };
}
