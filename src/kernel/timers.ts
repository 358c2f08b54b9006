import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import { MessageChannel } from 'node:worker_threads';
import type { Cells } from './cells.ts';

type Callback = (...parameters: unknown[]) => unknown;
type Schedule<Handle> = (callback: unknown, ...rest: unknown[]) => Handle;

/** Makes the timers of cells do nothing any more once their cell was interrupted. */
export class Timers {
  readonly #cells: Cells;
  readonly #due = new Map<NodeJS.Immediate, () => void>();
  readonly #channel = new MessageChannel();

  constructor(cells: Cells) {
    this.#cells = cells;
    this.#channel.port1.on('message', () => this.#runDue()).unref();
  }

  /** Replaces the global functions. */
  guard(): void {
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const schedule = globalThis[name] as Schedule<NodeJS.Timeout>;
      replace(name, (callback, ...rest) => schedule(this.#guarded(callback, clearTimeout), ...rest));
    }
    const { clearImmediate } = globalThis;
    const schedule = globalThis.setImmediate as Schedule<NodeJS.Immediate>;
    replace('setImmediate', (callback, ...rest) =>
      schedule(this.#outsideBatch(this.#guarded(callback, clearImmediate)), ...rest),
    );
    replace('clearImmediate', (immediate) => {
      this.#due.delete(immediate as NodeJS.Immediate);
      clearImmediate(immediate as NodeJS.Immediate);
    });
    // Cells and packages can have these from the module as well. The others are left as they are there: the kernel has
    // its own from it, and a cut does them no harm.
    for (const name of ['setImmediate', 'clearImmediate'] as const) Object.assign(timers, { [name]: globalThis[name] });
    syncBuiltinESMExports();
  }

  /**
   * Node runs immediates in batches. A cut in the midst of one loses those that wait behind it, for which the event loop
   * then spins, or has Node come back to the one that was cut for ever. So the batch only says what is due; each callback
   * runs by a message of its own, of which a cut ends just that one.
   */
  #outsideBatch(callback: unknown): unknown {
    if (typeof callback !== 'function') return callback;
    const due = this.#due;
    const { port1, port2 } = this.#channel;
    return function (this: NodeJS.Immediate, ...parameters: unknown[]): void {
      const resume = AsyncLocalStorage.snapshot();
      due.set(this, () => resume(() => attempt(() => (callback as Callback).apply(this, parameters))));
      port1.ref();
      port2.postMessage(undefined);
    };
  }

  #runDue(): void {
    const [next] = this.#due;
    if (next) this.#due.delete(next[0]);
    if (this.#due.size === 0) this.#channel.port1.unref();
    next?.[1]();
  }

  #guarded(callback: unknown, clear: (handle: never) => void): unknown {
    if (typeof callback !== 'function') return callback;
    const cell = this.#cells.current;
    return function (this: unknown, ...parameters: unknown[]): unknown {
      if (!cell.interrupted) return (callback as Callback).apply(this, parameters);
      clear(this as never);
      return undefined;
    };
  }
}

/** An error is thrown where it is still known which cell it comes from. */
function attempt(body: () => unknown): void {
  try {
    body();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

function replace(name: 'setTimeout' | 'setInterval' | 'setImmediate' | 'clearImmediate', by: Callback): void {
  Object.defineProperty(by, 'name', { value: name });
  // `util.promisify(setTimeout)` looks for what stands on the original.
  Object.defineProperties(by, Object.getOwnPropertyDescriptors(globalThis[name]));
  Object.defineProperty(globalThis, name, { value: by, configurable: true, writable: true, enumerable: true });
}
