/**
 * What the kernel preloads, as the editor sees it in cells. The build turns this file and the declarations it reaches
 * into `dist/types/`; nothing of it runs.
 */
import type { Decimal as DecimalClass } from '../../margin/decimal.ts';
import type { CallOptions, History, MarginClient, RiskStream, TradeStream } from '../../binance/client.ts';
import type { UserStream } from '../../binance/stream/stream.ts';
import type * as marginAnalytics from '../../analytics/index.ts';
import type * as charts from '../../analytics/charts/index.ts';
import type * as cells from '../../frames/cells.ts';
import type { Display } from '../../kernel/display.ts';
import type { CellHistory } from '../../kernel/history.ts';
import type { CellStream } from '../../kernel/streams.ts';
import type { Input } from '../../kernel/input.ts';

type Asynchronous = (...parameters: never[]) => Promise<unknown> | History<unknown> | TradeStream | RiskStream;
/** Not for cells: what the other methods stand on. */
type Inner = 'call' | 'syncClock';

/** A method as cells have it: a history comes as all of its rows at once, a stream is there to be iterated over. */
type InCells<Method> = Method extends (...parameters: infer Parameters) => History<infer Row>
  ? (
      ...parameters: [
        ...(Parameters extends [(infer Options)?, ...unknown[]] ? [parameters?: Options] : [parameters: Parameters[0]]),
        options?: CallOptions,
      ]
    ) => Promise<Row[]>
  : Method extends (...parameters: infer Parameters) => UserStream<infer Event>
    ? (...parameters: Parameters) => CellStream<Event>
    : Method;

// The build writes the names out: TypeScript would find them anew at each key that is typed.
type CallName = {
  [Name in Exclude<keyof MarginClient, Inner>]: MarginClient[Name] extends Asynchronous ? Name : never;
}[Exclude<keyof MarginClient, Inner>];
type ChangedName = {
  [Name in CallName]: InCells<MarginClient[Name]> extends MarginClient[Name] ? never : Name;
}[CallName];
type Unchanged = Pick<MarginClient, Exclude<CallName, ChangedName>>;
type Changed = Pick<MarginClient, ChangedName>;

/** The client's calls; its connection and key stay with the editor. */
export interface CellClient
  extends Readonly<Unchanged>, Readonly<{ [Name in keyof Changed]: InCells<Changed[Name]> }> {}

/**
 * What the exchange remembers, over any range, as DataFrames: `await history.interest({ asset: 'USDT', from: '2026-01-01' })`.
 * Also `trades`, `loans`, `repayments`, `transfers`, `liquidations`.
 */
export type CellHistories = CellHistory<cells.DataFrame>;

/** Controls of the paper exchange. */
export interface PaperControls {
  /** Moves the exchange's clock: by a span in ms, or to an ISO time. Interest accrues and prices move on the way. */
  clock(step: { advanceMs: number } | { now: string }): Promise<unknown>;
  /** Holds a price until it is set again, or releases it with `null`. */
  price(setting: { symbol: string; price: string | number | null }): Promise<unknown>;
  /** Puts paper money into a wallet. */
  deposit(deposit: { wallet: string; asset: string; amount: string | number }): Promise<unknown>;
  /** Makes calls fail or wait, to see what a notebook does then. */
  faults(faults: readonly PaperFault[]): Promise<unknown>;
  clearFaults(): Promise<unknown>;
  /** Starts over with the demo account. */
  reset(): Promise<unknown>;
  /** The exchange's whole state. */
  state(): Promise<unknown>;
  /** Every command that the exchange has accepted. */
  journal(): Promise<unknown>;
}

export interface PaperFault {
  /** Verb and path, `POST /sapi/v1/margin/borrow-repay` say, or `*` for all. */
  endpoint: string;
  /** How often; -1 for ever. */
  times: number;
  kind: 'latency' | 'status' | 'code' | 'drop-before' | 'drop-after' | 'half-body' | 'redirect';
  [detail: string]: unknown;
}

declare global {
  /**
   * The margin client of the connected profile: `await client.getMarginAccount()`. Amounts in its replies are decimal
   * strings, times are in ms.
   */
  const client: CellClient;
  /** The paper exchange's clock, prices, deposits and faults. Only on a paper profile. */
  const paper: PaperControls;
  /** danfo: `dfd.concat(...)`, `dfd.readCSV(...)`, … */
  const dfd: typeof cells.dfd;
  /** danfo's DataFrame: `new DataFrame(rows)`. */
  const DataFrame: typeof cells.DataFrame;
  type DataFrame = cells.DataFrame;
  /** danfo's Series: `new Series([1, 2, 3])`. */
  const Series: typeof cells.Series;
  type Series = cells.Series;
  /** Rows with a schema as a DataFrame: amounts, times and texts each become what they are. */
  const frame: typeof cells.frame;
  /** Exact decimal arithmetic: `new Decimal('0.1').plus('0.2')`. */
  const Decimal: typeof DecimalClass;
  type Decimal = DecimalClass;
  /** Asks you for a line of text: `await input('Which asset?')`. Nothing comes back when you dismiss the question. */
  const input: Input;
  /** Shows a value now; `display.html`, `.markdown`, `.json`, `.image` show it in that form. */
  const display: Display;
  /** A chart of rows or a DataFrame by any Vega-Lite specification: `chart({ mark: 'line', encoding: … }, df)`. */
  const chart: typeof charts.chart;
  /** What a cell has last shown as its result. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of it, and all may be done with it
  let _: any;
  /** What a cell has last failed with. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as for a caught error
  let _error: any;
  /** What trading on margin costs and risks: interest, profit, exposure, liquidation, stress. Decimals in and out. */
  const analytics: typeof marginAnalytics;
}
