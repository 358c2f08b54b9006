import { createRequire } from 'node:module';
import binanceApiNode from 'binance-api-node';
import { MainClient } from 'binance';
import ccxt from 'ccxt';
import NodeBinanceApi from 'node-binance-api';
import type { Announcement } from '../../src/paper/exchange.ts';

/** A call of someone else's client; their types promise other fields than Binance sends, so none is trusted. */
export type Call = (parameters?: Record<string, unknown>) => Promise<unknown>;

/** A client that nobody here wrote, reduced to the calls that margin needs. Absent: it has none that works today. */
export interface Foreign {
  readonly name: string;
  readonly calls: Partial<Record<string, Call>>;
  close?(): Promise<unknown>;
}

type Methods = Record<string, (...given: unknown[]) => Promise<unknown>>;

function methods(client: object): Methods {
  return client as Methods;
}

function bound(client: object, names: Record<string, string>): Partial<Record<string, Call>> {
  const all = methods(client);
  return Object.fromEntries(
    Object.entries(names).map(([ours, theirs]) => [
      ours,
      (parameters: Record<string, unknown> = {}) => {
        const method = all[theirs];
        if (!method) throw new Error(`there is no ${theirs}`);
        return method.call(client, parameters);
      },
    ]),
  );
}

/** npm's `binance`. */
export function siebly({ restUrl, apiKey, apiSecret }: Announcement): Foreign {
  const client = new MainClient({ api_key: apiKey, api_secret: apiSecret, baseUrl: restUrl, disableTimeSync: true });
  return {
    name: 'binance',
    calls: bound(client, {
      getMarginAccount: 'queryCrossMarginAccountDetails',
      getIsolatedMarginAccount: 'getIsolatedMarginAccountInfo',
      getMarginAllAssets: 'getAllMarginAssets',
      getMarginAllPairs: 'getAllCrossMarginPairs',
      getIsolatedMarginAllSymbols: 'getIsolatedMarginAllSymbols',
      getMarginPriceIndex: 'queryMarginPriceIndex',
      getCrossMarginCollateralRatio: 'getCrossMarginCollateralRatio',
      getMarginBorrowRepayRecords: 'getMarginAccountBorrowRepayRecords',
      getMarginInterestHistory: 'getMarginInterestHistory',
      getMarginInterestRateHistory: 'getMarginInterestRateHistory',
      getMarginForceLiquidationRecord: 'getMarginForceLiquidationRecord',
      getMaxMarginLoan: 'queryMaxBorrow',
      getMaxMarginTransfer: 'queryMaxTransferOutAmount',
      getCrossMarginData: 'getCrossMarginFeeData',
      getIsolatedMarginFeeData: 'getIsolatedMarginFeeData',
      getMarginTransferHistory: 'getCrossMarginTransferHistory',
      getMarginOrder: 'queryMarginAccountOrder',
      getOpenMarginOrders: 'queryMarginAccountOpenOrders',
      getAllMarginOrders: 'queryMarginAccountAllOrders',
      getMarginTrades: 'queryMarginAccountTradeList',
      queryUniversalTransferHistory: 'getUniversalTransferHistory',
      getDustLog: 'getDustLog',
      getIsolatedMarginTierData: 'getIsolatedMarginTierData',
      getMarginTradeCoefficients: 'getMarginSummary',
      getMarginCapitalFlow: 'getMarginCapitalFlow',
      getMarginAvailableInventory: 'getMarginAvailableInventory',
      getBnbBurnSpotMargin: 'getBNBBurn',
      getExchangeInfo: 'getExchangeInfo',
      marginBorrowRepay: 'submitMarginAccountBorrowRepay',
      makeUniversalTransfer: 'submitUniversalTransfer',
      createMarginOrder: 'marginAccountNewOrder',
      cancelMarginOrder: 'marginAccountCancelOrder',
      createMarginOcoOrder: 'marginAccountNewOCO',
      cancelMarginOcoOrder: 'marginAccountCancelOCO',
    }),
  };
}

/** npm's `binance-api-node`. What it has no method for goes through its `privateRequest`. */
export function apiNode({ restUrl, apiKey, apiSecret }: Announcement): Foreign {
  const make = binanceApiNode as unknown as { default?: unknown };
  const factory = (make.default ?? make) as (options: Record<string, unknown>) => object;
  const client = factory({ apiKey, apiSecret, httpBase: restUrl });
  const request =
    (method: string, path: string): Call =>
    (parameters = {}) =>
      methods(client).privateRequest?.(method, path, parameters) ?? Promise.reject(new Error('no privateRequest'));
  return {
    name: 'binance-api-node',
    calls: {
      ...bound(client, {
        getExchangeInfo: 'exchangeInfo',
        getMarginAccount: 'marginAccountInfo',
        getIsolatedMarginAccount: 'marginIsolatedAccount',
        getIsolatedMarginAllSymbols: 'isolatedMarginAllPairs',
        getMaxMarginLoan: 'marginMaxBorrow',
        getMarginInterestHistory: 'marginInterestHistory',
        getMarginOrder: 'marginGetOrder',
        getOpenMarginOrders: 'marginOpenOrders',
        getAllMarginOrders: 'marginAllOrders',
        getMarginTrades: 'marginMyTrades',
        makeUniversalTransfer: 'universalTransfer',
        queryUniversalTransferHistory: 'universalTransferHistory',
        getDustLog: 'dustLog',
        createMarginOrder: 'marginOrder',
        cancelMarginOrder: 'marginCancelOrder',
        createMarginOcoOrder: 'marginOrderOco',
      }),
      marginBorrowRepay: request('POST', '/sapi/v1/margin/borrow-repay'),
      getMarginBorrowRepayRecords: request('GET', '/sapi/v1/margin/borrow-repay'),
      getMarginAllAssets: request('GET', '/sapi/v1/margin/allAssets'),
      getMarginAllPairs: request('GET', '/sapi/v1/margin/allPairs'),
      getMarginPriceIndex: request('GET', '/sapi/v1/margin/priceIndex'),
      getMaxMarginTransfer: request('GET', '/sapi/v1/margin/maxTransferable'),
    },
  };
}

