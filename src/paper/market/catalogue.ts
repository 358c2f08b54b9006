import type { CollateralSlice } from '../../margin/collateral.ts';
import { type Decimal, decimal, zero } from '../../margin/decimal.ts';
import type { SymbolFilters } from '../../margin/filters.ts';
import { isolatedTiers, type IsolatedTier } from '../../margin/risk.ts';

/** What the paper exchange lists. Figures are of the size of the real ones, not copies of a day's table. */
export interface Asset {
  readonly name: string;
  readonly fullName: string;
  /** USDT per coin around which the price walk moves. */
  readonly anchor: number;
  /** How much it moves, against Bitcoin's 1; 0 for the dollar itself. */
  readonly swing: number;
  /** Interest per day at VIP 0, before the hourly change. */
  readonly dailyRate: string;
  /** The most a VIP 0 user may owe on the cross account. */
  readonly borrowLimit: Decimal;
  readonly minimumBorrow: Decimal;
  readonly minimumRepay: Decimal;
  /** What the platform has to lend. */
  readonly inventory: Decimal;
  readonly slices: readonly CollateralSlice[];
  readonly borrowable: boolean;
}

export interface Pair {
  /** Place in the list, for the random streams. */
  readonly index: number;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Decimals of a price and of a quantity. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  readonly filters: SymbolFilters;
  readonly isolated: boolean;
  readonly maxLeverage: 3 | 5 | 10;
  readonly tiers: readonly IsolatedTier[];
  /** USDT value of one level of the book. */
  readonly depth: number;
  /** Eighteen digits: beyond what a JavaScript number holds, as at Binance. */
  readonly id: string;
}

const slices = (...steps: [to: string, ratio: string][]): CollateralSlice[] => {
  let from = zero;
  return steps.map(([to, ratio]) => {
    const slice = { from, to: decimal(to), ratio: decimal(ratio) };
    from = slice.to;
    return slice;
  });
};
/** Majors and dollars; large caps; the rest. */
const haircuts = {
  dollar: [{ from: zero, ratio: decimal('1') }],
  major: [
    ...slices(['100000000', '1']),
    { from: decimal('100000000'), to: decimal('500000000'), ratio: decimal('0.975') },
    { from: decimal('500000000'), to: decimal('1000000000'), ratio: decimal('0.95') },
  ],
  large: slices(['13000000', '1'], ['20000000', '0.975'], ['40000000', '0.9']),
  small: slices(['100000', '1'], ['250000', '0.8'], ['500000', '0.6'], ['700000', '0.3'], ['1000000', '0.1']),
} satisfies Record<string, CollateralSlice[]>;

type AssetRow = [
  name: string,
  fullName: string,
  anchor: number,
  swing: number,
  dailyRate: string,
  borrowLimit: string,
  minimum: string,
  haircut: keyof typeof haircuts,
];
const assetRows: AssetRow[] = [
  ['USDT', 'TetherUS', 1, 0, '0.00014', '2000000', '0.1', 'dollar'],
  ['USDC', 'USD Coin', 1, 0.01, '0.00012', '2000000', '0.1', 'dollar'],
  ['FDUSD', 'First Digital USD', 0.999, 0.01, '0.00016', '1000000', '0.1', 'dollar'],
  ['BTC', 'Bitcoin', 64000, 1, '0.00001644', '72', '0.00001', 'major'],
  ['ETH', 'Ethereum', 3100, 1.25, '0.00007', '1200', '0.0001', 'major'],
  ['BNB', 'BNB', 590, 1.1, '0.00017', '2500', '0.001', 'large'],
  ['SOL', 'Solana', 150, 1.6, '0.00025', '15000', '0.001', 'large'],
  ['XRP', 'Ripple', 0.62, 1.4, '0.00022', '2000000', '0.1', 'large'],
  ['ADA', 'Cardano', 0.46, 1.5, '0.0002', '1500000', '0.1', 'large'],
  ['DOGE', 'Dogecoin', 0.14, 1.8, '0.0003', '6000000', '1', 'large'],
  ['LTC', 'Litecoin', 84, 1.2, '0.00018', '9000', '0.001', 'large'],
  ['LINK', 'ChainLink', 14.5, 1.5, '0.00024', '40000', '0.01', 'large'],
  ['AVAX', 'Avalanche', 31, 1.7, '0.00028', '18000', '0.01', 'large'],
  ['DOT', 'Polkadot', 6.4, 1.5, '0.00024', '80000', '0.01', 'large'],
  ['TRX', 'TRON', 0.12, 0.8, '0.00015', '4000000', '1', 'large'],
  ['UNI', 'Uniswap', 8.2, 1.7, '0.00028', '40000', '0.01', 'small'],
  ['ATOM', 'Cosmos', 7.3, 1.6, '0.00026', '50000', '0.01', 'small'],
  ['NEAR', 'NEAR Protocol', 5.1, 1.9, '0.0003', '60000', '0.01', 'small'],
  ['ARB', 'Arbitrum', 0.82, 1.9, '0.00032', '300000', '0.1', 'small'],
  ['FIL', 'Filecoin', 4.6, 1.7, '0.0003', '60000', '0.01', 'small'],
  // Asset names need not be ASCII at Binance; programs that assume so should find out here.
  ['币安人生', '币安人生', 0.17, 2, '0.0006', '200000', '1', 'small'],
];

/** A table that holds nothing but its entries: names come from outside, and one of them may be `constructor`. */
const byName = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));

