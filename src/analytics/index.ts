/** Margin analytics over the exchange's rows: pure functions, decimals in and out. */
export {
  effectiveRates,
  interestCost,
  type EffectiveRate,
  type InterestCharge,
  type InterestCost,
} from './interest.ts';
export {
  averageCostProfit,
  breakEvenPrice,
  closedLots,
  type ClosedLot,
  type Fill,
  type LotMethod,
  type Pair,
  type Profit,
  type ProfitOptions,
} from './profit.ts';
export {
  exposures,
  stressGrid,
  stressTable,
  summarise,
  utilisation,
  walletProfit,
  type AccountAsset,
  type Exposure,
  type Prices,
  type Stress,
  type Summary,
} from './exposure.ts';
export {
  marginLevels,
  type AccountPast,
  type PastFlow,
  type PastLevel,
  type PastLoan,
  type PastPrice,
  type PastTransfer,
} from './level-history.ts';
export { expectedShortfall, maxDrawdown, returnsOf, sharpe, sortino, valueAtRisk, volatility } from './risk.ts';
export * as specs from './specs.ts';
