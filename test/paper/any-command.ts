import type { Command, CommandName, OrderCommand } from '../../src/paper/engine/commands.ts';
import type { World } from '../../src/paper/engine/draft.ts';
import { bans, type Order, type State } from '../../src/paper/engine/state.ts';
import { seededWalk } from '../../src/paper/market/market.ts';
import { recordingOf } from '../../src/paper/market/recording.ts';
import { defaultRules } from '../../src/paper/rules.ts';

/** Commands that someone might send, of every kind there is; many of them are refused, as they should be. */

export type Dice = (sides: number) => number;

/** Numbers that look random and are the same in every run. */
export function dice(seed: number): Dice {
  let state = BigInt(seed);
  return (count) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % (1n << 64n);
    return Number((state >> 33n) % BigInt(count));
  };
}

const symbols = ['BTCUSDT', 'ETHUSDT', 'ETHBTC', 'BNBUSDT'];
const coins = ['USDT', 'BTC', 'ETH', 'BNB'];
const usual: Record<string, number> = { BTCUSDT: 60000, ETHUSDT: 3000, ETHBTC: 0.05, BNBUSDT: 600 };
const decimals: Record<string, [price: number, quantity: number]> = {
  BTCUSDT: [2, 5],
  ETHUSDT: [2, 4],
  ETHBTC: [5, 4],
  BNBUSDT: [2, 3],
};
const size: Record<string, number> = { USDT: 3000, BTC: 0.05, ETH: 1, BNB: 5 };

const RECORDED = 1_700_000_000;
/** A world with a recording of a rough day in it, for `replay`. */
export const world: World = {
  market: seededWalk(3),
  rules: defaultRules,
  recordings: new Map([
    [
      'rough',
      recordingOf(
        Array.from({ length: 200 }, (_, step) => ({
          symbol: 'BTCUSDT',
          second: RECORDED + step * 1800,
          price: (60_000 - (step % 40) * 500).toFixed(2),
        })),
      ),
    ],
  ]),
};

/** How often a kind of command comes, against the others; every kind that the engine knows is in here. */
const shares: Record<CommandName, number> = {
  deposit: 2,
  transfer: 3,
  borrow: 4,
  repay: 2,
  order: 9,
  list: 3,
  cancelList: 1,
  cancelAll: 1,
  cancel: 2,
  dust: 2,
  smallLiabilities: 2,
  leverage: 1,
  isolated: 1,
  liquidate: 0.1,
  repayLiquidationLoan: 0.5,
  platform: 0.5,
  price: 2,
  feed: 0.2,
  replay: 0.2,
  settings: 1,
  tick: 1,
};
const kinds = Object.entries(shares).flatMap(([name, share]) =>
  Array.from({ length: share * 10 }, () => name as CommandName),
);

