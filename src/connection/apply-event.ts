import type { ExecutionReportEvent, RiskEvent, TradeEvent } from '../binance/table/index.ts';
import { decimal, zero } from '../margin/decimal.ts';
import { netAsset } from '../margin/levels.ts';
import { loansOf, readLevel } from './read-snapshot.ts';
import {
  balancesOf,
  cross,
  sameAccount,
  type AccountRef,
  type Balance,
  type OpenOrder,
  type Snapshot,
} from './snapshot.ts';

/**
 * The snapshot after an event of an account's stream. Events carry what is, not what changed, so that one applied twice,
 * or after a reading that knew it already, does no harm. Levels and totals need prices and come with the next reading.
 */
export function applyEvent(snapshot: Snapshot, account: AccountRef, event: TradeEvent | RiskEvent): Snapshot {
  switch (event.e) {
    case 'outboundAccountPosition':
      return event.B.reduce(
        (result, { a, f, l }) =>
          changeBalance(result, account, a, (held) => ({ ...held, free: decimal(f), locked: decimal(l) })),
        snapshot,
      );
    case 'executionReport':
      return { ...snapshot, orders: applyOrder(snapshot.orders, account, event) };
    case 'USER_LIABILITY_CHANGE':
      return withLoans(
        changeBalance(snapshot, cross, event.a, (held) => ({
          ...held,
          borrowed: decimal(event.p),
          interest: decimal(event.i),
        })),
      );
    case 'MARGIN_LEVEL_STATUS_CHANGE':
      return { ...snapshot, cross: { ...snapshot.cross, level: readLevel(event.l) } };
    case 'balanceUpdate':
    case 'listStatus':
      // What changed comes in another event, or with the next reading.
      return snapshot;
  }
}

const nothing = { free: zero, locked: zero, borrowed: zero, interest: zero };

function changeBalance(
  snapshot: Snapshot,
  account: AccountRef,
  asset: string,
  change: (balance: Balance) => Balance,
): Snapshot {
  const changed = (balance: Balance): Balance => {
    if (balance.asset !== asset) return balance;
    const next = change(balance);
    return { ...next, net: netAsset(next) };
  };
  if (account.kind === 'isolated')
    return {
      ...snapshot,
      isolated: snapshot.isolated.map((pair) =>
        pair.symbol === account.symbol ? { ...pair, base: changed(pair.base), quote: changed(pair.quote) } : pair,
      ),
    };
  const { balances } = snapshot.cross;
  const known = balances.some((balance) => balance.asset === asset);
  const all = known ? balances : [...balances, { asset, ...nothing, net: zero }];
  return { ...snapshot, cross: { ...snapshot.cross, balances: all.map(changed) } };
}

/** The loans as the cross balances tell them, with the rates known before. */
function withLoans(snapshot: Snapshot): Snapshot {
  const before = (asset: string) =>
    snapshot.loans.find((loan) => loan.account.kind === 'cross' && loan.asset === asset)?.hourlyRate;
  const owed = loansOf(cross, balancesOf(snapshot, cross)).map((loan) => ({ ...loan, hourlyRate: before(loan.asset) }));
  return { ...snapshot, loans: [...owed, ...snapshot.loans.filter(({ account }) => account.kind === 'isolated')] };
}

const open: readonly string[] = ['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW'];

function applyOrder(orders: readonly OpenOrder[], account: AccountRef, event: ExecutionReportEvent): OpenOrder[] {
  const isIt = (order: OpenOrder) =>
    order.orderId === event.i && order.symbol === event.s && sameAccount(order.account, account);
  const at = orders.findIndex(isIt);
  if (!open.includes(event.X)) return orders.filter((order) => !isIt(order));
  const order: OpenOrder = {
    account,
    symbol: event.s,
    orderId: event.i,
    clientOrderId: event.c,
    side: event.S,
    type: event.o,
    price: decimal(event.p),
    stopPrice: decimal(event.P),
    quantity: decimal(event.q),
    executed: decimal(event.z),
    status: event.X,
    placedAt: event.O,
    ...(event.g < 0 ? {} : { orderListId: event.g }),
  };
  return at < 0 ? [...orders, order] : orders.with(at, order);
}
