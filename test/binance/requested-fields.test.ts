import assert from 'node:assert/strict';
import { paper, type Bench } from './support/exchange.ts';

/** What the requested interface's examples read, by its names in camelCase: `[]` is each row of a list. */
const read: Readonly<Record<string, readonly string[]>> = {
  getMarginAccount: [
    'totalAssetOfBtc totalLiabilityOfBtc totalNetAssetOfBtc marginLevel indexPrice',
    'userAssets[].asset userAssets[].free userAssets[].locked userAssets[].borrowed userAssets[].interest',
    'userAssets[].netAsset',
  ],
  getIsolatedMarginAccount: [
    'assets[].symbol assets[].isolated assets[].marginLevel assets[].marginRatio assets[].indexPrice',
    'assets[].liquidatePrice assets[].baseAsset.asset assets[].baseAsset.free assets[].baseAsset.locked',
    'assets[].baseAsset.borrowed assets[].quoteAsset.asset assets[].quoteAsset.free assets[].quoteAsset.locked',
    'assets[].quoteAsset.borrowed',
  ],
  getMarginAsset: ['isBorrowable isMortgageable'],
  getMarginSymbol: ['isMarginTrade isBuyAllowed isSellAllowed'],
  getMarginTrades: ['[].id [].price [].qty [].commission [].commissionAsset [].isIsolated'],
  getMarginLoanDetails: ['rows[].txId rows[].principal rows[].asset rows[].timestamp rows[].status'],
  getMarginInterestHistory: ['rows[].interest rows[].asset rows[].interestRate rows[].type rows[].interestAccuredTime'],
  getMaxMarginLoan: ['amount'],
  getMaxMarginTransfer: ['amount'],
  getMarginPriceIndex: ['price'],
  getMarginFee: ['[].vipLevel [].makerCommission [].takerCommission'],
  getIsolatedMarginFee: ['makerCommission takerCommission'],
  getMarginInterestRateHistory: ['[].timestamp [].dailyInterestRate'],
  getCrossMarginCollateralRatio: ['[].collaterals [].assetNames'],
  getMarginDribblet: ['totalTransferBtc details[].asset details[].amount details[].fromBNB details[].toBNB'],
  marginDustLog: [
    'userAssetDribblets[].operateTime userAssetDribblets[].totalTransferedAmount',
    'userAssetDribblets[].totalServiceChargeAmount',
  ],
};

/** With the parameters of the examples. */
const given: Readonly<Record<string, object>> = {
  getMarginAsset: { asset: 'BTC' },
  getMarginSymbol: { symbol: 'BTCUSDT' },
  getMarginTrades: { symbol: 'BTCUSDT', limit: 100 },
  getMarginLoanDetails: { asset: 'USDT', limit: 100 },
  getMarginInterestHistory: { asset: 'USDT', limit: 100 },
  getMaxMarginLoan: { asset: 'USDT', isolatedSymbol: 'BTCUSDT' },
  getMaxMarginTransfer: { asset: 'USDT', isolatedSymbol: 'BTCUSDT' },
  getMarginPriceIndex: { symbol: 'BTCUSDT' },
  getIsolatedMarginFee: { symbol: 'BTCUSDT' },
  getMarginInterestRateHistory: { asset: 'USDT', vipLevel: 0, limit: 100 },
};

describe('every field that the requested examples read', () => {
  let bench: Bench;
  before(async () => {
    bench = await paper({ limits: false });
    await bench.client.createMarginLoan({ asset: 'USDT', amount: 1000, isIsolated: 'FALSE' });
    await bench.client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 0.001 });
  });
  after(() => bench.close());

  for (const [method, lines] of Object.entries(read))
    it(method, async () => {
      const methods = bench.client as unknown as Record<string, (parameters?: object) => Promise<unknown>>;
      const reply = await methods[method]?.(given[method]);
      for (const path of lines.flatMap((line) => line.split(' ')))
        for (const value of valuesAt(reply, path.split('.'))) assert.ok(value !== undefined && value !== null, path);
    });
});

/** The values at a path; of a list at least one row has to be there. */
function valuesAt(whole: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (step === undefined) return [whole];
  const name = step.replace('[]', '');
  const found: unknown = name === '' ? whole : (whole as Record<string, unknown> | undefined)?.[name];
  if (!step.endsWith('[]')) return valuesAt(found, rest);
  assert.ok(Array.isArray(found) && found.length > 0, `${step} has no row`);
  return found.flatMap((row) => valuesAt(row, rest));
}
