/** Events for those who iterate and for those who listen. Each iteration starts now and misses nothing from then on. */
export class Feed<Event> implements AsyncIterable<Event> {
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #readers = new Set<Reader<Event>>();
  readonly #most: number;
  readonly #onOverrun: () => void;
  #ended: { readonly error: Error | undefined } | undefined;

  /** A reader that lags `most` events behind loses them; `onOverrun` has to make good what it missed. */
  constructor(most: number, onOverrun: () => void) {
    this.#most = most;
    this.#onOverrun = onOverrun;
  }

  publish(event: Event): void {
    if (this.#ended) return;
    for (const listener of this.#listeners) listener(event);
    let overrun = false;
    for (const reader of this.#readers) overrun = reader.push(event, this.#most) || overrun;
    if (overrun) this.#onOverrun();
  }

  /** Ends every iteration, with an error if there is one. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = { error };
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
    this.#listeners.clear();
  }

  /** Listens until the returned function is called. */
  on(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    const reader = new Reader<Event>(() => this.#readers.delete(reader));
    if (this.#ended) reader.end(this.#ended.error);
    else this.#readers.add(reader);
    return reader;
  }
}

class Reader<Event> implements AsyncIterator<Event, undefined> {
  #events: Event[] = [];
  /** Those who wait for the next event, in their order. */
  #waits: (() => void)[] = [];
  #ended: { readonly error: Error | undefined } | undefined;
  readonly #leave: () => void;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  push(event: Event, most: number): boolean {
    const overrun = this.#events.length >= most;
    if (overrun) this.#events = [];
    this.#events.push(event);
    this.#wake();
    return overrun;
  }

  end(error: Error | undefined): void {
    this.#ended ??= { error };
    this.#wake();
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return { value: event, done: false };
      if (this.#ended) {
        const { error } = this.#ended;
        this.#ended = { error: undefined };
        if (error) throw error;
        return { value: undefined, done: true };
      }
      await new Promise<void>((resolve) => this.#waits.push(resolve));
    }
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.#leave();
    this.end(undefined);
    return Promise.resolve({ value: undefined, done: true });
  }

  /** All of them look again; who finds nothing waits on. */
  #wake(): void {
    for (const wake of this.#waits.splice(0)) wake();
  }
}
