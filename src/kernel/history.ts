import { timeOf } from '../frames/core/calendar.ts';
import type { Calls } from './calls.ts';
import type { Display } from './display.ts';

/**
 * Between which times, both included: a Date, ms since 1970, or text such as '2026-01-31' or '2026-01-31 12:00', which is
 * UTC where it names no zone. `to` is now unless told.
 */
export interface HistoryRange {
  readonly from?: Date | number | string;
  readonly to?: Date | number | string;
}

/** One asset, or the isolated account of one pair; without both, all of the cross account. */
export interface AccountHistory extends HistoryRange {
  readonly asset?: string;
  readonly isolatedSymbol?: string;
}

export interface TradeHistory extends HistoryRange {
  readonly symbol: string;
  readonly isIsolated?: boolean;
}

interface Kind {
  readonly method: string;
  readonly title: string;
  readonly schema: Readonly<Record<string, string>>;
  /** How far back the exchange remembers, in ms; absent where no limit is known. */
  readonly reachMs?: number;
}

const loanColumns = {
  timestamp: 'time',
  asset: 'text',
  amount: 'amount',
  principal: 'amount',
  interest: 'amount',
  type: 'text',
  status: 'text',
  isolatedSymbol: 'text',
  txId: 'text',
};

/** Columns in the order in which people read them. */
const kinds = {
  interest: {
    method: 'iterateMarginInterestHistory',
    title: 'Interest',
    reachMs: 90 * 86_400_000,
    schema: {
      interestAccuredTime: 'time',
      asset: 'text',
      // The loan's coin, where the charge was paid in BNB.
      rawAsset: 'text',
      interest: 'amount',
      principal: 'amount',
      interestRate: 'amount',
      type: 'text',
      isolatedSymbol: 'text',
      txId: 'text',
    },
  },
  loans: { method: 'iterateMarginLoans', title: 'Loans', schema: loanColumns },
  repayments: { method: 'iterateMarginRepayments', title: 'Repayments', schema: loanColumns },
  trades: {
    method: 'iterateMarginTrades',
    title: 'Trades',
    schema: {
      time: 'time',
      symbol: 'text',
      isBuyer: 'flag',
      price: 'amount',
      qty: 'amount',
      commission: 'amount',
      commissionAsset: 'text',
      isMaker: 'flag',
      isIsolated: 'flag',
      id: 'text',
      orderId: 'text',
    },
  },
  transfers: {
    method: 'iterateMarginTransfers',
    title: 'Transfers',
    schema: {
      timestamp: 'time',
      asset: 'text',
      amount: 'amount',
      type: 'text',
      transFrom: 'text',
      transTo: 'text',
      status: 'text',
      fromSymbol: 'text',
      toSymbol: 'text',
      txId: 'text',
    },
  },
  liquidations: {
    method: 'iterateMarginLiquidations',
    title: 'Liquidations',
    schema: {
      updatedTime: 'time',
      symbol: 'text',
      side: 'text',
      price: 'amount',
      qty: 'amount',
      avgPrice: 'amount',
      executedQty: 'amount',
      timeInForce: 'text',
      isIsolated: 'flag',
      orderId: 'text',
    },
  },
} as const satisfies Record<string, Kind>;

/** What the exchange remembers, over any range, as DataFrames: windows and pages are asked for behind one call. */
export interface CellHistory<Frame> {
  interest(range?: AccountHistory): Promise<Frame>;
  loans(range?: AccountHistory): Promise<Frame>;
  repayments(range?: AccountHistory): Promise<Frame>;
  transfers(range?: AccountHistory): Promise<Frame>;
  trades(range: TradeHistory): Promise<Frame>;
  liquidations(range?: HistoryRange & { readonly isolatedSymbol?: string }): Promise<Frame>;
  /** What the last history of each kind had fetched, where it was interrupted or failed before its end. */
  readonly partial: { readonly [Kind in keyof typeof kinds]?: Frame };
}

/** The rows with these columns as a DataFrame: the `frame` of `src/frames`. */
export type MakeFrame = (rows: readonly object[], schema: Readonly<Record<string, string>>) => unknown;

/** @param frame loads danfo when rows have come */
export function makeHistory(calls: Calls, display: Display, frame: () => MakeFrame): CellHistory<unknown> {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  /** The rows of histories that have not come to their end. */
  const unfinished = new Map<string, object[]>();
  const partial = {};
  for (const name of names) {
    const get = () => {
      const rows = unfinished.get(name);
      return rows && frame()(rows, kinds[name].schema);
    };
    Object.defineProperty(partial, name, { get, enumerable: true });
  }
  const ask = async (name: keyof typeof kinds, { from, to, ...rest }: HistoryRange): Promise<unknown> => {
    const { method, title, schema, reachMs }: Kind = kinds[name];
    const startTime = boundOf('from', from);
    const endTime = boundOf('to', to);
    if (startTime !== undefined && endTime !== undefined && startTime > endTime)
      throw new RangeError('`from` is after `to`.');
    const progress = new Progress(display, title);
    const rows: object[] = [];
    unfinished.set(name, rows);
    const onRows = (more: readonly unknown[]) => {
      for (const row of more as readonly object[]) rows.push(row);
      progress.show(rows.length);
    };
    const range = { ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) };
    const all = await calls.call('client', method, { ...rest, ...range }, { onRows });
    if (unfinished.get(name) === rows) unfinished.delete(name);
    await progress.end();
    if (reachMs !== undefined && startTime !== undefined) {
      const since = (await now(calls)) - reachMs;
      if (startTime < since)
        process.stderr.write(
          `${title}: the exchange forgets. Nothing before ${new Date(since).toISOString()} is in this frame.\n`,
        );
    }
    return frame()(all as readonly object[], schema);
  };
  const methods = names.map((name) => [name, (range: HistoryRange = {}) => ask(name, range)] as const);
  return { ...Object.fromEntries(methods), partial } as unknown as CellHistory<unknown>;
}

/** The exchange's time: a paper exchange's may be years away from this machine's. */
async function now(calls: Calls): Promise<number> {
  const { serverTime } = (await calls.call('client', 'getServerTime', {})) as { serverTime: number };
  return serverTime;
}

/** In ms since 1970. */
function boundOf(name: 'from' | 'to', value: Date | number | string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = timeOf(value);
  if (Number.isNaN(time)) throw new RangeError(`\`${name}\` is not a time: ${String(value)}`);
  return time;
}

/** Says how many rows have come, once that takes long enough to be noticed. */
class Progress {
  readonly #display: Display;
  readonly #title: string;
  readonly #since = performance.now();
  #shown: Promise<{ update(value: unknown): Promise<void> }> | undefined;
  #rows = 0;

  constructor(display: Display, title: string) {
    this.#display = display;
    this.#title = title;
  }

  show(rows: number): void {
    this.#rows = rows;
    if (performance.now() - this.#since < 500) return;
    const text = `${this.#title}: ${rows.toLocaleString('en')} rows so far …`;
    if (this.#shown) void this.#shown.then((handle) => handle.update(this.#display.as('text/plain', text)));
    else this.#shown = this.#display.text(text);
  }

  async end(): Promise<void> {
    const handle = await this.#shown;
    const text = `${this.#title}: ${this.#rows.toLocaleString('en')} rows.`;
    await handle?.update(this.#display.as('text/plain', text));
  }
}
