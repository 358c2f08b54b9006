/** Waits that can all be ended at once, so that closing leaves no timer. */
export class Pauses {
  readonly #ends = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves after `ms`, or earlier when `signal` aborts or everything closes; the caller looks which it was. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#closed || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#ends.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
      this.#ends.add(end);
    });
  }

  close(): void {
    this.#closed = true;
    for (const end of [...this.#ends]) end();
  }
}

/** What is waited for, or nothing as soon as `signal` aborts. Rejects as what is waited for does. */
export function orAborted<T>(waiting: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return waiting;
  return new Promise((resolve, reject) => {
    const end = () => resolve(undefined);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
