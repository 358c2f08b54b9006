import { toNumber, type Values } from './values.ts';

/** The numbers among the values; what is missing is left out and never counted as zero. */
export function present(values: Values): number[] {
  const numbers: number[] = [];
  for (const value of values) {
    const number = typeof value === 'number' ? value : toNumber(value);
    if (!Number.isNaN(number)) numbers.push(number);
  }
  return numbers;
}

/** Neumaier's compensated sum: 0.1 ten times is 1. The sum of nothing is 0. */
export function sum(numbers: Iterable<number>): number {
  let total = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = total + number;
    lost += Math.abs(total) >= Math.abs(number) ? total - next + number : number - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

export function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? NaN : sum(numbers) / numbers.length;
}

/** Sample variance; of fewer than two numbers there is none. */
export function variance(numbers: readonly number[]): number {
  if (numbers.length < 2) return NaN;
  const centre = mean(numbers);
  return sum(numbers.map((number) => (number - centre) ** 2)) / (numbers.length - 1);
}

export function deviation(numbers: readonly number[]): number {
  return Math.sqrt(variance(numbers));
}

/** Pearson's correlation of the pairs that lack neither number; of fewer than two pairs, and of a constant, there is none. */
export function correlation(left: Values, right: Values): number {
  const pairs = left
    .map((value, row) => [toNumber(value), toNumber(right[row])] as const)
    .filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
  const [centreLeft, centreRight] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const together = sum(pairs.map(([a, b]) => (a - centreLeft) * (b - centreRight)));
  const spread = (values: readonly number[], centre: number) =>
    Math.sqrt(sum(values.map((value) => (value - centre) ** 2)));
  const most =
    spread(
      pairs.map(([a]) => a),
      centreLeft,
    ) *
    spread(
      pairs.map(([, b]) => b),
      centreRight,
    );
  return most > 0 ? Math.max(-1, Math.min(1, together / most)) : NaN;
}

export function least(numbers: readonly number[]): number {
  let result = NaN;
  for (const number of numbers) if (!(result <= number)) result = number;
  return result;
}

export function greatest(numbers: readonly number[]): number {
  let result = NaN;
  for (const number of numbers) if (!(result >= number)) result = number;
  return result;
}

/** Linear between the two nearest, as NumPy's and Excel's inclusive quantile. @param share 0 to 1 */
export function quantile(numbers: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A quantile is between 0 and 1, not ${share}.`);
  if (numbers.length === 0) return NaN;
  const sorted = Float64Array.from(numbers).sort();
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export type Running = 'sum' | 'prod' | 'min' | 'max';

/** Running total, product, minimum or maximum; a missing value stays missing and does not break the run. */
export function running(values: Values, operation: Running): number[] {
  let state = operation === 'sum' ? 0 : operation === 'prod' ? 1 : NaN;
  let lost = 0;
  return values.map((value) => {
    const number = toNumber(value);
    if (Number.isNaN(number)) return NaN;
    if (operation === 'sum') {
      const next = state + number;
      lost += Math.abs(state) >= Math.abs(number) ? state - next + number : number - next + state;
      state = next;
      return Number.isFinite(state) ? state + lost : state;
    }
    if (operation === 'prod') state *= number;
    else if (operation === 'min') state = state <= number ? state : number;
    else state = state >= number ? state : number;
    return state;
  });
}

/**
 * Rounds as people write it down: by the decimal digits of the number and a half away from zero, so that 1.005 is 1.01 and
 * 2.675 is 2.68, which binary rounding gets wrong.
 */
export function roundTo(value: number, places: number): number {
  if (!Number.isFinite(value)) return value;
  if (places >= 0 && places <= 15) {
    const power = 10 ** places;
    const scaled = Math.abs(value) * power;
    const whole = Math.floor(scaled);
    // Far from a half no binary error can tip it, and the quotient of two exact numbers is the nearest double.
    if (scaled < 1e12 && Math.abs(scaled - whole - 0.5) > 1e-3) {
      const rounded = scaled - whole > 0.5 ? whole + 1 : whole;
      return rounded === 0 ? 0 : (Math.sign(value) * rounded) / power;
    }
  }
  // Else by the digits of the number's shortest text, where no binary error can creep in.
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const end = whole.length + Number(exponent) + places;
  if (end >= digits.length) return value;
  if (end < 0) return 0;
  const kept = BigInt(digits.slice(0, end)) + (digits.charAt(end) >= '5' ? 1n : 0n);
  return kept === 0n ? 0 : Math.sign(value) * Number(`${kept}e${-places}`);
}