/** npm's `node-binance-api`. Sends bodies as forms. */
export function nodeBinanceApi({ restUrl, apiKey, apiSecret }: Announcement): Foreign {
  const client = new NodeBinanceApi({
    APIKEY: apiKey,
    APISECRET: apiSecret,
    urls: { base: `${restUrl}/api/`, sapi: `${restUrl}/sapi/` },
  });
  const sapi =
    (method: string, path: string): Call =>
    (parameters = {}) =>
      methods(client).privateSapiRequest?.(path, parameters, method) ??
      Promise.reject(new Error('no privateSapiRequest'));
  const spread =
    (name: string, ...first: string[]): Call =>
    (parameters = {}) => {
      const { ...rest } = parameters;
      const given = first.map((key) => {
        const value = rest[key];
        Reflect.deleteProperty(rest, key);
        return value;
      });
      return methods(client)[name]?.(...given, rest) ?? Promise.reject(new Error(`no ${name}`));
    };
  return {
    name: 'node-binance-api',
    calls: {
      getMarginAccount: () => methods(client).mgAccount?.() ?? Promise.reject(new Error('no mgAccount')),
      getMaxMarginLoan: spread('maxBorrowable', 'asset'),
      getMarginOrder: spread('mgOrderStatus', 'symbol', 'orderId'),
      getOpenMarginOrders: spread('mgOpenOrders', 'symbol'),
      getAllMarginOrders: spread('mgAllOrders', 'symbol'),
      getMarginTrades: spread('mgTrades', 'symbol'),
      marginBorrowRepay: sapi('POST', 'v1/margin/borrow-repay'),
      getMarginBorrowRepayRecords: sapi('GET', 'v1/margin/borrow-repay'),
      getMarginInterestHistory: sapi('GET', 'v1/margin/interestHistory'),
      makeUniversalTransfer: sapi('POST', 'v1/asset/transfer'),
      createMarginOrder: sapi('POST', 'v1/margin/order'),
      cancelMarginOrder: sapi('DELETE', 'v1/margin/order'),
      getIsolatedMarginAccount: sapi('GET', 'v1/margin/isolated/account'),
    },
  };
}

/** Binance's own `@binance/connector`. What it has no method for goes through its `signRequest`. */
export function official({ restUrl, apiKey, apiSecret }: Announcement): Foreign {
  // It has no types.
  const { Spot } = createRequire(import.meta.url)('@binance/connector') as {
    Spot: new (key: string, secret: string, options: object) => object;
  };
  const all = methods(new Spot(apiKey, apiSecret, { baseURL: restUrl }));
  const ask = async (name: string, ...given: unknown[]) => {
    const reply = await all[name]?.(...given);
    if (!reply) throw new Error(`there is no ${name}`);
    return (reply as { data: unknown }).data;
  };
  /** Those that are needed come first, the others in one object. */
  const method =
    (name: string, ...first: string[]): Call =>
    (parameters = {}) =>
      ask(
        name,
        ...first.map((key) => parameters[key]),
        Object.fromEntries(Object.entries(parameters).filter(([key]) => !first.includes(key))),
      );
  const sapi =
    (verb: string, path: string): Call =>
    (parameters = {}) =>
      ask('signRequest', verb, `/sapi/v1/${path}`, parameters);
  return {
    name: '@binance/connector',
    calls: {
      getExchangeInfo: method('exchangeInfo'),
      getMarginAccount: method('marginAccount'),
      getIsolatedMarginAccount: method('isolatedMarginAccountInfo'),
      getMarginAllAssets: () => ask('marginAllAssets'),
      getMarginAllPairs: () => ask('marginAllPairs'),
      getIsolatedMarginAllSymbols: method('isolatedMarginAllSymbols'),
      getMarginPriceIndex: method('marginPairIndex', 'symbol'),
      getMarginInterestHistory: method('marginInterestHistory'),
      getMarginInterestRateHistory: method('marginInterestRateHistory', 'asset'),
      getMarginForceLiquidationRecord: method('marginForceLiquidationRecord'),
      getMaxMarginLoan: method('marginMaxBorrowable', 'asset'),
      getMaxMarginTransfer: method('marginMaxTransferable', 'asset'),
      getCrossMarginData: method('marginFee'),
      getIsolatedMarginFeeData: method('isolatedMarginFee'),
      getIsolatedMarginTierData: method('isolatedMarginTier', 'symbol'),
      getMarginOrder: method('marginOrder', 'symbol'),
      getOpenMarginOrders: method('marginOpenOrders'),
      getAllMarginOrders: method('marginAllOrders', 'symbol'),
      getMarginTrades: method('marginMyTrades', 'symbol'),
      queryUniversalTransferHistory: method('userUniversalTransferHistory', 'type'),
      getDustLog: method('dustLog'),
      makeUniversalTransfer: method('userUniversalTransfer', 'type', 'asset', 'amount'),
      createMarginOrder: method('newMarginOrder', 'symbol', 'side', 'type'),
      cancelMarginOrder: method('cancelMarginOrder', 'symbol'),
      createMarginOcoOrder: method('marginOCOOrder', 'symbol', 'side', 'quantity', 'price', 'stopPrice'),
      cancelMarginOcoOrder: method('cancelMarginOCOOrder', 'symbol'),
      marginBorrowRepay: sapi('POST', 'margin/borrow-repay'),
      getMarginBorrowRepayRecords: sapi('GET', 'margin/borrow-repay'),
      getMarginAvailableInventory: sapi('GET', 'margin/available-inventory'),
      getMarginTransferHistory: sapi('GET', 'margin/transfer'),
    },
  };
}

