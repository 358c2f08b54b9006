import type { Endpoint } from './table/endpoint.ts';

/**
 * Reads a reply without losing a digit. JSON's numbers are floats, Binance's ids have 19 digits, and some fields are
 * numbers in one reply and strings in the next. The fields that an endpoint names are mended in the text, before it is
 * parsed: several times cheaper than walking the rows afterwards, and the digits are never a float at all.
 */
export type ReplyReader = (body: string) => unknown;

/** A number that may be too long for a float. Looks in strings as well, which costs those replies a slower parse. */
const longNumber = /[:,[\s-]\d{16}/;

export function createReader(endpoint: Endpoint): ReplyReader {
  const steps: ((body: string) => string)[] = [];
  const { numbersAsText, textAsNumbers, mendedTimes } = endpoint;
  // Inside a JSON string every quote is escaped, so `"name":` with bare quotes is always a key.
  if (numbersAsText) {
    const pattern = new RegExp(`"(${numbersAsText.join('|')})":\\s*(-?\\d+(?:\\.\\d+)?)(?=[,}\\s])`, 'g');
    steps.push((body) => body.replace(pattern, '"$1":"$2"'));
  }
  if (textAsNumbers) {
    const pattern = new RegExp(`"(${textAsNumbers.join('|')})":\\s*"(\\d{1,15})"`, 'g');
    steps.push((body) => body.replace(pattern, '"$1":$2'));
  }
  if (mendedTimes) {
    const pattern = new RegExp(`"(${mendedTimes.join('|')})":\\s*(\\d{10}|\\d{16})(?=[,}\\s])`, 'g');
    steps.push((body) =>
      body.replace(pattern, (_, name: string, digits: string) => `"${name}":${toMilliseconds(digits)}`),
    );
  }
  return (body) => parseLossless(steps.reduce((text, step) => step(text), body));
}

/** Seconds have ten digits, microseconds sixteen, until the year 2286. */
function toMilliseconds(digits: string): string {
  return digits.length === 10 ? `${digits}000` : digits.slice(0, 13);
}

type Source = { readonly source?: string } | undefined;
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (this: unknown, key: string, value: unknown, context: Source) => unknown,
) => unknown;

/** JSON.parse, except that a whole number that a float cannot hold comes as its digits. */
export function parseLossless(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text) as unknown;
  return parseWithSource(text, (_key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value,
  );
}
