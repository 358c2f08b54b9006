import type { Cells } from './cells.ts';
import type { Send } from './channel.ts';
import type { Output } from './output.ts';
import { remoteStream, streamNames, type CellStream } from './streams.ts';
import type { Scope, Target, WireError } from './protocol.ts';

/** What a call of a preloaded object may carry beside its parameters. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Told how many rows a history has gathered so far. */
  readonly onRows?: (rows: number) => void;
}

type Method = (parameters?: unknown, options?: CallOptions) => Promise<unknown> | CellStream<unknown>;

interface Pending {
  readonly onRows: ((rows: number) => void) | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** An error that the parent reported. Its `name` says which one: `RefusedError`, `NotSentError`, `UnknownOutcomeError`. */
class CallError extends Error {
  constructor({ name, message, fields }: WireError) {
    super(message);
    Object.defineProperty(this, 'name', { value: name, enumerable: false });
    Object.assign(this, fields);
  }
}

/** Calls from cells to the parent, which holds the key, the connection and the weight budget. */
export class Calls {
  readonly #send: Send;
  readonly #cells: Cells;
  readonly #output: Output;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(send: Send, cells: Cells, output: Output) {
    this.#send = send;
    this.#cells = cells;
    this.#output = output;
  }

  async call(target: Target, method: string, parameters: unknown, options?: CallOptions): Promise<unknown> {
    const cell = this.#cells.checkInterrupt();
    options?.signal?.throwIfAborted();
    const call = ++this.#last;
    const trace = new Error();
    this.#output.flush();
    this.#send({ type: 'call', call, cell: cell.number, target, method, parameters });
    return await new Promise<unknown>((resolve, reject) => {
      const settle = () => {
        this.#pending.delete(call);
        cell.signal.removeEventListener('abort', abort);
        options?.signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        settle();
        this.#send({ type: 'abort', call });
        reject((cell.interrupted ? cell.signal.reason : options?.signal?.reason) as Error);
      };
      cell.signal.addEventListener('abort', abort, { once: true });
      options?.signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(call, {
        onRows: options?.onRows,
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(withFrames(error, trace));
        },
      });
    });
  }

  settle(call: number, value: unknown): void {
    this.#pending.get(call)?.resolve(value);
  }

  progress(call: number, rows: number): void {
    this.#pending.get(call)?.onRows?.(rows);
  }

  refuse(call: number, error: WireError): void {
    this.#pending.get(call)?.reject(new CallError(error));
  }
}

/** The answer arrives from a pipe; the frames that matter are those of the line in the cell that called. */
function withFrames(error: Error, trace: Error): Error {
  if (trace.stack !== undefined)
    error.stack = `${error.name}: ${error.message}${trace.stack.slice(trace.stack.indexOf('\n'))}`;
  return error;
}

/** A preloaded object whose methods are calls to the parent; which methods there are follows the connection. */
export function remoteObject(target: Target, calls: Calls, methodNames: () => readonly string[]): object {
  const methods = new Map<string, Method>();
  const method = (name: string): Method | undefined => {
    if (!methodNames().includes(name)) return undefined;
    let found = methods.get(name);
    if (!found) {
      const stream = target === 'client' && streamNames.has(name);
      found = stream
        ? (parameters) => remoteStream(calls, name, parameters)
        : (parameters, options) => calls.call(target, name, parameters ?? {}, options);
      Object.defineProperty(found, 'name', { value: name });
      methods.set(name, found);
    }
    return found;
  };
  return new Proxy(
    {},
    {
      get: (_target, name) => (typeof name === 'string' ? method(name) : undefined),
      has: (_target, name) => typeof name === 'string' && methodNames().includes(name),
      ownKeys: () => [...methodNames()],
      getOwnPropertyDescriptor: (_target, name) => {
        const value = typeof name === 'string' ? method(name) : undefined;
        return value && { value, enumerable: true, configurable: true, writable: false };
      },
      set: (_target, name) => {
        throw new TypeError(`${target}.${String(name)} cannot be replaced.`);
      },
    },
  );
}

/** `paper` has these, named after the paper exchange's controls. */
export const controlNames = [
  'clock',
  'price',
  'deposit',
  'faults',
  'clearFaults',
  'reset',
  'state',
  'journal',
] as const;

export function controlsOf(scope: Scope): readonly string[] {
  return scope.controls ? controlNames : [];
}
