import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decimal } from '../../margin/decimal.ts';
import { Refusal } from '../engine/refusal.ts';
import { CROSS, plainWallets } from '../engine/state.ts';
import { pairs, priceOnTick, pricesOf } from '../market/catalogue.ts';
import type { Venue } from '../venue.ts';
import { Failure } from './fault.ts';
import { type Faults, faultsFrom } from './faults.ts';
import { feed } from './feed.ts';
import { keyViews, makeKey, removeKey } from './key-controls.ts';
import type { Keys } from './keys.ts';
import { overview } from './overview.ts';
import { platformFrom, platformView } from './platform.ts';
import { MOST_BODY } from './http.ts';
import type { Route } from './routes/index.ts';
import { type Scenario, scriptFrom } from './scenario.ts';
import type { ManualClock } from '../clock.ts';
import { readRecording, RecordingError } from '../market/recording.ts';
import type { Playback } from '../playback.ts';
import type { Hub } from '../streams/hub.ts';

export interface ControlDesk {
  readonly venue: Venue;
  readonly faults: Faults;
  readonly keys: Keys;
  readonly token: string;
  /** Absent with the real clock. */
  readonly clock: ManualClock | undefined;
  readonly hub: Hub;
  readonly routes: ReadonlyMap<string, Route>;
  readonly scenario: Scenario;
  readonly playback: Playback;
  /** What `reset` goes back to. */
  readonly fresh: () => Promise<void>;
}

const PREFIX = '/control';
/** Every hour of an advance is played; more than this would keep everyone waiting. */
const LONGEST_ADVANCE = 10 * 365 * 86_400_000;
type Body = Readonly<Record<string, unknown>>;
type Control = (desk: ControlDesk, body: Body, query: URLSearchParams) => unknown;

/** Levers for tests and for the status page, apart from the exchange's own paths. A new lever is one entry here. */
const controls: Readonly<Record<string, Control>> = {
  'GET state': ({ venue }) => {
    venue.catchUp();
    return venue.state;
  },
  'GET overview': ({ venue }) => {
    venue.catchUp();
    return overview(venue);
  },
  'GET journal': ({ venue }, _body, query) => {
    const after = whole(query.get('after') ?? '0', 'after');
    const limit = Math.min(whole(query.get('limit') ?? '1000', 'limit'), 10_000);
    return { total: venue.journal.length, records: venue.journal.records(after, limit) };
  },
  'GET clock': ({ venue, clock }) => ({ now: venue.clock.now(), kind: clock ? 'manual' : 'real' }),
  'POST clock': async ({ venue, clock, hub }, body) => {
    if (!clock) throw wrong('The clock is real; start the exchange with --clock manual to move it.');
    const { advanceMs, now } = body;
    const to = advanceMs === undefined ? number(now, 'now') : clock.now() + number(advanceMs, 'advanceMs');
    if (to < clock.now()) throw wrong(`Time does not run backwards: it is ${clock.now()}.`);
    if (to - clock.now() > LONGEST_ADVANCE) throw wrong('The clock can be moved by at most ten years at a time.');
    clock.set(to);
    await venue.submit({ do: 'tick' });
    hub.passTime();
    return { now: clock.now() };
  },
  'POST price': async ({ venue }, body) => {
    const symbol = text(body.symbol, 'symbol');
    const pair = pairs[symbol];
    if (!pair) throw wrong(`${symbol} is not a pair of this exchange.`);
    const price = body.price === null ? null : priceOnTick(pair, decimal(amount(body.price, 'price')));
    if (price === undefined) throw wrong(pricesOf(pair));
    await venue.submit({ do: 'price', symbol, price: price && price.toFixed() });
    return { symbol, price: venue.view.prices.pair(symbol).toFixed() };
  },
  'POST deposit': async ({ venue }, body) => {
    const wallet = text(body.wallet ?? 'SPOT', 'wallet');
    const account = wallets[wallet] ?? wallet;
    if (!plainWallets.includes(account) && account !== CROSS && !pairs[account])
      throw wrong(`${wallet} is not a wallet; say SPOT, CROSS, FUNDING, or an isolated pair.`);
    const asset = text(body.asset, 'asset');
    await venue.submit({ do: 'deposit', account, asset, amount: amount(body.amount, 'amount') });
    const { free } = venue.view.holding(account, asset);
    return { wallet, asset, free: free.toFixed() };
  },
  /** What the platform allows and charges: bans, restrictions, schedules, rates, inventories, VIP level. */
  'GET platform': ({ venue }) => platformView(venue.state),
  'POST platform': async ({ venue }, body) => {
    const change = platformFrom(body);
    if (typeof change === 'string') throw wrong(change);
    await venue.submit({ do: 'platform', change });
    return platformView(venue.state);
  },
  /** The recording that is played back: `null` when prices are the walk's own. */
  'GET replay': ({ venue, playback }) => playback.view(venue) ?? null,
  /** Plays recorded prices back: `{"csv": "time,symbol,price\\n…"}` or candles with the `symbol` they are of. */
  'POST replay': async ({ venue, playback }, body) => {
    const { csv, klines, symbol, begin } = body;
    if (begin !== undefined && begin !== 'recorded' && begin !== 'now') throw wrong('"begin" is "recorded" or "now".');
    if (symbol !== undefined && typeof symbol !== 'string') throw wrong('"symbol" is the pair of the candles.');
    const given = klines === undefined ? text(csv, 'csv') : JSON.stringify(klines);
    try {
      return await playback.play(venue, readRecording([{ text: given, symbol }]), begin);
    } catch (error) {
      if (error instanceof RecordingError) throw wrong(error.message);
      throw error;
    }
  },
  /** Back to the walk. */
  'DELETE replay': async ({ venue, playback }) => {
    await playback.stop(venue);
    return null;
  },
  'POST reset': async ({ faults, scenario, fresh }) => {
    faults.clear();
    scenario.stop();
    await fresh();
    return {};
  },
  /** Plays timed prices and calls. With the manual clock it is over when this answers. */
  'POST scenario': async ({ scenario, routes }, body) => {
    const steps = scriptFrom(Array.isArray(body) ? body : body.steps, routes);
    if (typeof steps === 'string') throw wrong(steps);
    await scenario.play(steps);
    return scenario.progress;
  },
  'GET scenario': ({ scenario }) => scenario.progress,
  'DELETE scenario': ({ scenario }) => {
    scenario.stop();
    return scenario.progress;
  },
  /** Keeps the present under a name, with the data; `restore` comes back to it, the manual clock included. */
  'POST snapshot': async ({ venue }, body) => {
    const name = text(body.name ?? 'default', 'name');
    if (name.length > 100) throw wrong('"name" is longer than 100 characters.');
    await venue.keep(name);
    return { name, now: venue.state.now };
  },
  'POST restore': async ({ venue, clock, scenario }, body) => {
    const name = text(body.name ?? 'default', 'name');
    scenario.stop();
    if (!(await venue.comeBack(name))) throw new Failure(404, -1099, `There is no snapshot "${name}".`);
    clock?.jump(venue.state.now);
    return { name, now: venue.clock.now() };
  },
  'GET keys': ({ keys }) => keyViews(keys),
  /** Makes a key: `{"kind": "ED25519", "publicKey": "-----BEGIN …", "permissions": {"trade": false}}`. */
  'POST keys': ({ keys, venue }, body) => makeKey(keys, body, venue.clock.now()),
  'DELETE keys': ({ keys }, body) => removeKey(keys, body.apiKey),
  'GET streams': ({ hub }) => ({ open: hub.size }),
  /** Cuts every stream's connection, as the exchange does once a day. */
  'DELETE streams': ({ hub }) => {
    const closed = hub.size;
    hub.disconnect();
    return { closed };
  },
  'GET faults': ({ faults }) => faults.list(),
  'POST faults': ({ faults }, body) => {
    const list = faultsFrom(Array.isArray(body) ? body : 'endpoint' in body ? [body] : (body.faults ?? body));
    if (typeof list === 'string') throw wrong(list);
    faults.arm(list);
    return faults.list();
  },
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return [];
  },
};
const wallets: Readonly<Record<string, string>> = { MAIN: 'SPOT', MARGIN: CROSS, CROSS_MARGIN: CROSS };

