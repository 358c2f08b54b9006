/**
 * Numbers and short texts as bytes of ASCII: several times quicker than making a string of each. Functions on plain arrays
 * and no class, whose compiled code the engine would throw away whenever none of its objects lives.
 */

const [blank, quote, minus, point, zero, lastCharacter] = [32, 34, 45, 46, 48, 126];
/** A whole number below this is all digits that a double holds for sure. */
const exact = 1e15;
const half = 1e8;

/** Powers of ten that a double holds exactly, and the upper half of each one's bits, for exact products. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const splitter = 2 ** 27 + 1;
const upperPowers = powers.map(upperHalf);

/** Half the distance between doubles from 2 ** bits on. */
const leastBits = -20;
const halfGaps = Float64Array.from({ length: 78 }, (_, place) => 2 ** (place + leastBits - 53));
/** What is closer than this to being as near as another is left to JavaScript. */
const tie = 1e-6;

const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
const [low, high] = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? [1, 0] : [0, 1];

/**
 * Writes a number with the fewest digits that read back as the same double, as JavaScript's own text has them, never with an
 * exponent. Returns the place behind it, at most 26 on, or -1, with nothing of use written, for the few numbers whose
 * digits take more thought: 0 < size < 1e-6, size >= 1e17, powers of two with long fractions, and what is halfway between.
 */
export function putNumber(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  if (value < 0) bytes[at++] = minus;
  const size = Math.abs(value);
  if (size < exact && Math.floor(size) === size) return putWhole(bytes, at, size);
  return size >= 1e-6 && size < 1e17 ? putFraction(bytes, at, size) : -1;
}

/**
 * Fifteen to seventeen digits, whichever first read back as the same double. The number times a power of ten is known
 * exactly as the sum of two doubles (Dekker's product), so nothing here is rounded before it is compared.
 */
function putFraction(bytes: Uint8Array, at: number, size: number): number {
  view[0] = size;
  const top = words[high] as number;
  if (words[low] === 0 && (top & 0xfffff) === 0) return -1;
  const bits = (top >>> 20) - 1023;
  // 1233 / 4096 is a little less than the logarithm of two.
  let magnitude = (bits * 1233) >> 12;
  if (magnitude >= 0 ? size >= (powers[magnitude + 1] as number) : size * (powers[-magnitude - 1] as number) >= 1)
    magnitude++;

  // size * power is scaled + rest.
  const power = powers[16 - magnitude] as number;
  const powerAbove = upperPowers[16 - magnitude] as number;
  const powerBelow = power - powerAbove;
  const sizeAbove = upperHalf(size);
  const sizeBelow = size - sizeAbove;
  const scaled = size * power;
  const rest =
    sizeBelow * powerBelow - (scaled - sizeAbove * powerAbove - sizeBelow * powerAbove - sizeAbove * powerBelow);
  // Any decimal nearer than half the distance to the next double reads back as this one.
  const reach = (halfGaps[bits - leastBits] as number) * power;

  const nearest = Math.round(rest);
  const fraction = rest - nearest;
  let upper = Math.floor(scaled / half) | 0;
  let lower = (scaled - upper * half + nearest) | 0;
  if (lower < 0) {
    lower += half;
    upper--;
  }
  const offHundred = lower - (((lower + 50) / 100) | 0) * 100;
  const offTen = lower - (((lower + (fraction < 0 ? 4 : 5)) / 10) | 0) * 10;
  const farHundred = Math.abs(offHundred + fraction);
  const farTen = Math.abs(offTen + fraction);
  if (Math.abs(farHundred - reach) < tie || Math.abs(farTen - reach) < tie) return -1;
  if (farTen > 5 - tie || Math.abs(fraction) > 0.5 - tie) return -1;
  if (farHundred < reach) lower -= offHundred;
  else if (farTen < reach) lower -= offTen;
  if (lower >= half) {
    lower -= half;
    upper++;
  }
  return upper < 1e8 || upper >= 1e9 ? -1 : putPoint(bytes, at, upper, lower, magnitude);
}

/** Nine and eight digits, with a point behind the one whose worth is one. */
function putPoint(bytes: Uint8Array, start: number, upper: number, lower: number, magnitude: number): number {
  let digits = start + 1;
  if (magnitude < 0) {
    digits = start + 1 - magnitude;
    for (let place = start; place < digits; place++) bytes[place] = zero;
  }
  putDigits(bytes, digits, upper, 9);
  putDigits(bytes, digits + 9, lower, 8);
  for (let place = start; place <= start + magnitude; place++) bytes[place] = bytes[place + 1] as number;
  const whole = start + Math.max(0, magnitude) + 1;
  bytes[whole] = point;
  let end = digits + 17;
  while (bytes[end - 1] === zero) end--;
  return end - 1 === whole ? whole : end;
}

/** The upper 26 of a double's bits: products of such halves are exact. */
function upperHalf(value: number): number {
  const spread = value * splitter;
  return spread - (spread - value);
}

/**
 * Writes text as it stands. Returns the place behind it, or -1, with nothing of use written, for text that may have to be
 * quoted or guarded (a quote, a blank at an end, a control character, the separator, the beginning of a formula) and for
 * what is not all ASCII.
 */
export function putPlainText(bytes: Uint8Array, start: number, text: string, separator: number): number {
  const { length } = text;
  if (length === 0) return start;
  const first = text.charCodeAt(0);
  if (mayBeGuarded(first) || first === blank || text.charCodeAt(length - 1) === blank) return -1;
  for (let place = 0; place < length; place++) {
    const code = text.charCodeAt(place);
    if (code > lastCharacter || code < blank || code === quote || code === separator) return -1;
    bytes[start + place] = code;
  }
  return start + length;
}

/** Text that a spreadsheet may run, or that has been guarded from it by an apostrophe. */
export const guarded = /^'*[=+\-@\t\r\n]/;

function mayBeGuarded(code: number): boolean {
  return code === 61 || code === 43 || code === minus || code === 64 || code === 39;
}

/** Writes text. Returns the place behind it, or -1 if not all of it is ASCII. */
export function putAscii(bytes: Uint8Array, start: number, text: string): number {
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code > 127) return -1;
    bytes[start + place] = code;
  }
  return start + text.length;
}

function putWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < half) return putDigits(bytes, at, value, digitsOf(value));
  const upper = Math.floor(value / half);
  return putDigits(bytes, putDigits(bytes, at, upper, digitsOf(upper)), value - upper * half, 8);
}

/** `00` to `99`: two digits at a time take half as many divisions. */
const pairs = Uint8Array.from(
  { length: 200 },
  (_, place) => zero + (place % 2 === 0 ? Math.floor(place / 20) : (place >> 1) % 10),
);

function putDigits(bytes: Uint8Array, start: number, value: number, count: number): number {
  let rest = value | 0;
  let place = start + count;
  for (; place > start + 1; place -= 2) {
    const next = (rest / 100) | 0;
    const pair = (rest - next * 100) * 2;
    bytes[place - 1] = pairs[pair + 1] as number;
    bytes[place - 2] = pairs[pair] as number;
    rest = next;
  }
  if (place > start) bytes[start] = zero + rest;
  return start + count;
}

function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
