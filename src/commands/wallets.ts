import type { AccountRef } from '../connection/snapshot.ts';

/** A place that assets can be moved between. */
export type Wallet = { readonly kind: 'spot' } | AccountRef;

export interface TransferRoute {
  readonly type:
    | 'MAIN_MARGIN'
    | 'MARGIN_MAIN'
    | 'MAIN_ISOLATED_MARGIN'
    | 'ISOLATED_MARGIN_MAIN'
    | 'MARGIN_ISOLATEDMARGIN'
    | 'ISOLATEDMARGIN_MARGIN'
    | 'ISOLATEDMARGIN_ISOLATEDMARGIN';
  readonly fromSymbol?: string;
  readonly toSymbol?: string;
}

/** The exchange's name for moving from one wallet to another; undefined for the same wallet. */
export function routeOf(from: Wallet, to: Wallet): TransferRoute | undefined {
  const fromSymbol = from.kind === 'isolated' ? { fromSymbol: from.symbol } : {};
  const toSymbol = to.kind === 'isolated' ? { toSymbol: to.symbol } : {};
  switch (from.kind) {
    case 'spot':
      if (to.kind === 'spot') return undefined;
      return to.kind === 'cross' ? { type: 'MAIN_MARGIN' } : { type: 'MAIN_ISOLATED_MARGIN', ...toSymbol };
    case 'cross':
      if (to.kind === 'cross') return undefined;
      return to.kind === 'spot' ? { type: 'MARGIN_MAIN' } : { type: 'MARGIN_ISOLATEDMARGIN', ...toSymbol };
    case 'isolated':
      if (to.kind === 'spot') return { type: 'ISOLATED_MARGIN_MAIN', ...fromSymbol };
      if (to.kind === 'cross') return { type: 'ISOLATEDMARGIN_MARGIN', ...fromSymbol };
      return to.symbol === from.symbol
        ? undefined
        : { type: 'ISOLATEDMARGIN_ISOLATEDMARGIN', ...fromSymbol, ...toSymbol };
  }
}

export function sameWallet(a: Wallet, b: Wallet): boolean {
  return a.kind === b.kind && (a.kind !== 'isolated' || b.kind !== 'isolated' || a.symbol === b.symbol);
}
