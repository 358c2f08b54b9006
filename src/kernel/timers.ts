import type { Cells } from './cells.ts';

type Callback = (...parameters: unknown[]) => unknown;
type Schedule<Handle> = (callback: unknown, ...rest: unknown[]) => Handle;

/** Makes the timers of cells do nothing any more once their cell was interrupted. */
export class Timers {
  readonly #cells: Cells;
  readonly #contain: (body: () => void) => void;

  /** @param contain runs code so that a cut of it ends there, as if it had returned */
  constructor(cells: Cells, contain: (body: () => void) => void) {
    this.#cells = cells;
    this.#contain = contain;
  }

  /** Replaces the global functions. */
  guard(): void {
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const schedule = globalThis[name] as Schedule<NodeJS.Timeout>;
      replace(name, (callback, ...rest) => schedule(this.#guarded(callback, clearTimeout), ...rest));
    }
    const schedule = globalThis.setImmediate as Schedule<NodeJS.Immediate>;
    replace('setImmediate', (callback, ...rest) =>
      schedule(this.#contained(this.#guarded(callback, clearImmediate)), ...rest),
    );
  }

  /**
   * Node runs immediates in batches. A cut in the midst of one loses those that wait behind it and leaves Node running
   * the one that was cut over and over, in vain.
   */
  #contained(callback: unknown): unknown {
    if (typeof callback !== 'function') return callback;
    const contain = this.#contain;
    return function (this: NodeJS.Immediate, ...parameters: unknown[]): void {
      contain(() => void (callback as Callback).apply(this, parameters));
    };
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

function replace(name: 'setTimeout' | 'setInterval' | 'setImmediate', by: Callback): void {
  Object.defineProperty(by, 'name', { value: name });
  // `util.promisify(setTimeout)` looks for what stands on the original.
  Object.defineProperties(by, Object.getOwnPropertyDescriptors(globalThis[name]));
  Object.defineProperty(globalThis, name, { value: by, configurable: true, writable: true, enumerable: true });
}
