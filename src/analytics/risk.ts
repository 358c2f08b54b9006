/** Figures of risk over returns. Returns are ratios, not amounts: doubles are right for them. */

export type Confidence = number;

/** Simple returns of a series of prices or equities: each value over the one before, less one. */
export function returnsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, place) => value / (values[place] ?? NaN) - 1);
}

/**
 * Value at risk: the loss, as a positive fraction, that is not passed with this confidence over one period.
 * @param method `historical`: the percentile of the returns themselves; `normal`: of a normal distribution like them
 */
export function valueAtRisk(
  returns: readonly number[],
  confidence: Confidence = 0.95,
  method: 'historical' | 'normal' = 'historical',
): number {
  check(returns, confidence);
  if (method === 'historical') return -percentile(returns, 1 - confidence);
  return -(mean(returns) + deviation(returns) * normalQuantile(1 - confidence));
}

/** The average loss in the cases beyond the value at risk. */
export function expectedShortfall(returns: readonly number[], confidence: Confidence = 0.95): number {
  check(returns, confidence);
  const limit = percentile(returns, 1 - confidence);
  const beyond = returns.filter((value) => value <= limit);
  return -mean(beyond.length > 0 ? beyond : [limit]);
}

/** The deepest fall from a peak, as a positive fraction of the peak. */
export function maxDrawdown(equity: readonly number[]): number {
  let peak = -Infinity;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    if (peak > 0) deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}

/** Yearly volatility. Crypto trades every day, so a year of daily returns has 365. */
export function volatility(returns: readonly number[], periodsOfYear = 365): number {
  return deviation(returns) * Math.sqrt(periodsOfYear);
}

/** Mean over deviation, yearly, without a riskless rate. */
export function sharpe(returns: readonly number[], periodsOfYear = 365): number {
  return (mean(returns) / deviation(returns)) * Math.sqrt(periodsOfYear);
}

/** As `sharpe`, with only the falls counted as risk. */
export function sortino(returns: readonly number[], periodsOfYear = 365): number {
  const falls = Math.sqrt(mean(returns.map((value) => Math.min(0, value) ** 2)));
  return (mean(returns) / falls) * Math.sqrt(periodsOfYear);
}

function check(returns: readonly number[], confidence: number): void {
  if (returns.length === 0) throw new RangeError('There are no returns to measure.');
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`A confidence is between 0 and 1, not ${confidence}.`);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number {
  const centre = mean(numbers);
  return Math.sqrt(numbers.reduce((sum, number) => sum + (number - centre) ** 2, 0) / (numbers.length - 1));
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort();
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  return below + ((sorted[Math.ceil(place)] ?? NaN) - below) * (place - Math.floor(place));
}

/** Quantile of the standard normal distribution, by bisection on its integral: exact to twelve digits, and plain to read. */
function normalQuantile(share: number): number {
  let low = -9;
  let high = 9;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of the normal distribution below `x`: Simpson's rule over its density. */
function normalShare(x: number): number {
  const steps = 400;
  const width = x / steps;
  const density = (at: number) => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let step = 1; step < steps; step++) sum += density(step * width) * (step % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * width) / 3;
}
