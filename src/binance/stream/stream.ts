import type { Feed } from './feed.ts';
import { SteadySocket, type SocketOptions, type StreamState } from './socket.ts';

/** Why a snapshot came: the stream was opened, was cut for a while, or its reader had fallen behind. */
export type SnapshotReason = 'opened' | 'reconnected' | 'overrun';

/** How many events a reader may lag behind. */
export const mostWaiting = 10_000;

/** What a stream has its own way with on a connection; all else is the same for every stream. */
type Wiring = Pick<SocketOptions, 'name' | 'url' | 'opened' | 'message' | 'lost'>;

/** A user stream: iterate over its events or listen to them, until `close()`. */
export abstract class UserStream<Event> implements AsyncIterable<Event> {
  protected abstract readonly feed: Feed<Event>;
  protected abstract readonly socket: SteadySocket;
  #state: StreamState = 'connecting';
  readonly #stateListeners = new Set<(state: StreamState) => void>();

  /** `open` while events flow; `waiting` before the next attempt to connect. */
  get state(): StreamState {
    return this.#state;
  }

  /** Hears of every event, until the returned function is called. */
  onEvent(listener: (event: Event) => void): () => void {
    return this.feed.on(listener);
  }

  /** Hears of every change of `state`, until the returned function is called. */
  onState(listener: (state: StreamState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this.feed[Symbol.asyncIterator]();
  }

  /** Ends the stream and every iteration over it. */
  close(): void {
    this.socket.close();
    this.#changeState('closed');
    this.feed.end();
  }

  /** Connects, and from then on tells the state and ends the feed when nothing more will come. */
  protected connect(
    wiring: Wiring,
    { pauses, proxy, logger }: Pick<SocketOptions, 'pauses' | 'proxy' | 'logger'>,
    onClosed: () => void,
  ): SteadySocket {
    return new SteadySocket({
      ...wiring,
      onState: (state) => this.#changeState(state),
      ended: (error) => {
        this.feed.end(error);
        onClosed();
      },
      pauses,
      proxy,
      logger,
    });
  }

  #changeState(state: StreamState): void {
    if (state === this.#state || this.#state === 'closed') return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}
