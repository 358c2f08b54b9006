import { MarginClient, type Logger } from '../../src/binance/client.ts';
import type { Endpoint } from '../../src/connection/session.ts';
import { Connection } from '../../src/connection/connection.ts';
import { Emitter } from '../../src/connection/event.ts';
import { english } from '../../src/connection/localiser.ts';
import { newTrouble } from '../../src/connection/new-trouble.ts';
import { Profiles } from '../../src/connection/profiles.ts';
import { tellTrouble } from '../../src/connection/trouble.ts';
import type { RunningExchange } from '../../src/paper/exchange.ts';
import { staleness } from '../../src/sidebar/staleness.ts';
import { Machine } from './a-machine.ts';

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A window as it is without VS Code around it: the real client on a real exchange, and a clock that is moved by hand. */
export class Window {
  readonly connection: Connection;
  readonly machine: Machine;
  /** Messages that would have been shown. */
  readonly notices: string[] = [];
  readonly log: string[] = [];
  #timers: Timer[] = [];
  #ahead = 0;

  constructor(exchange: RunningExchange, machine = new Machine(), endpoint: Partial<Endpoint> = {}) {
    this.machine = machine;
    const write = (line: string) => void this.log.push(line);
    const logger: Logger = { debug: write, info: write, warn: write };
    this.connection = new Connection({
      profiles: new Profiles(machine.memory, machine.store),
      memory: machine.memory,
      paper: {
        open: () => Promise.resolve(exchange.announcement),
        onDidEnd: new Emitter<void>().event,
      },
      createClient: ({ mode }, at, { apiKey, secret }) =>
        Promise.resolve(
          new MarginClient({
            ...at,
            ...endpoint,
            mode,
            credentials: { apiKey, apiSecret: secret },
            logger,
            timeoutMs: 2_000,
            elapsed: () => performance.now() + this.#ahead,
          }),
        ),
      account: {
        pace: () => ({ watched: 10_000, unwatched: 60_000 }),
        now: () => this.now,
        after: (ms, task) => {
          const timer = { at: this.now + ms, task };
          this.#timers.push(timer);
          return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
        },
      },
    });
    newTrouble(this.connection, (trouble) => this.notices.push(tellTrouble(trouble, english, this.now)));
    this.connection.account.watch();
  }

  get now(): number {
    return Date.now() + this.#ahead;
  }

  /** What the view and the status bar say; undefined while all is well. */
  get says(): string | undefined {
    return staleness(this.connection.account.state, english, this.now);
  }

  get condition() {
    return this.connection.account.condition;
  }

  async open(): Promise<void> {
    await this.connection.ensure();
    await this.until(() => this.condition.kind === 'fresh' || this.condition.kind === 'stale');
  }

  /** Time passes: what was due meanwhile happens now. */
  pass(ms: number): void {
    this.#ahead += ms;
    const due = this.#timers.filter(({ at }) => at <= this.now).sort((one, other) => one.at - other.at);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { task } of due) task();
  }

  /** The next reading, at its time, to its end. */
  async poll(): Promise<void> {
    const { condition } = this;
    const read = this.until(() => this.condition !== condition);
    // A little more than is due: the real clock goes on between setting a timer and looking at it.
    this.pass(100 + (condition.kind === 'stale' ? Math.max(0, condition.retryAt - this.now) : 10_000));
    await read;
    // Lets sockets and timers have their turn, whatever the reading ended with.
    await new Promise((resolve) => setImmediate(resolve));
  }

  until(holds: () => boolean): Promise<void> {
    const { account } = this.connection;
    return new Promise((resolve) => {
      if (holds()) {
        resolve();
        return;
      }
      const listening = account.onDidChange(() => {
        if (!holds()) return;
        listening.dispose();
        resolve();
      });
    });
  }

  close(): void {
    this.connection.dispose();
    this.#timers = [];
  }
}
