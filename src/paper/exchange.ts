import { rmSync } from 'node:fs';
import { ManualClock, realClock } from './clock.ts';
import { furnish } from './demo.ts';
import type { World } from './engine/draft.ts';
import { initialState, type State } from './engine/state.ts';
import { identityOf, rulesOf, storeIdentity, storeRules } from './identity.ts';
import { Journal, LockedError } from './journal/journal.ts';
import { announce, type Announcement, hostNames, listen, originOf } from './listening.ts';
import { LivePrices, type LivePricesOptions } from './live-prices.ts';
import { anchorsFor, seededWalk } from './market/market.ts';
import type { Recording } from './market/recording.ts';
import { pageFrom, servePage } from './page/assets.ts';
import { type Begin, Playback } from './playback.ts';
import type { Rules } from './rules.ts';
import { control, type ControlDesk, mostBody } from './server/controls.ts';
import { Faults } from './server/faults.ts';
import { httpServer } from './server/http.ts';
import { Keys } from './server/keys.ts';
import { Limits } from './server/limits.ts';
import { routes } from './server/routes/index.ts';
import { routesWithLegacy } from './server/routes/legacy.ts';
import { Scenario, scriptFrom } from './server/scenario.ts';
import type { SocketRules } from './streams/connection.ts';
import { Hub } from './streams/hub.ts';
import { Tickets } from './streams/tickets.ts';
import { type Clock, Venue } from './venue.ts';

export type { Announcement } from './listening.ts';

export interface ExchangeOptions {
  /** 0, the default: any free port (the one of last time, if the data file remembers it and it is free). */
  readonly port?: number;
  /** Address to listen on; loopback unless told otherwise. */
  readonly host?: string;
  /** SQLite file that keeps everything; `:memory:`, the default, keeps nothing. */
  readonly data?: string;
  readonly seed?: number;
  readonly clock?: 'real' | 'manual';
  /** Where a manual clock starts; now, unless the data file is further. */
  readonly start?: number;
  /** Holds request weights, order counts and the pause between loans against the user. On with the real clock. */
  readonly limits?: boolean;
  /** No balances and no past, instead of the furnished demo account. */
  readonly empty?: boolean;
  /** Withdrawn paths work as they used to, instead of being answered 410. */
  readonly legacy?: boolean;
  /** How long a client may take to send a whole request, ms; 10 s unless told otherwise. */
  readonly requestTimeoutMs?: number;
  /** Directory of the built status page, served at `/`; without it there is none. */
  readonly page?: string;
  /** How sockets are kept: pings, life, what a slow reader may leave waiting. */
  readonly sockets?: Partial<SocketRules>;
  /** Rules to play by where the real exchange's are not known. Kept with the data; what is not named stays. */
  readonly rules?: Partial<Rules>;
  /** Prices to play back. A new manual clock starts where they do; a data file that plays them already goes on. */
  readonly replay?: Recording;
  /** Whether it starts at its own times or at once; its own, unless they are over. */
  readonly replayBegin?: Begin;
  /** A live market whose prices are followed; needs the real clock. */
  readonly livePrices?: LivePricesOptions;
  /** Steps to play from the start, as `POST scenario` takes them. */
  readonly scenario?: unknown;
  /** Names that a request's Host header may say besides this machine's own. */
  readonly names?: readonly string[];
}

/** The scenario to start with cannot be understood; the message says why. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

export interface RunningExchange {
  readonly announcement: Announcement;
  /** What opening the data file had to mend. */
  readonly repairs: readonly string[];
  readonly venue: Venue;
  close(): Promise<void>;
}

/**
 * Starts a paper exchange and resolves when it serves.
 * @throws LockedError when another process serves the data file
 * @throws JournalError when the data file cannot be read
 * @throws ScenarioError when the scenario to start with is not one
 */
export async function startExchange(options: ExchangeOptions = {}): Promise<RunningExchange> {
  const file = options.data ?? ':memory:';
  const journal = new Journal(file);
  try {
    return await open(journal, file, options);
  } catch (error) {
    journal.close();
    throw error;
  }
}

