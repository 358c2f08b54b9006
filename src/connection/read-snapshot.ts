import { decimal, zero, type Decimal } from '../margin/decimal.ts';
import {
  cross,
  isolated,
  type AccountRef,
  type Balance,
  type CrossAccount,
  type IsolatedAccount,
  type IsolatedStatus,
  type Loan,
  type OpenOrder,
  type Snapshot,
} from './snapshot.ts';

// Only what is read here, so that a test can stand in for the client and a missing field is a type error.

interface RawBalance {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
  readonly borrowed: string;
  readonly interest: string;
  readonly netAsset: string;
}

interface RawCross {
  readonly marginLevel: string;
  readonly collateralMarginLevel: string;
  readonly totalAssetOfBtc: string;
  readonly totalLiabilityOfBtc: string;
  readonly totalNetAssetOfBtc: string;
  readonly userAssets: readonly RawBalance[];
}

interface RawIsolated {
  readonly symbol: string;
  readonly baseAsset: RawBalance;
  readonly quoteAsset: RawBalance;
  readonly marginLevel: string;
  readonly marginLevelStatus: string;
  readonly marginRatio: string;
  readonly indexPrice: string;
  readonly liquidatePrice: string;
  readonly enabled: boolean;
}

interface RawOrder {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: string;
  readonly type: string;
  readonly price: string;
  readonly stopPrice: string;
  readonly origQty: string;
  readonly executedQty: string;
  readonly status: string;
  readonly time: number;
}

interface Call {
  readonly signal?: AbortSignal;
}

/** The part of the client that an account is read through. */
export interface AccountSource {
  getMarginAccount(params?: undefined, call?: Call): Promise<RawCross>;
  getIsolatedMarginAccount(params?: undefined, call?: Call): Promise<{ readonly assets: readonly RawIsolated[] }>;
  getOpenMarginOrders(
    params: { symbol?: string; isIsolated?: 'TRUE' | 'FALSE' },
    call?: Call,
  ): Promise<readonly RawOrder[]>;
  getNextHourlyInterestRate(
    params: { assets: string; isIsolated: 'TRUE' | 'FALSE' },
    call?: Call,
  ): Promise<readonly { readonly asset: string; readonly nextHourlyInterestRate: string }[]>;
}

/** Binance prints 999 where nothing is owed; there is no level then, and a figure would be read as one. */
const noDebt = decimal('999');

/**
 * Reads everything the trees show. Open orders are asked for only where something is locked, because an order always
 * locks what it would spend: an account with nothing locked has none, and asking costs weight for every symbol.
 */
export async function readSnapshot(source: AccountSource, now: () => number, signal: AbortSignal): Promise<Snapshot> {
  const call = { signal };
  const [crossReply, isolatedReply] = await Promise.all([
    source.getMarginAccount(undefined, call),
    source.getIsolatedMarginAccount(undefined, call),
  ]);
  const account = readCross(crossReply);
  const pairs = isolatedReply.assets.map(readIsolated);
  const owed = [...loansOf(cross, account.balances), ...pairs.flatMap(isolatedLoans)];
  const [orders, rates] = await Promise.all([
    readOrders(source, account, pairs, call),
    readRates(source, owed, call),
  ]);
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

function readIsolated(raw: RawIsolated): IsolatedAccount {
  const base = readBalance(raw.baseAsset);
  const quote = readBalance(raw.quoteAsset);
  const liquidationPrice = decimal(raw.liquidatePrice);
  return {
    symbol: raw.symbol,
    base,
    quote,
    level: owes(base) || owes(quote) ? readLevel(raw.marginLevel) : undefined,
    status: raw.marginLevelStatus as IsolatedStatus,
    leverage: decimal(raw.marginRatio),
    indexPrice: decimal(raw.indexPrice),
    liquidationPrice: liquidationPrice.gt(0) ? liquidationPrice : undefined,
    enabled: raw.enabled,
  };
}

function readBalance(raw: RawBalance): Balance {
  return {
    asset: raw.asset,
    free: decimal(raw.free),
    locked: decimal(raw.locked),
    borrowed: decimal(raw.borrowed),
    interest: decimal(raw.interest),
    net: decimal(raw.netAsset),
  };
}

function readLevel(raw: string): Decimal | undefined {
  const level = decimal(raw);
  return level.gte(noDebt) ? undefined : level;
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

function readOrder(account: AccountRef, raw: RawOrder): OpenOrder {
  return {
    account,
    symbol: raw.symbol,
    orderId: raw.orderId,
    clientOrderId: raw.clientOrderId,
    side: raw.side === 'SELL' ? 'SELL' : 'BUY',
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
      const rows = await source.getNextHourlyInterestRate(
        { assets: assets.slice(start, start + 20).join(','), isIsolated: kind === 'isolated' ? 'TRUE' : 'FALSE' },
        call,
      );
      for (const row of rows) rates.set(`${kind}/${row.asset}`, decimal(row.nextHourlyInterestRate));
    }
  };
  await Promise.all([read('cross'), read('isolated')].map((reading) => reading.catch(() => undefined)));
  return rates;
}
