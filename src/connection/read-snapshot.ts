import type { MarginClient } from '../binance/client.ts';
import type { CrossAccount as RawCross, CrossAsset, IsolatedPair, Order } from '../binance/table/index.ts';
import { decimal, zero, type Decimal, type DecimalString } from '../margin/decimal.ts';
import { LEVEL_WITHOUT_DEBT } from '../margin/levels.ts';
import {
  cross,
  isolated,
  type AccountRef,
  type Balance,
  type CrossAccount,
  type IsolatedAccount,
  type Loan,
  type OpenOrder,
  type Snapshot,
} from './snapshot.ts';

/** The part of the client that an account is read through. */
export type AccountSource = Pick<
  MarginClient,
  'getMarginAccount' | 'getIsolatedMarginAccount' | 'getOpenMarginOrders' | 'getFutureHourlyInterestRate'
>;

interface Call {
  readonly signal: AbortSignal;
}

/** There is no level where nothing is owed, and the figure printed instead would be read as one. */
const withoutDebt = decimal(LEVEL_WITHOUT_DEBT);

/**
 * Reads everything the trees show. Open orders are asked for only where something is locked, because an order always
 * locks what it would spend: an account with nothing locked has none, and asking costs weight for every symbol.
 */
export async function readSnapshot(source: AccountSource, now: () => number, signal: AbortSignal): Promise<Snapshot> {
  const call = { signal };
  const [crossReply, isolatedReply] = await Promise.all([
    source.getMarginAccount({}, call),
    source.getIsolatedMarginAccount({}, call),
  ]);
  const account = readCross(crossReply);
  const pairs = isolatedReply.assets.map(readIsolated);
  const owed = [...loansOf(cross, account.balances), ...pairs.flatMap(isolatedLoans)];
  const [orders, rates] = await Promise.all([readOrders(source, account, pairs, call), readRates(source, owed, call)]);
  const loans = owed.map((loan) => ({ ...loan, hourlyRate: rates.get(rateKey(loan)) }));
  return { takenAt: now(), cross: account, isolated: pairs, loans, orders };
}

function readCross(raw: RawCross): CrossAccount {
  return {
    level: readLevel(raw.marginLevel),
    collateralLevel: readLevel(raw.collateralMarginLevel),
    assetsInBtc: decimal(raw.totalAssetOfBtc),
    debtInBtc: decimal(raw.totalLiabilityOfBtc),
    netInBtc: decimal(raw.totalNetAssetOfBtc),
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

function readLevel(raw: DecimalString): Decimal | undefined {
  const level = decimal(raw);
  return level.gte(withoutDebt) ? undefined : level;
}

export const owes = (balance: Balance): boolean => balance.borrowed.gt(0) || balance.interest.gt(0);

function loansOf(account: AccountRef, balances: readonly Balance[]): Loan[] {
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
): Promise<OpenOrder[]> {
  const holdsLocked = (balances: readonly Balance[]) => balances.some((balance) => balance.locked.gt(zero));
  const asked: Promise<OpenOrder[]>[] = [];
  if (holdsLocked(account.balances))
    asked.push(source.getOpenMarginOrders({}, call).then((rows) => rows.map((row) => readOrder(cross, row))));
  for (const pair of pairs)
    if (holdsLocked([pair.base, pair.quote]))
      asked.push(
        source
          .getOpenMarginOrders({ symbol: pair.symbol, isIsolated: 'TRUE' }, call)
          .then((rows) => rows.map((row) => readOrder(isolated(pair.symbol), row))),
      );
  return (await Promise.all(asked)).flat();
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

const rateKey = (loan: Loan): string => `${loan.account.kind}/${loan.asset}`;

/** The endpoint takes at most twenty assets; a rate that cannot be had is left out, the account is shown without it. */
async function readRates(source: AccountSource, loans: readonly Loan[], call: Call): Promise<Map<string, Decimal>> {
  const rates = new Map<string, Decimal>();
  const read = async (kind: AccountRef['kind']) => {
    const assets = [...new Set(loans.filter((loan) => loan.account.kind === kind).map((loan) => loan.asset))];
    for (let start = 0; start < assets.length; start += 20) {
      const rows = await source.getFutureHourlyInterestRate(
        { assets: assets.slice(start, start + 20), isIsolated: kind === 'isolated' ? 'TRUE' : 'FALSE' },
        call,
      );
      for (const row of rows) rates.set(`${kind}/${row.asset}`, decimal(row.nextHourlyInterestRate));
    }
  };
  await Promise.all([read('cross'), read('isolated')].map((reading) => reading.catch(() => undefined)));
  return rates;
}
