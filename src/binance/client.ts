import { StreamMethods } from './streams.ts';

/**
 * A client for Binance cross and isolated margin. Each method takes its parameters and `{ signal }`, and answers with
 * what the exchange said: amounts as decimal strings, times in ms, long ids as strings.
 *
 * Every failure is a `MarginError` of one of three kinds: refused (it did not happen), unknown (it may have happened),
 * not sent. A write whose answer was lost is looked up before its caller is told.
 */
export class MarginClient extends StreamMethods {}

export type { BudgetUse } from './budget.ts';
export type { CallOptions } from './caller.ts';
export {
  MarginError,
  NotSentError,
  RefusedError,
  UnknownOutcomeError,
  UnreadableReplyError,
  type CallInfo,
  type NotSentReason,
} from './errors.ts';
export type { History, HistoryOptions } from './history.ts';
export type { LoanHistoryParameters, LoanParameters } from './loans.ts';
export type { Logger, MarginClientOptions, Mode } from './options.ts';
export type * from './requested.ts';
export { proxyFor } from './proxy.ts';
export type { Credentials } from './sign.ts';
export type { RiskSnapshot, RiskStream } from './stream/risk.ts';
export type { StreamState } from './stream/socket.ts';
export type { TradeSnapshot, TradeStream } from './stream/trade.ts';
