import { NotSentError } from './errors.ts';
import { defaultReachMs, History, type HistoryOptions } from './history.ts';
import { RequestedMethods } from './requested.ts';
import {
  endpointOf,
  endpoints,
  type ArgumentsOf,
  type CapitalFlow,
  type EndpointName,
  type InterestRate,
  type InterestRecord,
  type Kline,
  type LiquidationLoanRepayment,
  type LiquidationRecord,
  type LoanRecord,
  type MarginTransfer,
  type Order,
  type OrderList,
  type SmallLiabilityExchange,
  type Trade,
  type UniversalTransfer,
} from './table/index.ts';
import type { Span } from './windows.ts';

/** What pages and windows need is added by the history itself. */
type Paged = 'current' | 'size' | 'limit' | 'fromId';
/** A history's parameters. `endTime` is now unless told; `startTime` as far back as there is anything, else 30 days. */
export type HistoryOf<N extends EndpointName, Without extends string = never> = Omit<ArgumentsOf<N>, Paged | Without>;

const klineMs: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  M: 31 * 86_400_000,
};

/**
 * The past, whole. Each method gives an async iterable of rows, oldest first, each once; `collect()` gives them as a list.
 * Windows and pages are asked for concurrently inside the weight budget.
 */
export class HistoryMethods extends RequestedMethods {
  /** All interest charges. Windows of 30 days, weight 1 by IP per page of 100; nothing older than 90 days. */
  iterateMarginInterestHistory(
    parameters: HistoryOf<'getMarginInterestHistory'> = {},
    options: HistoryOptions = {},
  ): History<InterestRecord> {
    return this.#history('getMarginInterestHistory', parameters, options);
  }

  /** All borrows. Windows of 7 days, of 30 with `asset`; weight 10 by IP per page of 100. */
  iterateMarginLoans(
    parameters: HistoryOf<'getMarginBorrowRepayRecords', 'type' | 'txId'> = {},
    options: HistoryOptions = {},
  ): History<LoanRecord> {
    return this.#history('getMarginBorrowRepayRecords', { ...parameters, type: 'BORROW' }, options);
  }

  /** All repayments. Windows of 7 days, of 30 with `asset`; weight 10 by IP per page of 100. */
  iterateMarginRepayments(
    parameters: HistoryOf<'getMarginBorrowRepayRecords', 'type' | 'txId'> = {},
    options: HistoryOptions = {},
  ): History<LoanRecord> {
    return this.#history('getMarginBorrowRepayRecords', { ...parameters, type: 'REPAY' }, options);
  }

  /** All orders of one pair. Windows of 24 hours, weight 200 by IP each, 60 requests a minute. */
  iterateMarginOrders(
    parameters: HistoryOf<'getAllMarginOrders', 'orderId'>,
    options: HistoryOptions = {},
  ): History<Order> {
    return this.#history('getAllMarginOrders', parameters, options);
  }

  /** All trades of one pair. Windows of 24 hours, weight 10 by IP each. */
  iterateMarginTrades(
    parameters: HistoryOf<'getMarginTrades', 'orderId'>,
    options: HistoryOptions = {},
  ): History<Trade> {
    return this.#history('getMarginTrades', parameters, options);
  }

  /** All order lists. Windows of 24 hours, weight 200 by IP each. */
  iterateMarginOcoOrders(
    parameters: HistoryOf<'getAllMarginOcoOrders'> = {},
    options: HistoryOptions = {},
  ): History<OrderList> {
    return this.#history('getAllMarginOcoOrders', parameters, options);
  }

  /** All transfers into and out of margin. Windows of 30 days, weight 1 by IP per page of 100. */
  iterateMarginTransfers(
    parameters: HistoryOf<'getMarginTransferHistory'> = {},
    options: HistoryOptions = {},
  ): History<MarginTransfer> {
    return this.#history('getMarginTransferHistory', parameters, options);
  }

  /** All transfers of one type. Windows of 30 days, weight 1 by IP per page of 100; nothing older than 6 months. */
  iterateUniversalTransfers(
    parameters: HistoryOf<'queryUniversalTransferHistory'>,
    options: HistoryOptions = {},
  ): History<UniversalTransfer> {
    return this.#history('queryUniversalTransferHistory', parameters, options);
  }

  /** Every movement of the margin account. Windows of 7 days, weight 100 by IP each; nothing older than 90 days. */
  iterateMarginCapitalFlow(
    parameters: HistoryOf<'getMarginCapitalFlow'> = {},
    options: HistoryOptions = {},
  ): History<CapitalFlow> {
    return this.#history('getMarginCapitalFlow', parameters, options);
  }

