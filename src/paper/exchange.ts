import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ManualClock, realClock } from './clock.ts';
import { furnish } from './demo.ts';
import type { World } from './engine/draft.ts';
import { initialState } from './engine/state.ts';
import { Journal } from './journal/journal.ts';
import { seededWalk } from './market/market.ts';
import { defaultRules, type Rules } from './rules.ts';
import { control, type ControlDesk } from './server/controls.ts';
import { Faults } from './server/faults.ts';
import { httpServer } from './server/http.ts';
import { pageFrom, servePage } from './page/assets.ts';
import { Scenario } from './server/scenario.ts';
import { allPermissions, type ApiKey, Keys, randomKey } from './server/keys.ts';
import { Limits } from './server/limits.ts';
import { routes } from './server/routes/index.ts';
import { routesWithLegacy } from './server/routes/legacy.ts';
import type { SocketRules } from './streams/connection.ts';
import { Hub } from './streams/hub.ts';
import { Tickets } from './streams/tickets.ts';
import { Venue } from './venue.ts';

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
  /** Rules to play by where the real exchange's are not known. */
  readonly rules?: Partial<Rules>;
}

/** Where a running exchange is, and how to get in. */
export interface Announcement {
  readonly restUrl: string;
  readonly wsApiUrl: string;
  readonly streamUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  readonly apiKey: string;
  readonly apiSecret: string;
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
  const identity = identityOf(journal, options.seed);
  const rules = { ...defaultRules, ...options.rules };
  const world: World = { market: seededWalk(identity.seed), rules };
  const start = options.start ?? Date.now();
  const manual = options.clock === 'manual';
  let clock: ManualClock | undefined;
  const venue = Venue.open(
    journal,
    world,
    (state) => {
      if (!manual) return realClock();
      clock = new ManualClock(Math.max(start, state.now));
      return clock;
    },
    initialState(identity.seed, 0),
  );
  const fresh = async (): Promise<void> => {
    const now = venue.clock.now();
    await venue.restart(initialState(identity.seed, options.empty === true ? now : furnishedFrom(now)));
    if (options.empty !== true) await furnish(venue, now);
  };
  // A new file, or one whose first furnishing was cut short.
  if (journal.setting('furnished') === undefined) {
    await fresh();
    journal.store('furnished', 'yes');
  }
  const keys = new Keys(identity.keys, (list) =>
    journal.store('identity', JSON.stringify({ ...identity, keys: list })),
  );
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
  const house = { venue, keys, limits, tickets, routes: options.legacy === true ? routesWithLegacy : routes };
  const scenario = new Scenario(house, faults, clock);
  const desk: ControlDesk = {
    venue,
    faults,
    token: identity.controlToken,
    clock,
    hub,
    routes: house.routes,
    scenario,
    fresh,
  };
  const page = options.page === undefined ? undefined : pageFrom(options.page);
  const server = httpServer({
    ...house,
    faults,
    hosts,
    requestTimeoutMs: options.requestTimeoutMs,
    aside: (request, response, path, body) =>
      servePage(page, request.method, path, response) || control(desk, request, response, path, body),
  });
  hub.attach(server);
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, host, options.port ?? 0, Number(journal.setting('port') ?? 0));
  journal.store('port', String(port));
  for (const name of new Set([host, 'localhost', '127.0.0.1', '[::1]'])) {
    hosts.add(`${name}:${port}`);
    if (port === 80) hosts.add(name);
  }
  const [main] = identity.keys;
  const origin = `${host}:${port}`;
  const announcement: Announcement = {
    restUrl: `http://${origin}`,
    wsApiUrl: `ws://${origin}/ws-api/v3`,
    streamUrl: `ws://${origin}`,
    controlUrl: `http://${origin}/control`,
    controlToken: identity.controlToken,
    apiKey: main?.apiKey ?? '',
    apiSecret: main?.secret ?? '',
  };
  const announced = file === ':memory:' ? undefined : announce(file, announcement);
  // With the real clock, what time brings happens by itself.
  const ticking = manual ? undefined : setInterval(() => venue.catchUp(), 1000);
  let closing: Promise<void> | undefined;
  const shut = async (): Promise<void> => {
    clearInterval(ticking);
    if (announced !== undefined) rmSync(announced, { force: true });
    scenario.stop();
    hub.close();
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await ended;
    await venue.close();
  };
  return { announcement, repairs: journal.repairs, venue, close: () => (closing ??= shut()) };
}

const WEEK = 7 * 86_400_000;
/** When the demo account's past begins. */
const furnishedFrom = (now: number): number => now - 9 * WEEK;

interface Identity {
  readonly seed: number;
  readonly controlToken: string;
  readonly keys: readonly ApiKey[];
}

/** Keys, token and seed: made once, kept with the data. */
function identityOf(journal: Journal, seed: number | undefined): Identity {
  const stored = journal.setting('identity');
  if (stored !== undefined) return JSON.parse(stored) as Identity;
  const identity: Identity = {
    seed: seed ?? 1,
    controlToken: randomKey(32),
    keys: [
      {
        apiKey: randomKey(),
        kind: 'HMAC',
        secret: randomKey(),
        name: 'main',
        permissions: allPermissions,
        createdAt: Date.now(),
      },
    ],
  };
  journal.store('identity', JSON.stringify(identity));
  return identity;
}

/** Listens on the port asked for; with none asked for, on last time's if it is free, else on any. */
async function listen(
  server: ReturnType<typeof httpServer>,
  host: string,
  wanted: number,
  last: number,
): Promise<number> {
  const attempt = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  if (wanted !== 0 || last === 0) return attempt(wanted);
  return attempt(last).catch(() => attempt(0));
}

/** Writes the announcement beside the data file, readable by its owner only, so that others can join. */
function announce(file: string, announcement: Announcement): string {
  const path = `${file}.json`;
  writeFileSync(path, `${JSON.stringify(announcement)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}
