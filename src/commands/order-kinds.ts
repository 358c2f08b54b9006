import type { Localiser } from '../connection/localiser.ts';

export type Side = 'BUY' | 'SELL';
/** The exchange's order types, limit orders by how long they stand, and a list of two orders. */
export type OrderKind =
  | 'MARKET'
  | 'LIMIT'
  | 'LIMIT_IOC'
  | 'LIMIT_FOK'
  | 'LIMIT_MAKER'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT'
  | 'OCO';
export type SideEffect = 'NO_SIDE_EFFECT' | 'MARGIN_BUY' | 'AUTO_REPAY' | 'AUTO_BORROW_REPAY';

export const hasPrice = (kind: OrderKind): boolean => !['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'].includes(kind);
export const hasStop = (kind: OrderKind): boolean =>
  ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'OCO'].includes(kind);

/** As the exchange names it. */
export const typeOf = (kind: Exclude<OrderKind, 'OCO'>) =>
  kind === 'LIMIT_IOC' || kind === 'LIMIT_FOK' ? ('LIMIT' as const) : kind;

/** How long an order stands: until cancelled, unless its kind says otherwise. Undefined for kinds that have no choice. */
export function timeInForceOf(kind: OrderKind): 'GTC' | 'IOC' | 'FOK' | undefined {
  switch (kind) {
    case 'LIMIT_IOC':
      return 'IOC';
    case 'LIMIT_FOK':
      return 'FOK';
    case 'LIMIT':
    case 'STOP_LOSS_LIMIT':
    case 'TAKE_PROFIT_LIMIT':
      return 'GTC';
    default:
      return undefined;
  }
}

/** Label and explanation of each order type, in the order in which they are offered. */
export function orderKinds(l10n: Localiser): { kind: OrderKind; label: string; detail: string }[] {
  return [
    { kind: 'LIMIT', label: l10n.t('Limit'), detail: l10n.t('at this price or better, waits in the book') },
    { kind: 'MARKET', label: l10n.t('Market'), detail: l10n.t('at once, at the best prices there are') },
    { kind: 'LIMIT_MAKER', label: l10n.t('Limit maker'), detail: l10n.t('a limit order that never trades at once') },
    {
      kind: 'STOP_LOSS_LIMIT',
      label: l10n.t('Stop loss limit'),
      detail: l10n.t('a limit order once the price has run against you to the stop'),
    },
    {
      kind: 'TAKE_PROFIT_LIMIT',
      label: l10n.t('Take profit limit'),
      detail: l10n.t('a limit order once the price has run your way to the stop'),
    },
    { kind: 'STOP_LOSS', label: l10n.t('Stop loss'), detail: l10n.t('a market order at the stop') },
    { kind: 'TAKE_PROFIT', label: l10n.t('Take profit'), detail: l10n.t('a market order at the stop') },
    {
      kind: 'LIMIT_IOC',
      label: l10n.t('Limit, immediate or cancel'),
      detail: l10n.t('what does not trade at once at this price or better is cancelled'),
    },
    {
      kind: 'LIMIT_FOK',
      label: l10n.t('Limit, fill or kill'),
      detail: l10n.t('trades whole at once at this price or better, or not at all'),
    },
    {
      kind: 'OCO',
      label: l10n.t('One cancels the other'),
      detail: l10n.t('a limit order and a stop; the first to trade cancels the other'),
    },
  ];
}

export function sideEffects(side: Side, l10n: Localiser): { effect: SideEffect; label: string; detail: string }[] {
  return [
    { effect: 'NO_SIDE_EFFECT', label: l10n.t('Own funds'), detail: l10n.t('spends only what is free') },
    {
      effect: 'MARGIN_BUY',
      label: l10n.t('Borrow what is missing'),
      detail: l10n.t('the loan is taken when the order is accepted, and costs interest from then on'),
    },
    {
      effect: 'AUTO_REPAY',
      label: l10n.t('Repay with what comes in'),
      detail:
        side === 'BUY'
          ? l10n.t('what is bought repays the debt of the same asset')
          : l10n.t('what the sale brings repays the debt of the same asset'),
    },
    {
      effect: 'AUTO_BORROW_REPAY',
      label: l10n.t('Borrow and repay'),
      detail: l10n.t('borrows what is missing and repays with what comes in'),
    },
  ];
}
