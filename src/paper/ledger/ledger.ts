import { DAY } from '../../margin/interest.ts';
import type {
  DustRecord,
  Event,
  InterestEvent,
  LiquidationRecord,
  LoanEvent,
  PreventedMatch,
  Trade,
} from '../engine/events.ts';
import type { AccountId, Order, OrderList } from '../engine/state.ts';

type OfType<T extends Event['type']> = Extract<Event, { type: T }>;
export type TransferRow = OfType<'transfer'>;
export type FlowRow = OfType<'flow'>;
export type LiquidationRow = LiquidationRecord & { readonly time: number };
export type PreventedRow = PreventedMatch & { readonly time: number };
export type DustRow = DustRecord & { readonly time: number };
export type SmallLiabilityRow = OfType<'smallLiability'>;
export type LiquidationLoanRow = OfType<'liquidationLoan'>;

/** Everything the ledger keeps, as plain arrays, oldest first. This is what a snapshot stores of it. */
export interface LedgerRows {
  readonly loans: LoanEvent[];
  readonly interest: InterestEvent[];
  readonly transfers: TransferRow[];
  readonly trades: Trade[];
  readonly flows: FlowRow[];
  readonly liquidations: LiquidationRow[];
  readonly prevented: PreventedRow[];
  readonly dust: DustRow[];
  readonly smallLiabilities: SmallLiabilityRow[];
  readonly liquidationLoans: LiquidationLoanRow[];
  readonly orders: Order[];
  readonly lists: OrderList[];
}

/** How far back the exchange answers; what is older is dropped. */
const INTEREST_REACH = 91 * DAY;
const FLOW_REACH = 91 * DAY;
/** Dropping is done in strides, because cutting the front off a long array is not free. */
const STRIDE = 20_000;

const emptyRows = (): LedgerRows => ({
  loans: [],
  interest: [],
  transfers: [],
  trades: [],
  flows: [],
  liquidations: [],
  prevented: [],
  dust: [],
  smallLiabilities: [],
  liquidationLoans: [],
  orders: [],
  lists: [],
});

/** The past: what the history endpoints answer from. A fold over the engine's events, nothing else writes it. */
export class Ledger {
  readonly rows: LedgerRows;
  /** Orders by account and symbol, oldest first; the latest form of each. */
  readonly #orders = new Map<string, Map<number, Order>>();
  readonly #lists = new Map<number, OrderList>();

  constructor(rows: LedgerRows = emptyRows()) {
    this.rows = rows;
    for (const order of rows.orders) this.#keep(order);
    for (const list of rows.lists) this.#lists.set(list.id, list);
  }

  append(events: readonly Event[]): void {
    const { rows } = this;
    for (const event of events)
      switch (event.type) {
        case 'loan':
          rows.loans.push(event);
          break;
        case 'interest':
          rows.interest.push(event);
          break;
        case 'transfer':
          rows.transfers.push(event);
          break;
        case 'trade':
          rows.trades.push(event.trade);
          break;
        case 'flow':
          rows.flows.push(event);
          break;
        case 'liquidation':
          rows.liquidations.push({ ...event.record, time: event.time });
          break;
        case 'prevented':
          rows.prevented.push({ ...event.record, time: event.time });
          break;
        case 'dust':
          rows.dust.push({ ...event.record, time: event.time });
          break;
        case 'smallLiability':
          rows.smallLiabilities.push(event);
          break;
        case 'liquidationLoan':
          rows.liquidationLoans.push(event);
          break;
        case 'order':
          this.#keep(event.order);
          break;
        case 'list':
          this.#lists.set(event.list.id, event.list);
          break;
        case 'balance':
        case 'moved':
        case 'liability':
        case 'status':
        case 'price':
        case 'replay':
          break;
      }
    this.#forget(rows.interest, INTEREST_REACH);
    this.#forget(rows.flows, FLOW_REACH);
  }

  /** About how many rows a snapshot has to write. */
  get size(): number {
    const { interest, flows, loans, trades } = this.rows;
    return interest.length + flows.length + loans.length + trades.length;
  }

  orders(account: AccountId, symbol: string): Order[] {
    return [...(this.#orders.get(`${account}/${symbol}`)?.values() ?? [])];
  }
  order(account: AccountId, symbol: string, id: number): Order | undefined {
    return this.#orders.get(`${account}/${symbol}`)?.get(id);
  }
  lists(account: (id: AccountId) => boolean): OrderList[] {
    return [...this.#lists.values()].filter((list) => account(list.account));
  }
  list(id: number): OrderList | undefined {
    return this.#lists.get(id);
  }

  /** The rows with orders and lists in them, for a snapshot. */
  snapshot(): LedgerRows {
    const orders = [...this.#orders.values()].flatMap((book) => [...book.values()]).sort((a, b) => a.id - b.id);
    return { ...this.rows, orders, lists: [...this.#lists.values()] };
  }

  #keep(order: Order): void {
    const key = `${order.account}/${order.symbol}`;
    let book = this.#orders.get(key);
    if (!book) this.#orders.set(key, (book = new Map<number, Order>()));
    book.set(order.id, order);
  }

  #forget(rows: { readonly time: number }[], reach: number): void {
    const newest = rows.at(-1);
    if (rows.length < STRIDE * 2 || !newest || (rows[STRIDE]?.time ?? Infinity) >= newest.time - reach) return;
    const keep = rows.findIndex((row) => row.time >= newest.time - reach);
    rows.splice(0, keep);
  }
}

/** Rows between two times, newest first. Rows are in time order, so the span is found from the end. */
export function newestFirst<R extends { readonly time: number }>(
  rows: readonly R[],
  from: number,
  to: number,
  wanted: (row: R) => boolean,
): R[] {
  const found: R[] = [];
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (!row || row.time < from) break;
    if (row.time <= to && wanted(row)) found.push(row);
  }
  return found;
}