export const assets: Readonly<Record<string, Asset>> = byName(
  assetRows.map(([name, fullName, anchor, swing, dailyRate, borrowLimit, minimum, haircut]): [string, Asset] => [
    name,
    {
      name,
      fullName,
      anchor,
      swing,
      dailyRate,
      borrowLimit: decimal(borrowLimit),
      minimumBorrow: decimal(minimum),
      minimumRepay: decimal(minimum),
      inventory: decimal(borrowLimit).times(25),
      slices: haircuts[haircut],
      borrowable: name !== '币安人生',
    },
  ]),
);

type PairRow = [
  base: string,
  quote: string,
  priceDecimals: number,
  quantityDecimals: number,
  maxLeverage: 3 | 5 | 10,
  baseTier: string,
  quoteTier: string,
  depth: number,
];
const pairRows: PairRow[] = [
  ['BTC', 'USDT', 2, 5, 10, '9', '70000', 400000],
  ['ETH', 'USDT', 2, 4, 10, '160', '60000', 250000],
  ['BNB', 'USDT', 2, 3, 5, '300', '40000', 120000],
  ['SOL', 'USDT', 2, 3, 5, '1500', '40000', 120000],
  ['XRP', 'USDT', 4, 1, 5, '200000', '40000', 90000],
  ['ADA', 'USDT', 4, 1, 5, '150000', '30000', 60000],
  ['DOGE', 'USDT', 5, 0, 5, '600000', '30000', 60000],
  ['LTC', 'USDT', 2, 3, 5, '900', '30000', 50000],
  ['LINK', 'USDT', 2, 2, 5, '4000', '25000', 40000],
  ['AVAX', 'USDT', 2, 2, 5, '1800', '25000', 40000],
  ['DOT', 'USDT', 3, 2, 5, '8000', '25000', 40000],
  ['TRX', 'USDT', 5, 1, 5, '400000', '25000', 40000],
  ['UNI', 'USDT', 3, 2, 3, '4000', '20000', 25000],
  ['ATOM', 'USDT', 3, 2, 3, '5000', '20000', 25000],
  ['NEAR', 'USDT', 3, 1, 3, '6000', '20000', 25000],
  ['ARB', 'USDT', 4, 1, 3, '30000', '15000', 20000],
  ['FIL', 'USDT', 3, 2, 3, '6000', '15000', 20000],
  ['USDC', 'USDT', 4, 0, 10, '500000', '500000', 500000],
  ['FDUSD', 'USDT', 4, 0, 10, '300000', '300000', 300000],
  ['币安人生', 'USDT', 4, 1, 3, '20000', '5000', 10000],
  ['ETH', 'BTC', 5, 4, 10, '160', '2', 150000],
  ['BNB', 'BTC', 6, 3, 5, '300', '1', 60000],
  ['SOL', 'BTC', 7, 3, 5, '1500', '1', 50000],
  ['XRP', 'BTC', 8, 0, 5, '200000', '1', 40000],
  ['LTC', 'BTC', 6, 3, 5, '900', '1', 30000],
  ['BNB', 'ETH', 4, 3, 5, '300', '20', 30000],
  ['BTC', 'USDC', 2, 5, 10, '9', '70000', 200000],
  ['ETH', 'USDC', 2, 4, 10, '160', '60000', 120000],
  ['SOL', 'USDC', 2, 3, 5, '1500', '40000', 60000],
  ['BTC', 'FDUSD', 2, 5, 10, '9', '70000', 200000],
];

const minimumNotional: Readonly<Record<string, string>> = { BTC: '0.0001', ETH: '0.001' };

export const pairs: Readonly<Record<string, Pair>> = byName(
  pairRows.map(([base, quote, priceDecimals, quantityDecimals, maxLeverage, baseTier, quoteTier, depth], index) => {
    const tick = decimal('10').pow(-priceDecimals);
    const step = decimal('10').pow(-quantityDecimals);
    const largest = decimal(baseTier).times(1000);
    const pair: Pair = {
      index,
      symbol: `${base}${quote}`,
      base,
      quote,
      priceDecimals,
      quantityDecimals,
      isolated: true,
      maxLeverage,
      tiers: isolatedTiers(maxLeverage, decimal(baseTier), decimal(quoteTier)),
      depth,
      id: `${351637150141315861n + BigInt(index) * 10007n}`,
      filters: {
        price: { min: tick, max: decimal('1000000'), tick },
        lot: { min: step, max: largest, step },
        marketLot: { min: zero, max: largest.div(4), step: zero },
        notional: {
          min: decimal(minimumNotional[quote] ?? '5'),
          max: decimal('9000000'),
          minForMarket: true,
          maxForMarket: false,
        },
        percent: { bidUp: decimal('5'), bidDown: decimal('0.2'), askUp: decimal('5'), askDown: decimal('0.2') },
        icebergParts: 10,
        maxOrders: 200,
        maxAlgoOrders: 5,
        trailing: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 },
      },
    };
    return [pair.symbol, pair];
  }),
);

/** A price as a pair's orders could have it, rounded to its tick; undefined where none of them could. */
export function priceOnTick({ priceDecimals, filters }: Pair, price: Decimal): Decimal | undefined {
  const { min, max } = filters.price;
  const rounded = price.toDecimalPlaces(priceDecimals);
  return rounded.lt(min) || rounded.gt(max) ? undefined : rounded;
}
/** Said where it is undefined. */
export const pricesOf = ({ symbol, filters }: Pair): string =>
  `Prices of ${symbol} are from ${filters.price.min.toFixed()} to ${filters.price.max.toFixed()}.`;

/** The pair that prices an asset in USDT. */
export const indexPair = (asset: string): string => `${asset}USDT`;
