/**
 * Numbers and short texts as bytes of ASCII: several times quicker than making a string of each. Functions on plain arrays
 * and no class, whose compiled code the engine would throw away whenever none of its objects lives.
 */

/** No field that is written here takes more characters: a sign, 21 digits, a point; longer text goes another way. */
export const longestField = 32;

const [comma, minus, point, zero] = [44, 45, 46, 48];
/** Eight decimals, in which exchanges count. */
const unit = 1e8;
/** A double holds every decimal of so many digits, each in a way of its own. */
const exact = 1e15;

/**
 * The size of a number in its own units (whole numbers) or in hundred-millionths, if that is all of it; NaN if not. Of
 * all decimals of at most fifteen digits only one is the double, so where this one is, it is also the shortest.
 */
export function unitsOf(value: number): number {
  const size = Math.abs(value);
  if (!(size < exact)) return NaN;
  if (Number.isInteger(size)) return size;
  const units = Math.round(size * unit);
  return units < exact && units / unit === size ? units : NaN;
}

/** Writes a number that `unitsOf` has units for. Returns the place behind it. */
export function putUnits(bytes: Uint8Array, start: number, value: number, units: number): number {
  let at = start;
  if (value < 0) bytes[at++] = minus;
  if (Number.isInteger(value)) return putWhole(bytes, at, units);
  const whole = Math.floor(units / unit);
  at = putWhole(bytes, at, whole);
  let count = 8;
  let decimals = (units - whole * unit) | 0;
  for (; decimals % 10 === 0; count--) decimals = (decimals / 10) | 0;
  bytes[at] = point;
  return putDigits(bytes, at + 1, decimals, count);
}

/**
 * Numbers with their shortest digits, each followed by a comma: spelled out by one call, as a call for each takes four
 * times as long.
 * @param numbers of a size from 1e-6 to 1e21, which are written without an exponent
 */
export function spell(numbers: readonly number[]): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(numbers).slice(1, -1)},`);
}

/** Copies what comes before the next comma. Returns its length. */
export function copyField(to: Uint8Array, at: number, from: Uint8Array, start: number): number {
  let count = 0;
  for (let byte = from[start] as number; byte !== comma; byte = from[start + count] as number) to[at + count++] = byte;
  return count;
}

/** Writes text. Returns the place behind it, or -1 if not all of it is ASCII. */
export function putText(bytes: Uint8Array, start: number, text: string): number {
  const { length } = text;
  for (let place = 0; place < length; place++) {
    const code = text.charCodeAt(place);
    if (code > 127) return -1;
    bytes[start + place] = code;
  }
  return start + length;
}

function putWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < unit) return putDigits(bytes, at, value, digitsOf(value));
  const high = Math.floor(value / unit);
  return putDigits(bytes, putDigits(bytes, at, high, digitsOf(high)), value - high * unit, 8);
}

function putDigits(bytes: Uint8Array, start: number, value: number, count: number): number {
  let rest = value | 0;
  for (let place = start + count - 1; place >= start; place--) {
    const next = (rest / 10) | 0;
    bytes[place] = zero + rest - next * 10;
    rest = next;
  }
  return start + count;
}

function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
