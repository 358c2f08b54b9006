import type { MarginClient } from '../binance/client.ts';
import type { CrossAccount as RawCross, CrossAsset, IsolatedPair, Order, OrderList } from '../binance/table/index.ts';
import { decimal, zero, type Decimal, type DecimalString } from '../margin/decimal.ts';
import { LEVEL_WITHOUT_DEBT } from '../margin/levels.ts';
import { readingWaitMs, type Terms, type TermsSource } from './terms.ts';
import {
  cross,
  isolated,
  type AccountRef,
  type Balance,
  type Bars,
  type CrossAccount,
  type IsolatedAccount,
  type Loan,
  type OpenOrder,
  type Snapshot,
} from './snapshot.ts';

/** The part of the client that an account is read through. */
export type AccountSource = TermsSource &
  Pick<
    MarginClient,
    'getMarginAccount' | 'getIsolatedMarginAccount' | 'getOpenMarginOrders' | 'getOpenMarginOcoOrders'
  > &
  Partial<Pick<MarginClient, 'getSystemStatus'>>;

export interface Reading {
  readonly source: AccountSource;
  readonly terms: Terms;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** The open orders of an account that a stream tells of; undefined where they have to be asked for. */
  readonly known?: (account: AccountRef) => readonly OpenOrder[] | undefined;
}

interface Call {
  readonly signal: AbortSignal;
  readonly maxWaitMs: number;
}

/** There is no level where nothing is owed, and the figure printed instead would be read as one. */
const withoutDebt = decimal(LEVEL_WITHOUT_DEBT);

/**
 * Reads everything the trees show. Open orders are asked for only where something is locked, because an order always
 * locks what it would spend: an account with nothing locked has none, and asking costs weight for every symbol.
 */
export async function readSnapshot({ source, terms, now, signal, known }: Reading): Promise<Snapshot> {
  const call = { signal, maxWaitMs: readingWaitMs };
  const [crossReply, isolatedReply, bars] = await Promise.all([
    source.getMarginAccount({}, call),
    source.getIsolatedMarginAccount({}, call),
    terms.bars(signal),
  ]);
  const account = readCross(crossReply, bars);
  const pairs = isolatedReply.assets.map(readIsolated);
  const owed = [...loansOf(cross, account.balances), ...pairs.flatMap(isolatedLoans)];
  const [orders, loans] = await Promise.all([
    readOrders(source, account, pairs, call, known),
    terms.price(owed, signal),
  ]);
  return { takenAt: now(), cross: account, isolated: pairs, loans, orders };
}

function readCross(raw: RawCross, bars: Bars): CrossAccount {
  return {
    level: readLevel(raw.marginLevel),
    collateralLevel: readLevel(raw.collateralMarginLevel),
    assetsInBtc: decimal(raw.totalAssetOfBtc),
    debtInBtc: decimal(raw.totalLiabilityOfBtc),
    netInBtc: decimal(raw.totalNetAssetOfBtc),
    bars,
    balances: raw.userAssets.map(readBalance),
  };
}

function readIsolated(raw: IsolatedPair): IsolatedAccount {
  const base = readBalance(raw.baseAsset);
  const quote = readBalance(raw.quoteAsset);
  const liquidationPrice = decimal(raw.liquidatePrice);
  return {
    symbol: raw.symbol,
    base,
    quote,
    level: owes(base) || owes(quote) ? readLevel(raw.marginLevel) : undefined,
    status: raw.marginLevelStatus,
    leverage: decimal(raw.marginRatio),
    indexPrice: decimal(raw.indexPrice),
    liquidationPrice: liquidationPrice.gt(0) ? liquidationPrice : undefined,
    enabled: raw.enabled,
  };
}

function readBalance(raw: CrossAsset): Balance {
  return {
    asset: raw.asset,
    free: decimal(raw.free),
    locked: decimal(raw.locked),
    borrowed: decimal(raw.borrowed),
    interest: decimal(raw.interest),
    net: decimal(raw.netAsset),
  };
}

export function readLevel(raw: DecimalString): Decimal | undefined {
  const level = decimal(raw);
  return level.gte(withoutDebt) ? undefined : level;
}

export const owes = (balance: Balance): boolean => balance.borrowed.gt(0) || balance.interest.gt(0);

export function loansOf(account: AccountRef, balances: readonly Balance[]): Loan[] {
  return balances.filter(owes).map((balance) => ({
    account,
    asset: balance.asset,
    principal: balance.borrowed,
    interest: balance.interest,
    hourlyRate: undefined,
  }));
}

const isolatedLoans = (pair: IsolatedAccount): Loan[] => loansOf(isolated(pair.symbol), [pair.base, pair.quote]);

async function readOrders(
  source: AccountSource,
  account: CrossAccount,
  pairs: readonly IsolatedAccount[],
  call: Call,
  known: Reading['known'] = () => undefined,
): Promise<OpenOrder[]> {
  const holdsLocked = (balances: readonly Balance[]) => balances.some((balance) => balance.locked.gt(zero));
  const ordersOf = async (of: AccountRef, balances: readonly Balance[]): Promise<readonly OpenOrder[]> => {
    if (!holdsLocked(balances)) return [];
    const told = known(of);
    if (told) return told;
    const which = of.kind === 'cross' ? {} : { symbol: of.symbol, isIsolated: 'TRUE' as const };
    const open = (await source.getOpenMarginOrders(which, call)).map((row) => readOrder(of, row));
    return withLists(open, () => source.getOpenMarginOcoOrders(which, call));
  };
  const orders = await Promise.all([
    ordersOf(cross, account.balances),
    ...pairs.map((pair) => ordersOf(isolated(pair.symbol), [pair.base, pair.quote])),
  ]);
  return orders.flat();
}

/** An order does not say which list it belongs to; the lists say it, and are asked where there may be one. */
async function withLists(
  orders: readonly OpenOrder[],
  ask: () => Promise<readonly OrderList[]>,
): Promise<readonly OpenOrder[]> {
  const pairs = orders.map(({ symbol }) => symbol);
  if (new Set(pairs).size === pairs.length) return orders;
  // Without the lists the orders are shown side by side.
  const lists = await ask().catch(() => []);
  const listOf = new Map(lists.flatMap((list) => list.orders.map(({ orderId }) => [orderId, list.orderListId])));
  return orders.map((order) => {
    const orderListId = listOf.get(order.orderId);
    return orderListId === undefined ? order : { ...order, orderListId };
  });
}

function readOrder(account: AccountRef, raw: Order): OpenOrder {
  return {
    account,
    symbol: raw.symbol,
    orderId: raw.orderId,
    clientOrderId: raw.clientOrderId,
    side: raw.side,
    type: raw.type,
    price: decimal(raw.price),
    stopPrice: decimal(raw.stopPrice),
    quantity: decimal(raw.origQty),
    executed: decimal(raw.executedQty),
    status: raw.status,
    placedAt: raw.time,
  };
}
