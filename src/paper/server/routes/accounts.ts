import { type Decimal, decimal, toWire, zero } from '../../../margin/decimal.ts';
import { emptyHolding, type Holding, LEVEL_WITHOUT_DEBT, netAsset, total } from '../../../margin/levels.ts';
import { isolatedLiquidationPrice, liquidationDistance } from '../../../margin/liquidation.ts';
import { levelStatus } from '../../../margin/risk.ts';
import type { Draft } from '../../engine/draft.ts';
import { remaining } from '../../engine/fills.ts';
import { isAllowed, isLent, isTraded, rateUnits } from '../../engine/platform.ts';
import { type AccountId, bookKey, CROSS, isIsolated, SPOT } from '../../engine/state.ts';
import { enabledIsolated } from '../../engine/transfers.ts';
import { cross, isolated, listedPair, maxBorrow, thresholds } from '../../engine/valuation.ts';
import { assets, pairs } from '../../market/catalogue.ts';
import { type Call, type Handler, spanOf, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';
import { allPermissions } from '../keys.ts';

/** Accounts, their switches, and what an account pays. */

const level = (value: Decimal | undefined): string => (value ? toWire(value) : LEVEL_WITHOUT_DEBT);
const plainRate = (units: number): string => decimal(String(units)).div(1e8).toFixed(8);
const rate = (view: Draft, asset: string, vip: number, time = view.now): number =>
  rateUnits(view.state, asset, vip, time);

const holdingRow = (asset: string, holding: Holding): Record<string, string> => ({
  asset,
  borrowed: toWire(holding.borrowed),
  free: toWire(holding.free),
  interest: toWire(holding.interest),
  locked: toWire(holding.locked),
  netAsset: toWire(netAsset(holding)),
});

/** Totals in Bitcoin, which add up as they are printed. */
const totals = (held: Decimal, owed: Decimal): Record<string, string> => {
  const [totalAssetOfBtc, totalLiabilityOfBtc] = [toWire(held), toWire(owed)];
  return {
    totalAssetOfBtc,
    totalLiabilityOfBtc,
    totalNetAssetOfBtc: toWire(decimal(totalAssetOfBtc).minus(totalLiabilityOfBtc)),
  };
};

function crossAccount({ view }: Call): unknown {
  const levels = cross(view);
  const bitcoin = view.prices.index('BTC');
  const gate = thresholds(view);
  const { collateralLevel } = levels;
  const { holdings } = view.open(CROSS);
  return {
    created: true,
    borrowEnabled:
      isAllowed(view, CROSS, 'borrow') && (collateralLevel === undefined || collateralLevel.gt(gate.initial)),
    marginLevel: level(levels.level),
    collateralMarginLevel: level(collateralLevel),
    ...totals(levels.assets.div(bitcoin), levels.liabilities.div(bitcoin)),
    TotalCollateralValueInUSDT: toWire(levels.collateral),
    totalOpenOrderLossInUSDT: toWire(openOrderLoss(view)),
    tradeEnabled: isAllowed(view, CROSS, 'trade'),
    transferInEnabled: isAllowed(view, CROSS, 'transferIn'),
    transferOutEnabled:
      isAllowed(view, CROSS, 'transferOut') && (collateralLevel === undefined || collateralLevel.gt(gate.transferOut)),
    accountType: 'MARGIN_1',
    userAssets: Object.keys(assets).map((asset) => holdingRow(asset, holdings[asset] ?? emptyHolding)),
  };
}

/** What open limit orders of the cross account would lose against the index price if they filled now. */
function openOrderLoss(view: Draft): Decimal {
  let loss = zero;
  for (const symbol of Object.keys(pairs))
    for (const order of Object.values(view.state.books[bookKey(CROSS, symbol)] ?? {})) {
      if (!order.price) continue;
      const worse = order.price.minus(view.prices.pair(symbol)).times(order.side === 'BUY' ? 1 : -1);
      const quote = pairs[symbol]?.quote ?? 'USDT';
      if (worse.gt(0)) loss = loss.plus(worse.times(remaining(order)).times(view.prices.index(quote)));
    }
  return loss;
}

function isolatedAccount({ sent, view }: Call): unknown {
  const bitcoin = view.prices.index('BTC');
  const wanted = sent.symbols?.split(',');
  for (const symbol of wanted ?? []) {
    listedPair(symbol);
    if (!view.account(symbol)) throw fail(-11001);
  }
  const opened = Object.keys(view.state.accounts).filter(isIsolated);
  let held = zero;
  let owed = zero;
  const rows = (wanted ?? opened).map((symbol) => {
    const account = isolated(view, symbol);
    const { pair, tier } = account;
    const dollars = view.prices.index(pair.quote);
    held = held.plus(account.assets.times(dollars));
    owed = owed.plus(account.liabilities.times(dollars));
    const enabled = view.account(symbol)?.enabled === true;
    const side = (asset: string, holding: Holding): unknown => ({
      ...holdingRow(asset, holding),
      borrowEnabled: enabled && isAllowed(view, symbol, 'borrow') && isLent(view, symbol, asset),
      repayEnabled: enabled && isAllowed(view, symbol, 'repay'),
      netAssetOfBtc: toWire(netAsset(holding).times(view.prices.index(asset)).div(bitcoin)),
      totalAsset: toWire(total(holding)),
    });
    const liquidation = isolatedLiquidationPrice(account.base, account.quote, tier.liquidation);
    return {
      symbol,
      isolatedCreated: true,
      enabled,
      marginLevel: level(account.level),
      marginLevelStatus: view.account(symbol)?.liquidation
        ? 'FORCE_LIQUIDATION'
        : levelStatus(account.level, tier, view.world.rules),
      marginRatio: String(pair.maxLeverage),
      indexPrice: account.price.toFixed(8),
      liquidatePrice: liquidation ? toWire(liquidation) : '0',
      liquidateRate: liquidation ? toWire(liquidationDistance(account.price, liquidation).times(100)) : '0',
      tradeEnabled: enabled && isAllowed(view, symbol, 'trade') && isTraded(view, symbol, pair),
      baseAsset: side(pair.base, account.base),
      quoteAsset: side(pair.quote, account.quote),
    };
  });
  if (wanted) return { assets: rows };
  return {
    assets: rows,
    ...totals(held.div(bitcoin), owed.div(bitcoin)),
  };
}

function spotAccount({ sent, view, now }: Call): unknown {
  const { makerFee, takerFee } = view.world.rules;
  const holdings = view.open(SPOT).holdings;
  const balances = Object.keys(assets)
    .map((asset) => {
      const { free, locked } = holdings[asset] ?? emptyHolding;
      return { asset, free: toWire(free), locked: toWire(locked) };
    })
    .filter(({ free, locked }) => sent.omitZeroBalances !== 'true' || Number(free) + Number(locked) > 0);
  const points = (fee: string): number => decimal(fee).times(10_000).toNumber();
  return {
    makerCommission: points(makerFee),
    takerCommission: points(takerFee),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: decimal(makerFee).toFixed(8),
      taker: decimal(takerFee).toFixed(8),
      buyer: '0.00000000',
      seller: '0.00000000',
    },
    canTrade: true,
    canWithdraw: false,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: now,
    accountType: 'SPOT',
    balances,
    permissions: ['SPOT', 'MARGIN'],
    uid: 354937868,
  };
}

