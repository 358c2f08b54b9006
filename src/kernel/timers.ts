import type { Cell, Cells } from './cells.ts';

type Callback = (...parameters: unknown[]) => unknown;
type Schedule<Handle> = (callback: unknown, ...rest: unknown[]) => Handle;

/** Makes the timers of cells do nothing any more once their cell was interrupted. */
export class Timers {
  readonly #cells: Cells;
  readonly #setImmediate = globalThis.setImmediate as Schedule<NodeJS.Immediate>;
  /** Those that wait, with what schedules them again. */
  readonly #immediates = new Map<NodeJS.Immediate, () => void>();

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Replaces the global functions. */
  guard(): void {
    const { clearImmediate } = globalThis;
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const schedule = globalThis[name] as Schedule<NodeJS.Timeout>;
      replace(name, (callback, ...rest) => schedule(this.#guarded(callback, clearTimeout), ...rest));
    }
    replace('setImmediate', (callback, ...rest) => this.#scheduleImmediate(this.#cells.current, callback, rest));
    replace('clearImmediate', (immediate) => {
      this.#immediates.delete(immediate as NodeJS.Immediate);
      clearImmediate(immediate as NodeJS.Immediate);
    });
  }

  /**
   * Called after code was cut. Node has then lost the immediates that waited behind one that was cut, but still counts
   * them, and its event loop would spin for ever: takes them out of the count and schedules them again.
   */
  mend(): void {
    const before = [...this.#immediates];
    if (before.length === 0) return;
    // Immediates run in order: what was there before this one and is there after it will never run.
    this.#setImmediate(() => {
      for (const [immediate, again] of before) {
        if (!this.#immediates.delete(immediate) || !immediate.hasRef()) continue;
        clearImmediate(immediate);
        again();
      }
    });
  }

  #scheduleImmediate(cell: Cell, callback: unknown, rest: unknown[]): NodeJS.Immediate {
    if (typeof callback !== 'function') return this.#setImmediate(callback, ...rest);
    const immediate = this.#setImmediate(
      (...parameters: unknown[]) => {
        this.#immediates.delete(immediate);
        return cell.interrupted ? undefined : (callback as Callback).apply(immediate, parameters);
      },
      ...rest,
    );
    this.#immediates.set(immediate, () => this.#cells.run(cell, () => this.#scheduleImmediate(cell, callback, rest)));
    return immediate;
  }

  #guarded(callback: unknown, clear: (timer: NodeJS.Timeout) => void): unknown {
    if (typeof callback !== 'function') return callback;
    const cell = this.#cells.current;
    return function (this: NodeJS.Timeout, ...parameters: unknown[]): unknown {
      if (!cell.interrupted) return (callback as Callback).apply(this, parameters);
      clear(this);
      return undefined;
    };
  }
}

function replace(name: 'setTimeout' | 'setInterval' | 'setImmediate' | 'clearImmediate', by: Callback): void {
  Object.defineProperty(by, 'name', { value: name });
  // `util.promisify(setTimeout)` looks for what stands on the original.
  Object.defineProperties(by, Object.getOwnPropertyDescriptors(globalThis[name]));
  Object.defineProperty(globalThis, name, { value: by, configurable: true, writable: true, enumerable: true });
}
