/**
 * Random access randomness: the same (seed, stream, cell) always gives the same number, so any second of any year can
 * be asked for without walking there. Only operations that IEEE 754 fixes to the bit are used (no Math.exp, no
 * Math.sin), so that the same seed gives the same prices on every machine.
 */

/** Uniform in [-1, 1). */
export function noise(seed: number, stream: number, cell: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 0x165667b1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (cell | 0), 0x27d4eb2f);
  hash ^= Math.imul((cell / 4294967296) | 0, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  hash ^= hash >>> 15;
  return hash / 2147483648;
}

/** Uniform in [0, 1). */
export const chance = (seed: number, stream: number, cell: number): number => (noise(seed, stream, cell) + 1) / 2;

/** One layer of a walk: straight lines between random points `period` seconds apart. */
interface Octave {
  readonly period: number;
  readonly amplitude: number;
}

/**
 * Layers whose height grows with the root of their period look like a random walk up close and stay bounded from afar,
 * so a coin neither dies nor leaves for the moon over a simulated decade. Amplitudes are in log price for swing 1.
 */
const octaves: readonly Octave[] = [
  { period: 10_368_000, amplitude: 0.11 },
  { period: 2_592_000, amplitude: 0.06 },
  { period: 604_800, amplitude: 0.03 },
  { period: 86_400, amplitude: 0.013 },
  { period: 21_600, amplitude: 0.006 },
  { period: 3_600, amplitude: 0.0025 },
  { period: 600, amplitude: 0.001 },
  { period: 60, amplitude: 0.0003 },
  { period: 10, amplitude: 0.00012 },
  { period: 1, amplitude: 0.00004 },
];

function layer(seed: number, stream: number, { period, amplitude }: Octave, second: number): number {
  const cell = Math.floor(second / period);
  const left = noise(seed, stream, cell);
  const share = second / period - cell;
  return amplitude * (share === 0 ? left : left + (noise(seed, stream, cell + 1) - left) * share);
}

/** Height of the walk at a second. */
export function walk(seed: number, stream: number, second: number): number {
  let sum = 0;
  for (let index = 0; index < octaves.length; index++) {
    const octave = octaves[index];
    if (octave) sum += layer(seed, stream * 16 + index, octave, second);
  }
  return sum;
}

/** Bounds of the walk over whole seconds from..to: never too narrow, and narrow when the span is short. */
export function walkRange(seed: number, stream: number, from: number, to: number): [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let index = 0; index < octaves.length; index++) {
    const octave = octaves[index];
    if (!octave) continue;
    const { period, amplitude } = octave;
    const first = Math.floor(from / period) + 1;
    const last = Math.floor(to / period);
    if (last - first > 3) {
      low -= amplitude;
      high += amplitude;
      continue;
    }
    const start = layer(seed, stream * 16 + index, octave, from);
    const end = layer(seed, stream * 16 + index, octave, to);
    let least = Math.min(start, end);
    let most = Math.max(start, end);
    for (let cell = first; cell <= last; cell++) {
      const corner = amplitude * noise(seed, stream * 16 + index, cell);
      least = Math.min(least, corner);
      most = Math.max(most, corner);
    }
    low += least;
    high += most;
  }
  return [low, high];
}

/** e^x for |x| < 2, from multiplications and divisions alone (see above); good to fifteen digits. */
export function exponential(x: number): number {
  const eighth = x / 8;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 14; n++) {
    term = (term * eighth) / n;
    sum += term;
  }
  const squared = sum * sum;
  const fourth = squared * squared;
  return fourth * fourth;
}
