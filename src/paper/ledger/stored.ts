import { decimal } from '../../margin/decimal.ts';
import { type Account, type Order, type State, usualPlatform } from '../engine/state.ts';
import type { LedgerRows } from './ledger.ts';

/** State and ledger as text and back. Decimals travel as strings; which fields they are is said here and nowhere else. */

export const toText = (value: State | LedgerRows): string => JSON.stringify(value);

const orderDecimals: readonly string[] = [
  'quantity',
  'quoteQuantity',
  'price',
  'stopPrice',
  'trailingBest',
  'icebergQuantity',
  'executed',
  'executedQuote',
  'locked',
  'loan',
];

const revived = <T extends object>(value: T, wanted: (key: string) => boolean): T =>
  Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [
      key,
      wanted(key) && typeof part === 'string' ? decimal(part) : part,
    ]),
  ) as T;

const order = (value: Order): Order => revived(value, (key) => orderDecimals.includes(key));

const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

export function stateFrom(text: string): State {
  // What a file of an earlier version does not have is as usual.
  const stored = JSON.parse(text) as Omit<State, 'platform' | 'livePrices'> & Partial<State>;
  const state: State = { ...stored, platform: stored.platform ?? usualPlatform, livePrices: stored.livePrices ?? {} };
  const account = (value: Account): Account => ({
    ...value,
    holdings: mapped(value.holdings, (holding) => revived(holding, () => true)),
  });
  return {
    ...state,
    accounts: mapped(state.accounts, account),
    books: mapped(state.books, (book) => mapped(book, order)),
    liquidationLoan: revived(state.liquidationLoan, () => true),
  };
}

export function ledgerFrom(text: string): LedgerRows {
  const rows = JSON.parse(text) as LedgerRows;
  return { ...rows, orders: rows.orders.map(order) };
}
