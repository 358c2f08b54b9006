import { randomUUID } from 'node:crypto';
import type { Calls } from './calls.ts';

/** Events of the account as they happen: `for await (const event of client.tradeStream())`. Leaving the loop ends the stream. */
export interface CellStream<Event> extends AsyncIterable<Event> {
  /** Ends the stream and every iteration over it. */
  close(): Promise<void>;
}

/** The methods of `client` that give a stream. */
export const streamNames: ReadonlySet<string> = new Set(['tradeStream', 'riskStream']);

/** A stream of the parent's client, opened when its first event is asked for. */
export function remoteStream(calls: Calls, method: string, parameters: unknown): CellStream<unknown> {
  const stream = randomUUID();
  let ended = false;
  const close = async () => {
    if (ended) return;
    ended = true;
    await calls.call('stream', 'close', { stream });
  };
  const iterator: AsyncIterator<unknown> = {
    next: async () => {
      if (ended) return { done: true, value: undefined };
      const result = (await calls.call('stream', 'next', { stream, method, parameters })) as IteratorResult<unknown>;
      ended = result.done === true;
      return result;
    },
    return: async () => {
      await close();
      return { done: true, value: undefined };
    },
  };
  return { close, [Symbol.asyncIterator]: () => iterator };
}
