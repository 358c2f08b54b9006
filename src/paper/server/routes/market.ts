import { type Decimal, decimal } from '../../../margin/decimal.ts';
import { type Asset, assets, type Pair, pairs } from '../../market/catalogue.ts';
import type { Draft } from '../../engine/draft.ts';
import { delistTime, isLent, isTraded } from '../../engine/platform.ts';
import { type AccountId, CROSS } from '../../engine/state.ts';
import { bookSide } from '../../market/book.ts';
import { bigNumber, type Call, type Handler, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';

/** What is the same for everyone: assets, pairs, prices. */

const time = ({ now }: Call): unknown => ({ serverTime: now });

function exchangeInfo({ sent, now }: Call): unknown {
  let wanted: readonly string[] = Object.keys(pairs);
  if (sent.symbol !== undefined) wanted = [symbolOf(sent)];
  else if (sent.symbols !== undefined) wanted = symbolList(sent.symbols);
  return {
    timezone: 'UTC',
    serverTime: now,
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200000 },
    ],
    exchangeFilters: [],
    symbols: wanted.flatMap((symbol) => (pairs[symbol] ? [symbolInfo(pairs[symbol])] : [])),
  };
}

/** `["BTCUSDT","ETHUSDT"]`, each one listed, none twice. */
function symbolList(text: string): string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
    throw fail(-1100, 'symbols', '^\\[("[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}){0,1}\\]$');
  const symbols = names as string[];
  if (new Set(symbols).size < symbols.length) throw fail(-1151);
  if (symbols.some((symbol) => !pairs[symbol])) throw fail(-1121);
  return symbols;
}

const eight = (value: Decimal): string => value.toFixed(8);

function symbolInfo(pair: Pair): unknown {
  const { price, lot, marketLot, notional, percent, trailing } = pair.filters;
  return {
    symbol: pair.symbol,
    status: 'TRADING',
    baseAsset: pair.base,
    baseAssetPrecision: 8,
    quoteAsset: pair.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: true,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: eight(price.min),
        maxPrice: eight(price.max),
        tickSize: eight(price.tick),
      },
      { filterType: 'LOT_SIZE', minQty: eight(lot.min), maxQty: eight(lot.max), stepSize: eight(lot.step) },
      { filterType: 'ICEBERG_PARTS', limit: pair.filters.icebergParts },
      {
        filterType: 'MARKET_LOT_SIZE',
        minQty: eight(marketLot.min),
        maxQty: eight(marketLot.max),
        stepSize: eight(marketLot.step),
      },
      {
        filterType: 'TRAILING_DELTA',
        minTrailingAboveDelta: trailing.minAbove,
        maxTrailingAboveDelta: trailing.maxAbove,
        minTrailingBelowDelta: trailing.minBelow,
        maxTrailingBelowDelta: trailing.maxBelow,
      },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: percent.bidUp.toFixed(),
        bidMultiplierDown: percent.bidDown.toFixed(),
        askMultiplierUp: percent.askUp.toFixed(),
        askMultiplierDown: percent.askDown.toFixed(),
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: eight(notional.min),
        applyMinToMarket: notional.minForMarket,
        maxNotional: eight(notional.max),
        applyMaxToMarket: notional.maxForMarket,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: pair.filters.maxOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: pair.filters.maxAlgoOrders },
    ],
    permissions: [],
    permissionSets: [['SPOT', 'MARGIN']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
}

const bestOf = ({ view }: Call, symbol: string, side: 'bids' | 'asks'): { price: string; quantity: string } => {
  for (const level of bookSide(view.state.seed, symbol, side, view.prices.pair(symbol), view.second))
    return { price: eight(level.price), quantity: eight(level.quantity) };
  return { price: '0.00000000', quantity: '0.00000000' };
};

function bookTicker(call: Call): unknown {
  const symbol = symbolOf(call.sent);
  const bid = bestOf(call, symbol, 'bids');
  const ask = bestOf(call, symbol, 'asks');
  return { symbol, bidPrice: bid.price, bidQty: bid.quantity, askPrice: ask.price, askQty: ask.quantity };
}

function depth({ sent, view }: Call): unknown {
  const symbol = symbolOf(sent);
  const limit = Number(sent.limit ?? 100);
  const side = (name: 'bids' | 'asks'): string[][] => {
    const rows: string[][] = [];
    for (const level of bookSide(view.state.seed, symbol, name, view.prices.pair(symbol), view.second)) {
      if (rows.length === limit) break;
      rows.push([eight(level.price), eight(level.quantity)]);
    }
    return rows;
  };
  return { lastUpdateId: view.second, bids: side('bids'), asks: side('asks') };
}

const ticker = (call: Call): unknown => {
  const symbol = symbolOf(call.sent);
  return { symbol, price: eight(call.view.prices.pair(symbol)) };
};

