import { type Decimal, toWire } from '../../margin/decimal.ts';
import { debt, type Holding, total } from '../../margin/levels.ts';
import { isolatedLiquidationPrice } from '../../margin/liquidation.ts';
import { levelStatus } from '../../margin/risk.ts';
import { type Account, CROSS, isIsolated, type Order } from '../engine/state.ts';
import { cross, isolated, thresholds } from '../engine/valuation.ts';
import { pairs } from '../market/catalogue.ts';
import type { Venue } from '../venue.ts';

/** The exchange at a glance, for the status page: everything a person looks at, valued and in wire form. */
export interface Overview {
  readonly now: number;
  readonly clock: 'real' | 'manual';
  readonly accounts: readonly AccountView[];
  readonly orders: readonly OrderView[];
  readonly prices: readonly { readonly symbol: string; readonly price: string; readonly held: boolean }[];
}
export interface AccountView {
  readonly name: string;
  readonly kind: 'wallet' | 'cross' | 'isolated';
  /** Margin level; absent where nothing is owed. */
  readonly level?: string;
  readonly status?: string;
  readonly marginCall?: string;
  readonly liquidation?: string;
  readonly liquidationPrice?: string;
  readonly holdings: readonly HoldingView[];
}
export interface HoldingView {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
  readonly borrowed: string;
  readonly interest: string;
}
export interface OrderView {
  readonly account: string;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly quantity: string;
  readonly executed: string;
  readonly price: string;
}

const order: readonly AccountView['kind'][] = ['cross', 'isolated', 'wallet'];

export function overview(venue: Venue): Overview {
  const { state, view } = venue;
  return {
    now: venue.clock.now(),
    clock: venue.clock.kind,
    accounts: Object.values(state.accounts)
      .map((account) => accountView(venue, account))
      .filter(({ kind, holdings }) => kind !== 'wallet' || holdings.length > 0)
      // Where there is risk comes first.
      .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)),
    orders: Object.values(state.books).flatMap((book) => Object.values(book).map(orderView)),
    prices: Object.keys(pairs).map((symbol) => ({
      symbol,
      price: view.prices.pair(symbol).toFixed(),
      held: Object.hasOwn(state.heldPrices, symbol),
    })),
  };
}

function accountView({ view }: Venue, account: Account): AccountView {
  const holdings = Object.entries(account.holdings)
    .filter(([, holding]) => total(holding).gt(0) || debt(holding).gt(0))
    .map(([asset, holding]) => holdingView(asset, holding));
  if (account.id === CROSS) {
    const { marginCall, liquidation } = thresholds(view);
    return {
      name: 'Cross',
      kind: 'cross',
      ...levelOf(cross(view).level, marginCall, liquidation, account),
      holdings,
    };
  }
  if (!isIsolated(account.id)) return { name: account.id, kind: 'wallet', holdings };
  const { level, tier, base, quote } = isolated(view, account.id);
  const price = isolatedLiquidationPrice(base, quote, tier.liquidation);
  return {
    name: account.id,
    kind: 'isolated',
    ...levelOf(level, tier.marginCall, tier.liquidation, account),
    ...(level && !account.liquidation && { status: levelStatus(level, tier, view.world.rules) }),
    ...(price && { liquidationPrice: price.toSignificantDigits(8).toFixed() }),
    holdings,
  };
}

function levelOf(
  level: Decimal | undefined,
  marginCall: Decimal,
  liquidation: Decimal,
  { calledAt, warned, liquidation: under }: Account,
): Partial<AccountView> {
  if (!level) return {};
  return {
    level: level.toDecimalPlaces(4, 1).toFixed(4),
    status: under
      ? 'FORCE_LIQUIDATION'
      : warned
        ? 'PRE_LIQUIDATION'
        : calledAt === undefined
          ? 'NORMAL'
          : 'MARGIN_CALL',
    marginCall: marginCall.toFixed(),
    liquidation: liquidation.toFixed(),
  };
}

const holdingView = (asset: string, holding: Holding): HoldingView => ({
  asset,
  free: toWire(holding.free),
  locked: toWire(holding.locked),
  borrowed: toWire(holding.borrowed),
  interest: toWire(holding.interest),
});

const orderView = (order: Order): OrderView => ({
  account: order.account,
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  quantity: toWire(order.quantity),
  executed: toWire(order.executed),
  price: order.price ? toWire(order.price) : order.stopPrice ? toWire(order.stopPrice) : '',
});
