/**
 * Windows that move down a column, in time that grows with the rows and not with the windows' length. Nothing is ever
 * taken away from a running total, which would leave its rounding errors behind: what a window holds is merged from
 * parts, so a value that has left is gone.
 */

/** What can be known of numbers and merged with what is known of the next ones. */
interface Part<T> {
  of(number: number): T;
  /** @param left of the earlier numbers */
  merge(left: T, right: T): T;
}

/** A sum and what rounding has lost of it (Neumaier). */
interface Total {
  readonly total: number;
  readonly lost: number;
}

const totals: Part<Total> = {
  of: (number) => ({ total: number, lost: 0 }),
  merge: (left, right) => {
    const total = left.total + right.total;
    const [large, small] =
      Math.abs(left.total) >= Math.abs(right.total) ? [left.total, right.total] : [right.total, left.total];
    return { total, lost: left.lost + right.lost + (large - total + small) };
  },
};

/** Count, mean and summed squares of the distances from it, merged as Chan, Golub and LeVeque do. */
interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

const spreads: Part<Spread> = {
  of: (number) => ({ count: 1, mean: number, squares: 0 }),
  merge: (left, right) => {
    const count = left.count + right.count;
    const distance = right.mean - left.mean;
    return {
      count,
      mean: left.mean + (distance * right.count) / count,
      squares: left.squares + right.squares + (distance * distance * left.count * right.count) / count,
    };
  },
};

const bounds = (better: (left: number, right: number) => boolean): Part<number> => ({
  of: (number) => number,
  merge: (left, right) => (better(right, left) ? right : left),
});

/** Numbers, NaN where there is none, and for each row where its window begins; the beginnings never go back. */
export interface Windows {
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
}

/**
 * What each window holds, undefined for one without numbers. The window is kept in two parts: everything from a row in it
 * up to a border, merged from that row on, and everything behind the border, merged so far. Each row is merged twice.
 */
function slide<T, R>({ numbers, starts }: Windows, part: Part<T>, result: (held: T | undefined) => R): R[] {
  const join = (left: T | undefined, right: T | undefined) =>
    left === undefined ? right : right === undefined ? left : part.merge(left, right);
  const read = (row: number) => {
    const number = numbers[row] as number;
    return Number.isNaN(number) ? undefined : part.of(number);
  };
  const fromRow = new Array<T | undefined>(numbers.length);
  let border = 0;
  let behind: T | undefined;
  return Array.from(starts, (start, row) => {
    if (start >= border) {
      border = row + 1;
      behind = undefined;
      let held: T | undefined;
      for (let place = row; place >= start; place--) fromRow[place] = held = join(read(place), held);
    } else behind = join(behind, read(row));
    return result(start < border ? join(fromRow[start], behind) : behind);
  });
}

const totalOf = (held: Total | undefined) =>
  held === undefined ? 0 : Number.isFinite(held.total) ? held.total + held.lost : held.total;

export const windowSums = (windows: Windows) => slide(windows, totals, totalOf);
export const windowLeast = (windows: Windows) =>
  slide(
    windows,
    bounds((a, b) => a < b),
    (held) => held ?? NaN,
  );
export const windowGreatest = (windows: Windows) =>
  slide(
    windows,
    bounds((a, b) => a > b),
    (held) => held ?? NaN,
  );
/** Sample variance; of fewer than two numbers there is none. */
export const windowVariances = (windows: Windows) =>
  slide(windows, spreads, (held) => (held && held.count > 1 ? held.squares / (held.count - 1) : NaN));

/** How many numbers each window holds. */
export function windowCounts({ numbers, starts }: Windows): number[] {
  const before = new Uint32Array(numbers.length + 1);
  numbers.forEach((number, row) => (before[row + 1] = (before[row] as number) + Number(!Number.isNaN(number))));
  return Array.from(starts, (start, row) => (before[row + 1] as number) - (before[start] as number));
}

/** The medians, from a tree of how many numbers of each rank are in the window (Fenwick). */
export function windowMedians(windows: Windows): number[] {
  const { numbers, starts } = windows;
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort();
  const ranks = ranksIn(sorted, numbers);
  const tree = new Uint32Array(sorted.length + 1);
  const top = sorted.length === 0 ? 0 : 1 << Math.floor(Math.log2(sorted.length));
  const change = (row: number, by: number) => {
    for (let node = ranks[row] as number; node > 0 && node < tree.length; node += node & -node)
      tree[node] = (tree[node] as number) + by;
  };
  const nth = (wanted: number) => {
    let node = 0;
    for (let step = top; step > 0; step >>= 1) {
      const next = node + step;
      if (next < tree.length && (tree[next] as number) < wanted) {
        node = next;
        wanted -= tree[next] as number;
      }
    }
    return sorted[node] as number;
  };
  let first = 0;
  return windowCounts(windows).map((count, row) => {
    change(row, 1);
    for (; first < (starts[row] as number); first++) change(first, -1);
    if (count === 0) return NaN;
    const [lower, upper] = [nth((count + 1) >> 1), nth((count >> 1) + 1)];
    return lower === upper ? lower : lower + (upper - lower) * 0.5;
  });
}

/** Each number's place among the sorted ones, from 1, and of equal ones the first; 0 for NaN. */
function ranksIn(sorted: Float64Array, numbers: Float64Array): Uint32Array {
  const places = new Map<number, number>();
  for (let place = sorted.length - 1; place >= 0; place--) places.set(sorted[place] as number, place + 1);
  return Uint32Array.from(numbers, (number) => places.get(number) ?? 0);
}
