import { transferTypes } from '../binance/table/index.ts';
import { sameAccount, type AccountRef } from '../connection/snapshot.ts';

/** Wallets that owe nothing, in the order in which they are offered. */
export const plainWallets = ['spot', 'funding', 'umfuture', 'cmfuture', 'option'] as const;
export type PlainWallet = { readonly kind: (typeof plainWallets)[number] };

/** A place that assets can be moved between. */
export type Wallet = PlainWallet | AccountRef;

export interface TransferRoute {
  readonly type: (typeof transferTypes)[number];
  readonly fromSymbol?: string;
  readonly toSymbol?: string;
}

/** The exchange's names of wallets; isolated accounts have a second one beside spot. */
const names = {
  spot: 'MAIN',
  cross: 'MARGIN',
  isolated: 'ISOLATEDMARGIN',
  funding: 'FUNDING',
  umfuture: 'UMFUTURE',
  cmfuture: 'CMFUTURE',
  option: 'OPTION',
} as const;

const nameBeside = (wallet: Wallet, other: Wallet): string =>
  wallet.kind === 'isolated' && other.kind === 'spot' ? 'ISOLATED_MARGIN' : names[wallet.kind];

/** The exchange's way from one wallet to another; undefined where it has none. */
export function routeOf(from: Wallet, to: Wallet): TransferRoute | undefined {
  if (sameWallet(from, to)) return undefined;
  const name = `${nameBeside(from, to)}_${nameBeside(to, from)}`;
  const type = transferTypes.find((known) => known === name);
  return (
    type && {
      type,
      ...(from.kind === 'isolated' ? { fromSymbol: from.symbol } : {}),
      ...(to.kind === 'isolated' ? { toSymbol: to.symbol } : {}),
    }
  );
}

export const isMargin = (wallet: Wallet): wallet is AccountRef => wallet.kind === 'cross' || wallet.kind === 'isolated';

function sameWallet(a: Wallet, b: Wallet): boolean {
  return isMargin(a) && isMargin(b) ? sameAccount(a, b) : a.kind === b.kind;
}