/** Answers a control. False when the path is not one. */
export async function control(
  desk: ControlDesk,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: string,
): Promise<boolean> {
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return false;
  const name = `${request.method ?? 'GET'} ${path.slice(PREFIX.length + 1)}`;
  let status = 200;
  let answer: unknown;
  try {
    if (!authorised(request, desk.token)) throw new Failure(401, -2015, 'The control token is missing or wrong.');
    if (name === 'GET events') {
      feed(desk.venue, response);
      return true;
    }
    const lever = controls[name];
    if (!lever) throw new Failure(404, -1099, `${name} is not a control.`);
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    answer = await lever(desk, parsed(body), query);
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Failure)) throw error;
    status = error instanceof Failure ? error.status : 400;
    answer = { code: error.code, msg: error.message };
  }
  const out = JSON.stringify(answer);
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(out),
  });
  response.end(out);
  return true;
}

/** Recordings and scenarios are long; whoever may send them may send much. */
const MOST_CONTROL_BODY = 67_108_864;
export const mostBody = (request: IncomingMessage, token: string): number =>
  request.url?.startsWith(`${PREFIX}/`) === true && authorised(request, token) ? MOST_CONTROL_BODY : MOST_BODY;

function authorised(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const wrong = (message: string): Failure => new Failure(400, -1130, message);

function parsed(body: string): Body {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'));
  } catch {
    throw wrong('The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null) throw wrong('The body is not a JSON object.');
  return value as Body;
}
function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(`"${name}" is missing.`);
  return value;
}
function number(value: unknown, name: string): number {
  const found =
    typeof value === 'string' && value !== '' ? (/^\d+$/.test(value) ? Number(value) : Date.parse(value)) : value;
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
    throw wrong(`"${name}" is not a whole number of milliseconds.`);
  return found;
}
function whole(text: string, name: string): number {
  if (!/^\d{1,15}$/.test(text)) throw wrong(`"${name}" is not a whole number.`);
  return Number(text);
}
/** Amounts may come as strings or, for convenience, as JSON numbers. */
function amount(value: unknown, name: string): string {
  const given = typeof value === 'number' ? String(value) : value;
  if (typeof given !== 'string' || !/^\d{1,20}(\.\d{1,20})?$/.test(given))
    throw wrong(`"${name}" is not a plain decimal.`);
  return decimal(given).toFixed();
}
