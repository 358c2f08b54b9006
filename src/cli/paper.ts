import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { JournalError, LockedError } from '../paper/journal/journal.ts';
import { type ExchangeOptions, startExchange } from '../paper/exchange.ts';

export const paperUsage = `marginalia paper [--port N] [--data FILE or :memory:] [--seed N] [--clock real or manual]
                 [--start ISO] [--limits on or off] [--empty] [--legacy] [--host ADDRESS] [--while-stdin]

Serves a paper exchange. The first line on stdout, once it serves, is one JSON object: restUrl, wsApiUrl, streamUrl,
controlUrl, controlToken, apiKey, apiSecret. --empty: no balances, instead of the demo account. --limits: hold request
weights and the pause between loans against clients (on with the real clock). --legacy: withdrawn paths work as they
used to. --while-stdin: end when stdin closes.
`;

/** Exit codes: 2 for wrong arguments, 3 when another process serves the data file, 1 for everything else. */
const USAGE = 2;
const LOCKED = 3;

class UsageError extends Error {}

export async function paper(args: readonly string[]): Promise<void> {
  let options: ExchangeOptions & { whileStdin: boolean };
  try {
    options = optionsFrom(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\nusage: ${paperUsage}`);
    process.exitCode = USAGE;
    return;
  }
  try {
    const exchange = await startExchange({ page: join(dirname(process.argv[1] ?? ''), 'page'), ...options });
    for (const repair of exchange.repairs) process.stderr.write(`${repair}\n`);
    const { restUrl, controlToken } = exchange.announcement;
    process.stdout.write(`${JSON.stringify(exchange.announcement)}\n`);
    // For a person at a terminal; programs read the line above.
    if (process.stderr.isTTY) process.stderr.write(`Status page: ${restUrl}/#token=${controlToken}\n`);
    const stop = (): void => {
      exchange.close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    // Whoever started this may vanish without a word; its end of the pipe closes in any case.
    if (options.whileStdin) process.stdin.on('end', stop).on('error', stop).resume();
  } catch (error) {
    const { message, exitCode } = explain(error, options);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}

function optionsFrom(args: readonly string[]): ExchangeOptions & { whileStdin: boolean } {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string' },
      clock: { type: 'string' },
      start: { type: 'string' },
      limits: { type: 'string' },
      empty: { type: 'boolean' },
      legacy: { type: 'boolean' },
      'while-stdin': { type: 'boolean' },
    },
  });
  const whole = (text: string, name: string, most: number): number => {
    if (!/^\d+$/.test(text) || Number(text) > most)
      throw new UsageError(`--${name} takes a whole number up to ${most}, not "${text}".`);
    return Number(text);
  };
  const choice = <C extends string>(text: string, name: string, choices: readonly C[]): C => {
    const found = choices.find((one) => one === text);
    if (found === undefined) throw new UsageError(`--${name} is ${choices.join(' or ')}, not "${text}".`);
    return found;
  };
  const start = values.start === undefined ? undefined : Date.parse(values.start);
  if (Number.isNaN(start))
    throw new UsageError(`--start takes an ISO time such as 2026-01-05T12:00:00Z, not "${values.start ?? ''}".`);
  if (start !== undefined && values.clock !== 'manual') throw new UsageError('--start needs --clock manual.');
  return {
    ...(values.port !== undefined && { port: whole(values.port, 'port', 65_535) }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.data !== undefined && { data: values.data }),
    ...(values.seed !== undefined && { seed: whole(values.seed, 'seed', 2 ** 31 - 1) }),
    ...(values.clock !== undefined && { clock: choice(values.clock, 'clock', ['real', 'manual']) }),
    ...(start !== undefined && { start }),
    ...(values.limits !== undefined && { limits: choice(values.limits, 'limits', ['on', 'off']) === 'on' }),
    empty: values.empty === true,
    legacy: values.legacy === true,
    whileStdin: values['while-stdin'] === true,
  };
}

function explain(error: unknown, options: ExchangeOptions): { message: string; exitCode: number } {
  if (error instanceof LockedError)
    return { message: `${error.message} Its address is in ${options.data ?? ''}.json.`, exitCode: LOCKED };
  if (error instanceof JournalError) return { message: error.message, exitCode: 1 };
  const { code, message } = error as NodeJS.ErrnoException;
  const port = String(options.port ?? 0);
  if (code === 'EADDRINUSE')
    return {
      message: `Port ${port} is taken. Choose another with --port, or leave it out for any free one.`,
      exitCode: 1,
    };
  if (code === 'EACCES' && options.port !== undefined)
    return { message: `Port ${port} may not be opened by this user. Choose one above 1023.`, exitCode: 1 };
  if (code === 'ENOSPC' || /disk is full/.test(message))
    return { message: `The disk is full: ${message}`, exitCode: 1 };
  return { message: `The paper exchange could not start: ${message}`, exitCode: 1 };
}
