import type { Activity } from '../../connection/activity.ts';
import type { AccountRef } from '../../connection/snapshot.ts';
import type { Subject } from '../../connection/subject.ts';
import { asCell } from '../retell.ts';

/** The cell that shows what a row is about, as TypeScript for the notebook kernel; undefined where there is nothing to show. */
export function cellFor(subject: Subject, activity: (id: string) => Activity | undefined): string | undefined {
  switch (subject.kind) {
    case 'account':
      return accountCell(subject.account);
    case 'asset':
      return assetCell(subject.account, subject.asset);
    case 'loan':
      return loanCell(subject.account, subject.asset);
    case 'order':
      return orderCell(subject.account, subject.symbol);
    case 'activity': {
      const entry = activity(subject.id);
      return entry && asCell(entry);
    }
    case 'alert':
      return undefined;
  }
}

const text = (value: string): string => JSON.stringify(value).replaceAll('"', "'");

function accountCell(account: AccountRef): string {
  if (account.kind === 'isolated')
    return [
      `const { assets: [pair] } = await client.getIsolatedMarginAccount({ symbols: [${text(account.symbol)}] });`,
      'pair && [pair.baseAsset, pair.quoteAsset];',
    ].join('\n');
  return [
    'const account = await client.getMarginAccount();',
    'account.userAssets.filter(({ free, locked, borrowed }) =>',
    '  [free, locked, borrowed].some((amount) => !new Decimal(amount).isZero()));',
  ].join('\n');
}

function assetCell(account: AccountRef, asset: string): string {
  if (account.kind === 'isolated')
    return [
      `const { assets: [pair] } = await client.getIsolatedMarginAccount({ symbols: [${text(account.symbol)}] });`,
      `pair && [pair.baseAsset, pair.quoteAsset].filter(({ asset }) => asset === ${text(asset)});`,
    ].join('\n');
  return [
    'const { userAssets } = await client.getMarginAccount();',
    `userAssets.filter(({ asset }) => asset === ${text(asset)});`,
  ].join('\n');
}

/** What the loan has cost in the last week, charge by charge. */
function loanCell(account: AccountRef, asset: string): string {
  const of = account.kind === 'isolated' ? `, isolatedSymbol: ${text(account.symbol)}` : '';
  return [
    `const { rows } = await client.getMarginInterestHistory({ asset: ${text(asset)}${of}, size: 100 });`,
    'frame(rows, {',
    "  interestAccuredTime: 'time',",
    "  asset: 'text',",
    "  principal: 'amount',",
    "  interest: 'amount',",
    "  interestRate: 'amount',",
    "  type: 'text',",
    '});',
  ].join('\n');
}

/** The trades of the order's pair: what the order has come to, among those before it. */
function orderCell(account: AccountRef, symbol: string): string {
  const of = account.kind === 'isolated' ? ", isIsolated: 'TRUE'" : '';
  return [
    `const trades = await client.getMarginTrades({ symbol: ${text(symbol)}${of} });`,
    'frame(trades, {',
    "  time: 'time',",
    "  orderId: 'text',",
    "  isBuyer: 'flag',",
    "  isMaker: 'flag',",
    "  price: 'amount',",
    "  qty: 'amount',",
    "  commission: 'amount',",
    "  commissionAsset: 'text',",
    '});',
  ].join('\n');
}