  /** All daily interest rates of one asset. Windows of 30 days, weight 1 by IP each. */
  iterateMarginInterestRates(
    parameters: HistoryOf<'getMarginInterestRateHistory'>,
    options: HistoryOptions = {},
  ): History<InterestRate> {
    return this.#history('getMarginInterestRateHistory', parameters, options);
  }

  /** All liquidation orders. Weight 1 by IP per page of 100. */
  iterateMarginLiquidations(
    parameters: HistoryOf<'getMarginForceLiquidationRecord'> = {},
    options: HistoryOptions = {},
  ): History<LiquidationRecord> {
    return this.#history('getMarginForceLiquidationRecord', parameters, options);
  }

  /** All exchanges of small debts. Weight 100 by UID per page of 100. */
  iterateMarginSmallLiabilityExchanges(
    parameters: HistoryOf<'getMarginSmallLiabilityHistory'> = {},
    options: HistoryOptions = {},
  ): History<SmallLiabilityExchange> {
    return this.#history('getMarginSmallLiabilityHistory', parameters, options);
  }

  /** All repayments of the debt that a liquidation left. Weight 100 by UID per page of 100. */
  iterateMarginLiquidationLoanRepayments(
    parameters: HistoryOf<'getMarginLiquidationLoanRepayments'> = {},
    options: HistoryOptions = {},
  ): History<LiquidationLoanRepayment> {
    return this.#history('getMarginLiquidationLoanRepayments', parameters, options);
  }

  /** All candles of one pair. Windows of 499 candles, weight 2 by IP each. */
  iterateKlines(parameters: HistoryOf<'getKlines'>, options: HistoryOptions = {}): History<Kline> {
    const { interval } = parameters;
    const { choices } = endpoints.getKlines.parameters.interval;
    // Checked here already: windows of no length would have no end.
    if (!choices.includes(interval)) {
      const message = `iterateKlines: "interval" has to be one of ${choices.join(', ')}.`;
      throw new NotSentError('parameter', message, undefined, { parameter: 'interval' });
    }
    const spanMs = 498 * Number.parseInt(interval, 10) * (klineMs[interval.slice(-1)] ?? 0);
    return this.#history('getKlines', parameters, options, spanMs);
  }

  #history<Row>(
    name: EndpointName,
    given: Times & Readonly<Record<string, unknown>>,
    options: HistoryOptions,
    spanMs?: number,
  ): History<Row> {
    const { windows } = endpointOf(name);
    if (!windows) throw new NotSentError('parameter', `${name} has no history.`, undefined);
    const { startTime, endTime, ...parameters } = given;
    const { spanWith, reachMs } = windows;
    const span = async () => {
      // The exchange's clock decides what is now, and what is too long ago.
      await this.syncClock();
      return spanOf(name, { startTime, endTime }, this.serverTime, reachMs);
    };
    return new History<Row>(
      {
        ask: (page, call) => this.call(name, { ...parameters, ...page }, call),
        windows,
        span,
        longestMs:
          spanMs ?? (spanWith && parameters[spanWith.parameter] !== undefined ? spanWith.spanMs : windows.spanMs),
      },
      options,
    );
  }
}

/** When Binance began: nobody's history is older, and a day without rows costs a request as well. */
const beginning = Date.UTC(2017, 6, 1);

interface Times {
  readonly startTime?: number | Date | undefined;
  readonly endTime?: number | Date | undefined;
}

/** Undefined where there is nothing: in the future, or before what the exchange remembers. */
function spanOf(
  name: EndpointName,
  { startTime, endTime }: Times,
  now: number,
  reachMs: number | undefined,
): Span | undefined {
  const end = Math.floor(Math.min(Number(endTime ?? now), now));
  const earliest = Math.max(beginning, now - (reachMs ?? Infinity));
  const start = Math.ceil(Math.max(Number(startTime ?? end - (reachMs ?? defaultReachMs)), earliest));
  if (!Number.isFinite(start) || !Number.isFinite(end))
    throw new NotSentError(
      'parameter',
      `${name}: "startTime" and "endTime" have to be times as a Date or in ms.`,
      undefined,
    );
  if (Number(startTime ?? start) > Number(endTime ?? Infinity))
    throw new NotSentError('parameter', `${name}: "startTime" is after "endTime".`, undefined);
  return start > end ? undefined : { start, end };
}
