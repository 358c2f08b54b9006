import { type KnownCode, wording } from '../../binance/table/codes.ts';

/** An answer that is not the asked-for one: HTTP status, the exchange's code and words. */
export class Failure extends Error {
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Failure';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/**
 * Codes whose HTTP status is not 400. Which status each code has is not published in full: 401 and 429 are what clients
 * report, and 5xx has whatever means "the outcome is unknown", as the documentation has it.
 */
const statuses: Readonly<Record<number, number>> = {
  [-1000]: 500,
  [-1001]: 503,
  [-1002]: 401,
  [-1003]: 429,
  [-1004]: 503,
  [-1006]: 500,
  [-1007]: 504,
  [-1008]: 503,
  [-1015]: 429,
  [-2008]: 401,
  [-2014]: 401,
  [-2015]: 401,
  [-3000]: 500,
};
export const statusOf = (code: number): number => statuses[code] ?? 400;

/** The failure of a code, with what its wording leaves open filled in. */
export const fail = (code: KnownCode, ...details: readonly (string | number)[]): Failure =>
  new Failure(statusOf(code), code, wording(code, ...details));
