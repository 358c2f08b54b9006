import { codeOf } from './table/codes.ts';

/** What a failed call was about. Never holds the query: the query of a signed call is signed. */
export interface CallInfo {
  /** The client's method, such as `createMarginLoan`. */
  readonly method: string;
  /** Verb and path, such as `POST /sapi/v1/margin/borrow-repay`. */
  readonly endpoint: string;
}

/**
 * Base of every error of the client. Its three kinds answer the one question that matters after a failed write, did it
 * happen: `RefusedError` no, `UnknownOutcomeError` maybe, `NotSentError` no, it never left. No message, field or cause
 * ever holds a key, a signature or a signed address.
 */
export abstract class MarginError extends Error {
  readonly call: CallInfo | undefined;

  constructor(message: string, call: CallInfo | undefined, options?: ErrorOptions) {
    super(message, options);
    this.call = call;
  }
}

export interface Refusal {
  /** Binance's code, where the answer carried one. */
  readonly code?: number | undefined;
  /** Binance's own words. */
  readonly says?: string | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** How long the exchange wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

/** It did not happen: the exchange said no, or a lookup after a lost answer showed that nothing was carried out. */
export class RefusedError extends MarginError implements Refusal {
  override readonly name = 'RefusedError';
  readonly code: number | undefined;
  readonly says: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, call: CallInfo | undefined, refusal: Refusal = {}, options?: ErrorOptions) {
    super(message, call, options);
    this.code = refusal.code;
    this.says = refusal.says;
    this.status = refusal.status;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}

/** What an error of a write with an unknown outcome ends with. */
export const lookFirst = 'Look at the account before trying again.';

/**
 * It may have happened. For a write, what could be looked up was looked up and did not settle it: look at the account
 * before trying again. For a read, only the answer is missing.
 */
export class UnknownOutcomeError extends MarginError implements Refusal {
  override readonly name: string = 'UnknownOutcomeError';
  readonly code: number | undefined;
  readonly says: string | undefined;
  readonly status: number | undefined;

  constructor(message: string, call: CallInfo | undefined, refusal: Refusal = {}, options?: ErrorOptions) {
    super(message, call, options);
    this.code = refusal.code;
    this.says = refusal.says;
    this.status = refusal.status;
  }
}

/** What came back is not an answer of the exchange: a web page, half a body, a redirect. */
export class UnreadableReplyError extends UnknownOutcomeError {
  override readonly name = 'UnreadableReplyError';
}

export type NotSentReason = 'parameter' | 'mode' | 'credentials' | 'budget' | 'aborted' | 'closed' | 'unreachable';

/** It did not happen: the request never left, or the exchange could not be reached at all. */
export class NotSentError extends MarginError {
  override readonly name = 'NotSentError';
  readonly reason: NotSentReason;
  /** The parameter at fault, where it is one. */
  readonly parameter: string | undefined;
  /** For `budget`: how long after this error such a call is taken again, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: NotSentReason,
    message: string,
    call: CallInfo | undefined,
    options?: ErrorOptions & { parameter?: string; retryAfterMs?: number },
  ) {
    super(message, call, options);
    this.reason = reason;
    this.parameter = options?.parameter;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** `-3006 Your borrow amount has exceed maximum borrow amount. Borrow at most what getMaxMarginLoan gives.` */
export function explain(code: number, says: string): string {
  const advice = codeOf(code)?.advice;
  return advice === undefined ? `${code} ${says}` : `${code} ${says} ${advice}`;
}
