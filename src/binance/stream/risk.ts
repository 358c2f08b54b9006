import type { Logger } from '../options.ts';
import type { Pauses } from '../pause.ts';
import type { CrossAccount, ListenKey, RiskEvent } from '../table/index.ts';
import { Feed } from './feed.ts';
import { Snapshots } from './snapshot.ts';
import type { SteadySocket } from './socket.ts';
import { mostWaiting, UserStream, type SnapshotReason } from './stream.ts';

/** The cross account as it is, where events may have been missed. */
export interface RiskSnapshot {
  e: 'snapshot';
  /** The exchange's time in ms. */
  E: number;
  reason: SnapshotReason;
  account: CrossAccount;
}

export interface RiskStreamSources {
  readonly streamUrl: string;
  key(): Promise<ListenKey>;
  keepKey(listenKey: string): Promise<unknown>;
  account(): Promise<CrossAccount>;
  now(): number;
  readonly pauses: Pauses;
  readonly proxy: URL | undefined;
  readonly logger: Logger;
}

/** A listen key lives for 60 minutes. */
const keepEveryMs = 25 * 60_000;

/** Margin calls and changes of debt of the cross account, as they happen. */
export class RiskStream extends UserStream<RiskEvent | RiskSnapshot> {
  protected readonly feed: Feed<RiskEvent | RiskSnapshot>;
  protected readonly socket: SteadySocket;
  readonly #sources: RiskStreamSources;
  readonly #snapshots: Snapshots<CrossAccount>;
  #keeping: NodeJS.Timeout | undefined;
  #opened = false;

  constructor(sources: RiskStreamSources, onClosed: () => void) {
    super();
    this.#sources = sources;
    this.feed = new Feed(mostWaiting, () => void this.#snapshot('overrun').catch(() => undefined));
    this.#snapshots = new Snapshots(() => sources.account());
    let listenKey = '';
    this.socket = this.connect(
      {
        name: 'Risk stream',
        url: async () => {
          ({ listenKey } = await sources.key());
          return `${sources.streamUrl.replace(/\/+$/, '')}/ws/${encodeURIComponent(listenKey)}`;
        },
        opened: async () => {
          this.#keeping = setInterval(() => {
            // A key that cannot be kept is replaced by connecting again.
            sources.keepKey(listenKey).catch(() => this.socket.reconnect());
          }, keepEveryMs);
          await this.#snapshot(this.#opened ? 'reconnected' : 'opened');
          this.#opened = true;
        },
        message: (message) => {
          if (message.e !== 'MARGIN_LEVEL_STATUS_CHANGE' && message.e !== 'USER_LIABILITY_CHANGE') return;
          this.#snapshots.moved();
          this.feed.publish(message as unknown as RiskEvent);
        },
        lost: () => clearInterval(this.#keeping),
      },
      sources,
      onClosed,
    );
  }

  async #snapshot(reason: SnapshotReason): Promise<void> {
    const account = await this.#snapshots.take();
    this.feed.publish({ e: 'snapshot', E: Math.floor(this.#sources.now()), reason, account });
  }
}