/** npm's `ccxt`, by its raw calls. */
export function rawCcxt(announcement: Announcement): Foreign {
  const client = ccxtOf(announcement);
  return {
    name: 'ccxt',
    calls: bound(client, {
      getMarginAccount: 'sapiGetMarginAccount',
      getIsolatedMarginAccount: 'sapiGetMarginIsolatedAccount',
      getMarginAllAssets: 'sapiGetMarginAllAssets',
      getMarginAllPairs: 'sapiGetMarginAllPairs',
      getIsolatedMarginAllSymbols: 'sapiGetMarginIsolatedAllPairs',
      getMarginPriceIndex: 'sapiGetMarginPriceIndex',
      getCrossMarginCollateralRatio: 'sapiGetMarginCrossMarginCollateralRatio',
      getMarginBorrowRepayRecords: 'sapiGetMarginBorrowRepay',
      getMarginInterestHistory: 'sapiGetMarginInterestHistory',
      getMarginInterestRateHistory: 'sapiGetMarginInterestRateHistory',
      getMarginForceLiquidationRecord: 'sapiGetMarginForceLiquidationRec',
      getMaxMarginLoan: 'sapiGetMarginMaxBorrowable',
      getMaxMarginTransfer: 'sapiGetMarginMaxTransferable',
      getCrossMarginData: 'sapiGetMarginCrossMarginData',
      getIsolatedMarginFeeData: 'sapiGetMarginIsolatedMarginData',
      getMarginTransferHistory: 'sapiGetMarginTransfer',
      getMarginOrder: 'sapiGetMarginOrder',
      getOpenMarginOrders: 'sapiGetMarginOpenOrders',
      getAllMarginOrders: 'sapiGetMarginAllOrders',
      getMarginTrades: 'sapiGetMarginMyTrades',
      queryUniversalTransferHistory: 'sapiGetAssetTransfer',
      getDustLog: 'sapiGetAssetDribblet',
      getIsolatedMarginTierData: 'sapiGetMarginIsolatedMarginTier',
      getMarginTradeCoefficients: 'sapiGetMarginTradeCoeff',
      getMarginCapitalFlow: 'sapiGetMarginCapitalFlow',
      getBnbBurnSpotMargin: 'sapiGetBnbBurn',
      marginBorrowRepay: 'sapiPostMarginBorrowRepay',
      makeUniversalTransfer: 'sapiPostAssetTransfer',
      createMarginOrder: 'sapiPostMarginOrder',
      cancelMarginOrder: 'sapiDeleteMarginOrder',
      createMarginOcoOrder: 'sapiPostMarginOrderOco',
      cancelMarginOcoOrder: 'sapiDeleteMarginOrderList',
    }),
    close: () => client.close(),
  };
}

/** ccxt pointed at the paper exchange; it has an address for each of Binance's hosts. */
export function ccxtOf({ restUrl, apiKey, apiSecret }: Announcement): InstanceType<typeof ccxt.binance> {
  const client = new ccxt.binance({
    apiKey,
    secret: apiSecret,
    enableRateLimit: false,
    options: { fetchMarkets: ['spot'] },
  });
  const api = client.urls.api as Record<string, unknown>;
  for (const version of ['', 'V2', 'V3', 'V4']) api[`sapi${version}`] = `${restUrl}/sapi/v${version.slice(1) || '1'}`;
  for (const name of ['public', 'private']) api[name] = `${restUrl}/api/v3`;
  api.v1 = `${restUrl}/api/v1`;
  return client;
}

export const everyone = [siebly, apiNode, nodeBinanceApi, rawCcxt, official];