const spotAssets = (call: Call): unknown => walletAssets(call, SPOT).map((row) => ({ ...row, ipoable: '0' }));
const fundingAssets = (call: Call): unknown => walletAssets(call, 'FUNDING');

function walletAssets({ sent, view }: Call, wallet: AccountId) {
  const bitcoin = view.prices.index('BTC');
  if (sent.asset !== undefined && !assets[sent.asset]) throw fail(-5003);
  return Object.entries(view.open(wallet).holdings)
    .filter(([asset, holding]) => total(holding).gt(0) && (sent.asset === undefined || sent.asset === asset))
    .map(([asset, holding]) => ({
      asset,
      free: toWire(holding.free),
      locked: toWire(holding.locked),
      freeze: '0',
      withdrawing: '0',
      btcValuation:
        sent.needBtcValuation === 'true' ? toWire(total(holding).times(view.prices.index(asset)).div(bitcoin)) : '0',
    }));
}

const vipOf = ({ sent, view }: Call): number => Number(sent.vipLevel ?? view.state.settings.vipLevel);

function crossData(call: Call): unknown {
  const { sent, view } = call;
  const vip = vipOf(call);
  if (sent.coin !== undefined && !assets[sent.coin]) throw fail(-3027);
  return Object.values(assets)
    .filter(({ name }) => sent.coin === undefined || sent.coin === name)
    .map((asset) => {
      const daily = rate(view, asset.name, vip);
      return {
        vipLevel: vip,
        coin: asset.name,
        transferIn: !view.state.platform.maxCollateralExceededAsset.includes(asset.name),
        borrowable: isLent(view, CROSS, asset.name),
        dailyInterest: plainRate(daily),
        yearlyInterest: plainRate(daily * 365),
        borrowLimit: asset.borrowLimit.times(1 + vip).toFixed(),
        marginablePairs: Object.values(pairs)
          .filter(({ base, quote }) => base === asset.name || quote === asset.name)
          .map(({ symbol }) => symbol),
      };
    });
}

function isolatedData(call: Call): unknown {
  const { sent, view } = call;
  const vip = vipOf(call);
  if (sent.symbol !== undefined) symbolOf(sent);
  return Object.values(pairs)
    .filter(({ symbol }) => sent.symbol === undefined || sent.symbol === symbol)
    .map((pair) => {
      const last = pair.tiers.at(-1);
      const row = (coin: string, most: Decimal | undefined): unknown => ({
        coin,
        dailyInterest: plainRate(rate(view, coin, vip)),
        borrowLimit: (most ?? zero).toFixed(),
      });
      return {
        vipLevel: vip,
        symbol: pair.symbol,
        leverage: String(pair.maxLeverage),
        data: [row(pair.base, last?.baseMaxBorrowable), row(pair.quote, last?.quoteMaxBorrowable)],
      };
    });
}