async function open(journal: Journal, file: string, options: ExchangeOptions): Promise<RunningExchange> {
  const manual = options.clock === 'manual';
  const served = options.legacy === true ? routesWithLegacy : routes;
  const steps = options.scenario === undefined ? [] : scriptFrom(options.scenario, served);
  if (typeof steps === 'string') throw new ScenarioError(steps);
  const live = options.livePrices && new LivePrices(options.livePrices);
  const begun = await begin(journal, options, live);
  const { venue, playback, fresh, identity } = begun;
  // A scenario or a control moves the manual clock.
  const clock = venue.clock instanceof ManualClock ? venue.clock : undefined;
  const { rules } = venue.world;
  const keys = new Keys(identity.keys, (list) => storeIdentity(journal, { ...identity, keys: list }));
  const faults = new Faults(identity.seed);
  const limits = new Limits(options.limits ?? !manual, rules.loanSpacingMs);
  const hosts = new Set<string>();
  const tickets = new Tickets(rules.riskListenKeyMs);
  const hub = new Hub({
    venue,
    tickets,
    hosts,
    limited: limits.on,
    ...(options.sockets && { rules: options.sockets }),
    spend: (weight) => limits.spend(weight, venue.clock.now()),
  });
  const house = { venue, keys, limits, tickets, routes: served };
  const scenario = new Scenario(house, faults, clock);
  const token = identity.controlToken;
  const desk: ControlDesk = { venue, faults, keys, token, clock, hub, routes: house.routes, scenario, playback, fresh };
  const page = options.page === undefined ? undefined : pageFrom(options.page);
  const server = httpServer({
    ...house,
    faults,
    hosts,
    requestTimeoutMs: options.requestTimeoutMs,
    mostBody: (request) => mostBody(request, token),
    aside: (request, response, path, body) =>
      servePage(page, request.method, path, response) || control(desk, request, response, path, body),
  });
  hub.attach(server);
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, host, options.port ?? 0, Number(journal.setting('port') ?? 0));
  journal.store('port', String(port));
  for (const name of hostNames(host, port, options.names ?? [])) hosts.add(name);
  const [main] = identity.keys;
  const origin = originOf(host, port);
  const announcement: Announcement = {
    restUrl: `http://${origin}`,
    wsApiUrl: `ws://${origin}/ws-api/v3`,
    streamUrl: `ws://${origin}`,
    controlUrl: `http://${origin}/control`,
    controlToken: token,
    apiKey: main?.apiKey ?? '',
    apiSecret: main?.secret ?? '',
  };
  const announced = file === ':memory:' ? undefined : announce(file, announcement);
  if (steps.length > 0) await scenario.play(steps);
  live?.start(venue);
  // With the real clock, what time brings happens by itself.
  const ticking = manual ? undefined : setInterval(() => venue.catchUp(), 1000);
  let closing: Promise<void> | undefined;
  const shut = async (): Promise<void> => {
    clearInterval(ticking);
    if (announced !== undefined) rmSync(announced, { force: true });
    scenario.stop();
    await live?.stop();
    hub.close();
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await ended;
    await venue.close();
  };
  return { announcement, repairs: journal.repairs, venue, close: () => (closing ??= shut()) };
}

interface Begun {
  readonly venue: Venue;
  readonly playback: Playback;
  readonly identity: ReturnType<typeof identityOf>;
  /** Everything back to the start, except the clock and where prices come from. */
  readonly fresh: () => Promise<void>;
}

/** The market and what has happened on it: brought back from the journal, or begun. */
async function begin(journal: Journal, options: ExchangeOptions, live: LivePrices | undefined): Promise<Begun> {
  const playback = new Playback(journal);
  const isNew = journal.setting('furnished') === undefined;
  const manual = options.clock === 'manual';
  const first = options.replay && options.replay.first * 1000;
  const start = options.start ?? (isNew ? first : undefined) ?? Date.now();
  let identity = identityOf(journal, options.seed);
  if (isNew) {
    // The past that a new exchange invents ends at the prices that it is given for the present.
    const prices = await live?.ask();
    const played = options.replay?.series;
    const priceOf = (symbol: string): string | undefined =>
      prices?.[symbol] ?? played?.get(symbol)?.at(played.get(symbol)?.first ?? 0);
    const second = Math.floor((manual ? start : Date.now()) / 1000);
    if (prices ?? played) identity = { ...identity, anchors: anchorsFor(identity.seed, second, priceOf) };
    storeIdentity(journal, identity);
    storeRules(journal, { ...rulesOf(journal), ...options.rules });
  }
  const clockFor = ({ now }: State): Clock => (manual ? new ManualClock(Math.max(start, now)) : realClock());
  const world = (rules: Rules): World => ({
    market: seededWalk(identity.seed, identity.anchors),
    rules,
    recordings: playback.recordings,
  });
  const blank = initialState(identity.seed, 0);
  const before = rulesOf(journal);
  let venue = Venue.open(journal, world(before), clockFor, blank);
  const rules = { ...before, ...options.rules };
  if (JSON.stringify(rules) !== JSON.stringify(before)) {
    // What was played under the old rules must not be played again under the new ones.
    await venue.checkpoint();
    storeRules(journal, rules);
    venue = Venue.open(journal, world(rules), clockFor, blank);
  }
  const fresh = async (): Promise<void> => {
    const now = venue.clock.now();
    const { recording, livePrices } = venue.state;
    await venue.restart(initialState(identity.seed, options.empty === true ? now : furnishedFrom(now)));
    if (options.empty !== true) await venue.inOneGo(() => furnish(venue, now));
    if (recording) await venue.submit({ do: 'replay', ...recording });
    if (Object.keys(livePrices).length > 0) await venue.submit({ do: 'feed', prices: livePrices });
  };
  // A new file, or one whose first furnishing was cut short.
  if (isNew) {
    await fresh();
    journal.store('furnished', 'yes');
  }
  if (!live && Object.keys(venue.state.livePrices).length > 0) await venue.submit({ do: 'feed', prices: null });
  if (options.replay && venue.state.recording?.id !== options.replay.id)
    await playback.play(venue, options.replay, options.replayBegin);
  return { venue, playback, identity, fresh };
}

/** How often a standby looks whether the data file is free. */
const STANDBY_LOOKS_MS = 200;

/**
 * Waits until nobody serves the data file and then serves it, on the port of the one before. The lock on the file is the
 * operating system's, so it is free as soon as the process that held it has ended, however it ended.
 * @throws what startExchange throws, except LockedError
 */
export async function standBy(options: ExchangeOptions, signal?: AbortSignal): Promise<RunningExchange | undefined> {
  while (signal?.aborted !== true) {
    try {
      return await startExchange(options);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, STANDBY_LOOKS_MS));
    }
  }
  return undefined;
}

const WEEK = 7 * 86_400_000;
/** When the demo account's past begins. */
const furnishedFrom = (now: number): number => now - 15 * WEEK;
