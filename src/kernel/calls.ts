import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import type { Cells } from './cells.ts';
import type { Send } from './channel.ts';
import type { Output } from './output.ts';
import { remoteStream, streamNames, type CellStream } from './streams.ts';
import type { Scope, Target, WireError } from './protocol.ts';

/** What a call of a preloaded object may carry beside its parameters. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Given the rows of a history as they come. */
  readonly onRows?: (rows: readonly unknown[]) => void;
}

type Method = (parameters?: unknown, options?: CallOptions) => Promise<unknown> | CellStream<unknown>;

interface Pending {
  readonly onRows: (rows: readonly unknown[]) => void;
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
    const { ticket } = this.#cells;
    const written = asWritten(parameters, `${target}.${method}`);
    const rows: unknown[] = [];
    // Rows come from the pipe, in the name of no cell: what is done with them is this one's.
    const asHere = AsyncLocalStorage.snapshot();
    this.#output.flush();
    this.#send({
      ...{ type: 'call', call, cell: cell.number, target, method, parameters: written },
      ...(ticket !== undefined && { ticket }),
    });
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
        onRows: (more) => {
          for (const row of more) rows.push(row);
          asHere(() => options?.onRows?.(more));
        },
        resolve: (value) => {
          settle();
          resolve(rows.length > 0 ? rows : value);
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

  rows(call: number, rows: readonly unknown[]): void {
    this.#pending.get(call)?.onRows(rows);
  }

  refuse(call: number, error: WireError): void {
    this.#pending.get(call)?.reject(new CallError(error));
  }
}

/**
 * Parameters as JSON can carry them, read once: what is asked about, and sent, is what stood in them now. JSON itself
 * would make another time of a Date, an exponent of a small Decimal, and nothing at all of what is no number.
 */
function asWritten(value: unknown, where: string): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${where} was given ${value}.`);
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`${where} was given a ${typeof value}.`);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || value instanceof Number || value instanceof String || value instanceof Boolean)
    return asWritten(value.valueOf(), where);
  const { toFixed, toJSON } = value as { readonly toFixed?: unknown; readonly toJSON?: unknown };
  if (typeof toFixed === 'function') return String(Reflect.apply(toFixed, value, []));
  if (typeof toJSON === 'function') return asWritten(Reflect.apply(toJSON, value, []), where);
  if (Array.isArray(value)) return value.map((each) => asWritten(each, where));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asWritten(each, `${where}: ${name}`)]));
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
  // A proxy is shown as what is behind it.
  const shown = { [inspect.custom]: () => Object.fromEntries(methodNames().map((name) => [name, method(name)])) };
  return new Proxy(shown, {
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
  });
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