const DAY = 86_400;
function dayTicker(call: Call): unknown {
  const { view, now } = call;
  const symbol = symbolOf(call.sent);
  const last = view.prices.pair(symbol);
  const open = decimal(view.prices.market(symbol, view.second - DAY));
  const samples = Array.from({ length: 97 }, (_, index) =>
    decimal(view.prices.market(symbol, view.second - DAY + index * 900)),
  );
  const all = [...samples, last];
  const sorted = [...all].sort((a, b) => a.cmp(b));
  const [low = last] = sorted;
  const high = sorted.at(-1) ?? last;
  const volume = decimal(String(pairs[symbol]?.depth ?? 0))
    .times(400)
    .div(last);
  return {
    ...(bookTicker(call) as object),
    priceChange: eight(last.minus(open)),
    priceChangePercent: last.minus(open).div(open).times(100).toFixed(3),
    weightedAvgPrice: eight(low.plus(high).div(2)),
    prevClosePrice: eight(open),
    lastPrice: eight(last),
    lastQty: eight(pairs[symbol]?.filters.lot.step ?? decimal('1')),
    openPrice: eight(open),
    highPrice: eight(high),
    lowPrice: eight(low),
    volume: eight(volume),
    quoteVolume: eight(volume.times(last)),
    openTime: now - DAY * 1000,
    closeTime: now,
    firstId: 0,
    lastId: DAY,
    count: DAY + 1,
  };
}

const marginAsset = (view: Draft, asset: Asset): unknown => ({
  assetFullName: asset.fullName,
  assetName: asset.name,
  isBorrowable: isLent(view, CROSS, asset.name),
  isMortgageable: !view.state.platform.maxCollateralExceededAsset.includes(asset.name),
  userMinBorrow: eight(asset.minimumBorrow),
  userMinRepay: eight(asset.minimumRepay),
  ...endOf(delistTime(view.state, CROSS, asset.name)),
});
const endOf = (time: number | undefined): { delistTime?: number } => (time === undefined ? {} : { delistTime: time });

function allAssets({ sent, view }: Call): unknown {
  if (sent.asset === undefined) return Object.values(assets).map((asset) => marginAsset(view, asset));
  const asset = assets[sent.asset];
  if (!asset) throw fail(-3027);
  return [marginAsset(view, asset)];
}

function marginPair(view: Draft, account: AccountId, pair: Pair): Record<string, unknown> {
  const { base, quote, symbol } = pair;
  const traded = isTraded(view, account, pair);
  const names = account === CROSS ? [base, quote] : [symbol];
  const ends = names.flatMap((name) => delistTime(view.state, account, name) ?? []);
  return {
    base,
    isBuyAllowed: traded && !view.state.platform.openLongRestrictedAsset.includes(base),
    isMarginTrade: traded,
    isSellAllowed: traded,
    quote,
    symbol,
    ...endOf(ends.length === 0 ? undefined : Math.min(...ends)),
  };
}
const pairList = (show: (view: Draft, pair: Pair) => unknown): Handler => {
  return ({ sent, view }) => {
    if (sent.symbol === undefined) return Object.values(pairs).map((pair) => show(view, pair));
    const pair = pairs[sent.symbol];
    if (!pair) throw fail(-3028);
    return [show(view, pair)];
  };
};

/** Schedules as they are published: what is over is no longer in them. */
const schedule =
  (list: 'delistSchedule' | 'listSchedule', timeName: 'delistTime' | 'listTime'): Handler =>
  ({ view }) =>
    view.state.platform[list]
      .filter(({ time: at }) => at > view.now)
      .map(({ time: at, crossMarginAssets, isolatedMarginSymbols }) => ({
        [timeName]: at,
        crossMarginAssets,
        isolatedMarginSymbols,
      }));
function restrictedAssets({ view }: Call): unknown {
  const { openLongRestrictedAsset, maxCollateralExceededAsset } = view.state.platform;
  return { openLongRestrictedAsset, maxCollateralExceededAsset };
}

function priceIndex({ sent, view, now }: Call): unknown {
  const symbol = symbolOf(sent);
  return { calcTime: now, price: eight(view.prices.pair(symbol)), symbol };
}

function collateralRatios(): unknown {
  const groups = new Map<Asset['slices'], string[]>();
  for (const { slices, name } of Object.values(assets)) groups.set(slices, [...(groups.get(slices) ?? []), name]);
  return [...groups].map(([slices, assetNames]) => ({
    collaterals: slices.map(({ from, to, ratio }) => ({
      minUsdValue: from.toFixed(),
      ...(to && { maxUsdValue: to.toFixed() }),
      discountRate: ratio.toFixed(),
    })),
    assetNames,
  }));
}

export const marketRoutes = {
  ping: () => ({}),
  getServerTime: time,
  getSystemStatus: () => ({ status: 0, msg: 'normal' }),
  getExchangeInfo: exchangeInfo,
  getOrderBookTicker: bookTicker,
  getOrderBook: depth,
  getSymbolTicker: ticker,
  getTicker: dayTicker,
  getMarginAllAssets: allAssets,
  getMarginAllPairs: pairList((view, pair) => ({ ...marginPair(view, CROSS, pair), id: bigNumber(pair.id) })),
  getIsolatedMarginAllSymbols: pairList((view, pair) => marginPair(view, pair.symbol, pair)),
  getMarginPriceIndex: priceIndex,
  getCrossMarginCollateralRatio: collateralRatios,
  getMarginDelistSchedule: schedule('delistSchedule', 'delistTime'),
  getMarginListSchedule: schedule('listSchedule', 'listTime'),
  getMarginLimitPricePairs: ({ view }: Call) => ({ crossMarginSymbols: view.state.platform.limitPricePairs }),
  getMarginRestrictedAssets: restrictedAssets,
  getMarginLiquidationRatio: ({ view }: Call) => {
    const { riskBasedLiquidationRatio } = view.world.rules;
    return Object.keys(assets).map((asset) => ({ asset, riskBasedLiquidationRatio }));
  },
} satisfies Record<string, Handler>;
