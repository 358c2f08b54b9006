import type { MarginClient } from '../../binance/client.ts';
import { streamNames } from '../../kernel/streams.ts';

interface OpenStream {
  readonly events: AsyncIterator<unknown>;
  close(): void;
}

/** Streams that cells iterate over. Events wait here until they are asked for, one call each. */
export class CellStreams {
  readonly #open = new Map<string, OpenStream>();

  /**
   * The next event of a stream, which is opened by the first question for it.
   * @param signal ends the stream, also between questions, if it is that of the first
   */
  async next(client: MarginClient, asked: unknown, signal: AbortSignal): Promise<IteratorResult<unknown>> {
    const { stream, method, parameters } = asked as { stream: string; method: string; parameters: unknown };
    const found = this.#open.get(stream) ?? this.#begin(client, stream, method, parameters, signal);
    let giveUp: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      giveUp = () => reject(signal.reason as Error);
    });
    signal.addEventListener('abort', giveUp);
    try {
      const result = await Promise.race([found.events.next(), aborted]);
      if (result.done) this.close(stream);
      return result;
    } catch (error) {
      this.close(stream);
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  close(stream: string): void {
    this.#open.get(stream)?.close();
    this.#open.delete(stream);
  }

  /** Ends all streams: the kernel is gone. */
  dispose(): void {
    for (const stream of [...this.#open.keys()]) this.close(stream);
  }

  #begin(client: MarginClient, stream: string, method: string, parameters: unknown, signal: AbortSignal): OpenStream {
    if (!streamNames.has(method)) throw new TypeError(`client.${method} is not a stream`);
    const methods = client as unknown as Record<
      string,
      (parameters: unknown) => AsyncIterable<unknown> & { close(): void }
    >;
    const source = methods[method]?.call(client, parameters ?? {});
    if (!source) throw new TypeError(`client.${method} is not a function`);
    const opened: OpenStream = { events: source[Symbol.asyncIterator](), close: () => source.close() };
    this.#open.set(stream, opened);
    signal.addEventListener('abort', () => this.close(stream), { once: true });
    return opened;
  }
}