const DAY = 86_400_000;
function rateHistory(call: Call): unknown {
  const { sent, view } = call;
  const asset = sent.asset ?? '';
  if (!assets[asset]) throw fail(-3027);
  const { from, to } = spanOf(call);
  const rows: unknown[] = [];
  for (let day = Math.ceil(from / DAY) * DAY; day <= to; day += DAY)
    rows.push({
      asset,
      dailyInterestRate: plainRate(rate(view, asset, vipOf(call), day)),
      timestamp: day,
      vipLevel: vipOf(call),
    });
  return rows.reverse();
}

function tiers({ sent }: Call): unknown {
  const pair = pairs[symbolOf(sent)];
  return (pair?.tiers ?? [])
    .filter(({ tier }) => sent.tier === undefined || Number(sent.tier) === tier)
    .map((tier) => ({
      symbol: pair?.symbol,
      tier: tier.tier,
      effectiveMultiple: tier.leverage.toFixed(),
      initialRiskRatio: tier.initial.toFixed(),
      liquidationRiskRatio: tier.liquidation.toFixed(),
      baseAssetMaxBorrowable: tier.baseMaxBorrowable.toFixed(),
      quoteAssetMaxBorrowable: tier.quoteMaxBorrowable.toFixed(),
    }));
}

function coefficients({ view }: Call): unknown {
  const { initial, marginCall, liquidation } = thresholds(view);
  return {
    normalBar: initial.toFixed(8),
    marginCallBar: marginCall.toFixed(8),
    forceLiquidationBar: liquidation.toFixed(8),
  };
}

const burns = ({ view }: Call): unknown => ({
  spotBNBBurn: view.state.settings.spotBnbBurn,
  interestBNBBurn: view.state.settings.interestBnbBurn,
});
async function setBurns({ sent, submit }: Call): Promise<unknown> {
  const settings = await submit({
    do: 'settings',
    ...(sent.spotBNBBurn !== undefined && { spotBnbBurn: sent.spotBNBBurn === 'true' }),
    ...(sent.interestBNBBurn !== undefined && { interestBnbBurn: sent.interestBNBBurn === 'true' }),
  });
  return { spotBNBBurn: settings.spotBnbBurn, interestBNBBurn: settings.interestBnbBurn };
}

function tradeFees({ sent, view }: Call): unknown {
  const { makerFee, takerFee } = view.world.rules;
  if (sent.symbol !== undefined) symbolOf(sent);
  return Object.keys(pairs)
    .filter((symbol) => sent.symbol === undefined || sent.symbol === symbol)
    .map((symbol) => ({ symbol, makerCommission: makerFee, takerCommission: takerFee }));
}

function permissions({ key }: Call): unknown {
  const { trade, loans, transfers } = key?.permissions ?? allPermissions;
  return {
    ipRestrict: false,
    createTime: key?.createdAt ?? 0,
    enableReading: true,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: loans,
    enableFutures: false,
    permitsUniversalTransfer: transfers,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: trade,
    enablePortfolioMarginTrading: false,
  };
}

function maxLoan({ sent, view }: Call): unknown {
  const { asset = '', isolatedSymbol } = sent;
  if (!assets[asset]) throw fail(-3027);
  const id = isolatedSymbol ?? CROSS;
  if (isolatedSymbol !== undefined) checkSide(view, isolatedSymbol, asset);
  const { amount, limit } = maxBorrow(view, id, asset);
  return { amount: toWire(amount), borrowLimit: limit.toFixed() };
}
/** An isolated account exists and takes this asset. */
export function checkSide(view: Draft, symbol: string, asset: string): void {
  const pair = listedPair(symbol);
  if (!view.account(symbol)) throw fail(-11001);
  if (asset !== pair.base && asset !== pair.quote) throw fail(-3027);
}

const accountLimit = ({ view }: Call): unknown => ({
  enabledAccount: enabledIsolated(view),
  maxAccount: view.world.rules.isolatedAccounts,
});

export const accountRoutes = {
  getMarginAccount: crossAccount,
  getAccount: spotAccount,
  getUserAsset: spotAssets,
  getFundingAsset: fundingAssets,
  getIsolatedMarginAccount: isolatedAccount,
  getCrossMarginData: crossData,
  getIsolatedMarginFeeData: isolatedData,
  getMarginInterestRateHistory: rateHistory,
  getMarginTradeCoefficients: coefficients,
  getIsolatedMarginTierData: tiers,
  getEnabledIsolatedMarginAccountLimit: accountLimit,
  getBnbBurnSpotMargin: burns,
  toggleBnbBurnSpotMargin: setBurns,
  getTradeFee: tradeFees,
  getApiKeyPermissions: permissions,
  getMaxMarginLoan: maxLoan,
} satisfies Record<string, Handler>;