/** A command that someone might send to this state, and how long they wait before, ms. */
export function anyCommand(roll: Dice, state: State): { command: Command; wait: number } {
  const pick = <T>(values: readonly T[]): T => values[roll(values.length)]!;
  const symbol = pick(symbols);
  const account = pick(['CROSS', 'CROSS', symbol]);
  const asset =
    account === 'CROSS' ? pick(coins) : pick(symbol === 'ETHBTC' ? ['ETH', 'BTC'] : [symbol.slice(0, 3), 'USDT']);
  const amount = ((size[asset]! * (1 + roll(200))) / 100).toFixed(8);
  const [priceDecimals, quantityDecimals] = decimals[symbol]!;
  const price = (share: number): string => (usual[symbol]! * share).toFixed(priceDecimals);
  const near = (): string => price(0.9 + roll(200) / 1000);
  const side = pick(['BUY', 'SELL'] as const);
  const quantity = ((size[symbol.slice(0, 3)]! * (1 + roll(100))) / 50).toFixed(quantityDecimals);
  const extras = {
    sideEffect: pick(['NO_SIDE_EFFECT', 'MARGIN_BUY', 'AUTO_REPAY', 'AUTO_BORROW_REPAY'] as const),
    selfTradePrevention: pick(['EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'NONE'] as const),
    autoRepayAtCancel: roll(2) === 0,
  };
  const leg = { account, symbol, side, quantity, ...extras };
  const limit: OrderCommand = {
    ...leg,
    type: 'LIMIT',
    timeInForce: pick(['GTC', 'GTC', 'IOC', 'FOK'] as const),
    price: near(),
  };
  const resting: OrderCommand = { ...limit, timeInForce: 'GTC' };
  const open: Order[] = Object.values(state.books).flatMap((book) => Object.values(book));
  const orders: readonly (() => OrderCommand)[] = [
    () => limit,
    () => limit,
    () => ({ ...resting, icebergQuantity: quantity }),
    () => ({ ...leg, type: 'MARKET' }),
    () => ({ account, symbol, side, ...extras, type: 'MARKET', quoteQuantity: symbol === 'ETHBTC' ? '0.01' : '150' }),
    () => ({ ...leg, type: pick(['STOP_LOSS', 'TAKE_PROFIT'] as const), stopPrice: near() }),
    () => ({ ...leg, type: 'STOP_LOSS', trailingDelta: 10 + roll(300) }),
    () => ({ ...resting, type: pick(['STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'] as const), stopPrice: near() }),
    () => ({ ...leg, type: 'LIMIT_MAKER', price: near() }),
  ];
  /** A stop and a limit on either side of the price. */
  const bracket = (sold: 'BUY' | 'SELL'): OrderCommand[] => [
    { ...leg, side: sold, type: 'STOP_LOSS', stopPrice: price(sold === 'BUY' ? 1.05 : 0.95) },
    { ...leg, side: sold, type: 'LIMIT_MAKER', price: price(sold === 'BUY' ? 0.95 : 1.05) },
  ];
  const lists: readonly (() => Command)[] = [
    () => ({ do: 'list', contingency: 'OCO', account, symbol, legs: bracket(side) }),
    () => ({
      do: 'list',
      contingency: 'OTO',
      account,
      symbol,
      legs: [resting, { ...leg, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', price: price(1.05) }],
    }),
    () => ({ do: 'list', contingency: 'OTOCO', account, symbol, legs: [resting, ...bracket('SELL').reverse()] }),
  ];
  const made: { readonly [K in CommandName]: () => Command } = {
    deposit: () =>
      roll(6) === 0
        ? { do: 'deposit', account: pick(['SPOT', 'CROSS']), asset: 'XRP', amount: '20' }
        : { do: 'deposit', account: pick(['SPOT', account]), asset, amount },
    transfer: () => ({
      do: 'transfer',
      kind: 'X',
      asset,
      amount,
      from: pick(['SPOT', account]),
      to: pick(['SPOT', 'CROSS', account]),
    }),
    borrow: () =>
      roll(6) === 0
        ? { do: 'borrow', account: 'CROSS', asset: 'ETH', amount: '0.003' }
        : { do: 'borrow', account, asset, amount },
    repay: () => ({ do: 'repay', account, asset, amount }),
    order: () => ({ do: 'order', ...pick(orders)() }),
    list: () => pick(lists)(),
    cancelList: () => ({
      do: 'cancelList',
      account,
      symbol,
      listId: 0,
      ...pick([
        ...Object.values(state.lists).map(({ id, ...list }) => ({
          account: list.account,
          symbol: list.symbol,
          listId: id,
        })),
        {},
      ]),
    }),
    cancelAll: () => ({ do: 'cancelAll', account, symbol }),
    cancel: () => {
      const order = open[roll(open.length + 1)];
      return {
        do: 'cancel',
        account: order?.account ?? account,
        symbol: order?.symbol ?? symbol,
        orderId: order?.id ?? 1,
      };
    },
    dust: () => ({ do: 'dust', account: pick(['CROSS', 'SPOT']), assets: ['XRP'] }),
    smallLiabilities: () => ({ do: 'smallLiabilities', assets: [pick(coins.slice(1))] }),
    leverage: () => ({ do: 'leverage', maxLeverage: pick([3, 5] as const) }),
    isolated: () => ({ do: 'isolated', symbol, enabled: roll(2) === 0 }),
    liquidate: () => ({ do: 'liquidate', account }),
    repayLiquidationLoan: () =>
      roll(2) === 0
        ? { do: 'deposit', account: 'SPOT', asset: 'USDC', amount: '50' }
        : { do: 'repayLiquidationLoan', asset: 'USDC', amount: '10.5' },
    platform: () => ({
      do: 'platform',
      change: pick([
        { bans: [pick(bans)] },
        { bans: [] },
        { bans: [] },
        { vipLevel: roll(10) },
        { inventory: { [asset]: pick([amount, null]) } },
        { rates: { [asset]: pick(['0.0005', '0.00002', null]) } },
        { openLongRestrictedAsset: pick([[], ['BNB']]), maxCollateralExceededAsset: pick([[], ['ETH']]) },
        { limitPricePairs: pick([[], ['ETHUSDT']]) },
      ]),
    }),
    price: () => ({
      do: 'price',
      symbol,
      price: pick([near(), near(), near(), price(0.6), price(1.5), null, null, price(pick([0.15, 5]))]),
    }),
    feed: () => ({ do: 'feed', prices: pick([null, null, { BTCUSDT: '61234.5', BNBUSDT: '590.1' }]) }),
    replay: () => ({
      do: 'replay',
      ...pick([{ id: null }, { id: null }, { id: 'rough', shift: Math.floor(state.now / 1000) - RECORDED }]),
    }),
    settings: () => ({ do: 'settings', spotBnbBurn: roll(2) === 0, interestBnbBurn: roll(2) === 0 }),
    tick: () => ({ do: 'tick' }),
  };
  return { command: made[pick(kinds)](), wait: pick([0, 0, 0, 0, 0, 900, 60_000, 900_000, 3_600_000, 9_000_000]) };
}
