/** Prices of one pair in time order: each holds until the next. */
export class Series {
  readonly first: number;
  readonly last: number;
  readonly #seconds: Float64Array;
  readonly #prices: readonly string[];
  /** Least and greatest price of ever larger blocks, so that the bounds of a year cost a few steps. */
  readonly #blocks: readonly (readonly [low: Float64Array, high: Float64Array])[];

  /** At least one row, in time order. */
  constructor(rows: readonly (readonly [second: number, price: string])[]) {
    this.#seconds = Float64Array.from(rows, ([second]) => second);
    this.#prices = rows.map(([, price]) => price);
    this.first = this.#seconds[0] ?? 0;
    this.last = this.#seconds.at(-1) ?? 0;
    const values = Float64Array.from(this.#prices, Number);
    this.#blocks = pyramid(values);
  }

  /** The price that holds at a second; undefined before the first. */
  at(second: number): string | undefined {
    const index = this.#indexAt(second);
    return index < 0 ? undefined : this.#prices[index];
  }

  /** Bounds of the prices that hold at any second of from..to, both included; both have to be at or after the first. */
  range(from: number, to: number): [low: number, high: number] {
    let start = Math.max(0, this.#indexAt(from));
    const end = Math.max(start, this.#indexAt(to));
    let low = Infinity;
    let high = -Infinity;
    while (start <= end) {
      // The largest block that begins here and does not reach beyond the end.
      let level = 0;
      let size = 1;
      while (level + 1 < this.#blocks.length && start % (size * FAN) === 0 && start + size * FAN - 1 <= end) {
        level += 1;
        size *= FAN;
      }
      const [lows, highs] = this.#blocks[level] ?? [];
      low = Math.min(low, lows?.[start / size] ?? low);
      high = Math.max(high, highs?.[start / size] ?? high);
      start += size;
    }
    return [low, high];
  }

  /** The last row at or before a second; -1 when there is none. */
  #indexAt(second: number): number {
    let from = 0;
    let to = this.#seconds.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#seconds[middle] ?? Infinity) <= second) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }
}

/** How many blocks make one of the next size. */
const FAN = 16;

function pyramid(values: Float64Array): (readonly [Float64Array, Float64Array])[] {
  const blocks: (readonly [Float64Array, Float64Array])[] = [[values, values]];
  for (let [lows, highs] = [values, values]; lows.length > 1;) {
    const size = Math.ceil(lows.length / FAN);
    const nextLows = new Float64Array(size).fill(Infinity);
    const nextHighs = new Float64Array(size).fill(-Infinity);
    lows.forEach((low, index) => {
      const block = Math.floor(index / FAN);
      nextLows[block] = Math.min(nextLows[block] ?? Infinity, low);
      nextHighs[block] = Math.max(nextHighs[block] ?? -Infinity, highs[index] ?? -Infinity);
    });
    blocks.push([nextLows, nextHighs]);
    [lows, highs] = [nextLows, nextHighs];
  }
  return blocks;
}
