import type { Localiser } from '../../connection/localiser.ts';
import type { Write } from '../host/session-host.ts';

type Parameters = Write['parameters'];

/** What a write will do, in a sentence, and where. Nothing here is the cell's own text: it is made of what travels. */
export function summaryOf({ endpoint, ...sent }: Pick<Write, 'endpoint' | 'parameters'>, l10n: Localiser): string {
  const parameters = visible(sent.parameters);
  const { amount = '', asset = '', symbol = '' } = parameters;
  const sum = `${amount} ${asset}`;
  const account = accountOf(parameters, l10n);
  const buys = parameters['side'] === 'BUY' || parameters['workingSide'] === 'BUY';
  switch (endpoint) {
    case 'marginBorrowRepay':
      return parameters['type'] === 'BORROW'
        ? l10n.t('Borrow {0} ({1})', sum, account)
        : l10n.t('Repay {0} ({1})', sum, account);
    case 'makeUniversalTransfer': {
      const [from, to] = routeOf(parameters, l10n);
      return l10n.t('Transfer {0} from {1} to {2}', sum, from, to);
    }
    case 'createMarginOrder':
    case 'createMarginOcoOrder':
    case 'createMarginOtoOrder':
    case 'createMarginOtocoOrder': {
      const what = orderOf(endpoint, parameters, l10n);
      return buys ? l10n.t('Buy {0} ({1})', what, account) : l10n.t('Sell {0} ({1})', what, account);
    }
    case 'cancelMarginOrder':
    case 'cancelMarginOcoOrder': {
      const { orderId, origClientOrderId, orderListId, listClientOrderId } = parameters;
      const id = orderId ?? orderListId ?? origClientOrderId ?? listClientOrderId ?? '';
      return l10n.t('Cancel the order {0} of {1} ({2})', id, symbol, account);
    }
    case 'cancelAllOpenMarginOrders':
      return l10n.t('Cancel all orders of {0} ({1})', symbol, account);
    case 'enableIsolatedMarginAccount':
      return l10n.t('Enable isolated {0}', symbol);
    case 'disableIsolatedMarginAccount':
      return l10n.t('Disable isolated {0}', symbol);
    case 'setMarginMaxLeverage':
      return l10n.t('Set the greatest leverage to {0}x (cross)', parameters['maxLeverage'] ?? '');
    case 'marginManualLiquidation':
      return parameters['type'] === 'ISOLATED'
        ? l10n.t('Liquidate the account by hand: isolated {0}', symbol)
        : l10n.t('Liquidate the account by hand: cross');
    case 'repayMarginLiquidationLoan':
      return l10n.t('Repay {0} of what a liquidation left owed', sum.trim());
    case 'exchangeMarginSmallLiabilities':
      return l10n.t('Exchange the small debts in {0} (cross)', parameters['assetNames'] ?? '');
    case 'transferDust':
      return l10n.t('Turn what there is of {0} into BNB', asset);
    case 'toggleBnbBurnSpotMargin':
      return l10n.t('Change whether fees and interest are paid in BNB');
    case 'createSpecialKey':
      return l10n.t('Create an API key that may act for the account');
    case 'deleteSpecialKey':
      return l10n.t('Delete an API key');
    case 'editSpecialKeyIp':
      return l10n.t('Change from where an API key may be used');
    case 'exitSpecialKeyMode':
      return l10n.t('Leave the mode of special keys');
    default:
      return l10n.t('Change the account: {0}', endpoint);
  }
}

/** Which account a write changes; for a transfer, from where to where. */
export function whereOf({ endpoint, ...sent }: Pick<Write, 'endpoint' | 'parameters'>, l10n: Localiser): string {
  const parameters = visible(sent.parameters);
  const { symbol, isIsolated, accountType } = parameters;
  if (endpoint === 'makeUniversalTransfer') return routeOf(parameters, l10n).join(' → ');
  if (endpoint === 'transferDust' && accountType !== 'MARGIN') return l10n.t('spot');
  // Orders and loans name a pair for either kind of account; what else names one means its isolated account.
  const named = symbol !== undefined && isIsolated === undefined && !/Order|Loan|BorrowRepay/.test(endpoint);
  return named ? l10n.t('isolated {0}', symbol) : accountOf(parameters, l10n);
}

/** All that travels, exactly, one line each: also what the sentence does not say. */
export function linesOf(parameters: Parameters): string[] {
  return Object.entries(visible(parameters)).map(([name, value]) => `${label(name)}: ${value}`);
}

/** A line end, or a character that turns the direction of text, could make one parameter look like another. */
function visible(parameters: Parameters): Parameters {
  const show = (value: string) =>
    value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, show(value)]));
}

function accountOf({ isIsolated, symbol = '' }: Parameters, l10n: Localiser): string {
  return isIsolated === 'TRUE' ? l10n.t('isolated {0}', symbol) : l10n.t('cross');
}

/** What is bought or sold, for how much. */
function orderOf(endpoint: string, parameters: Parameters, l10n: Localiser): string {
  const { symbol = '', quoteOrderQty, price, workingPrice, type, workingType } = parameters;
  const quantity = parameters['quantity'] ?? parameters['workingQuantity'];
  const kind = {
    createMarginOcoOrder: 'OCO',
    createMarginOtoOrder: `OTO ${workingType ?? ''}`,
    createMarginOtocoOrder: `OTOCO ${workingType ?? ''}`,
  }[endpoint];
  const what = quantity === undefined ? symbol : `${quantity} ${symbol}`;
  const limit = price ?? workingPrice;
  return [
    what,
    ...(quoteOrderQty === undefined ? [] : [l10n.t('for {0} of its quote asset', quoteOrderQty)]),
    kind ?? type ?? '',
    ...(limit === undefined ? [] : [l10n.t('at {0}', limit)]),
    ...effectOf(parameters['sideEffectType'], l10n),
  ].join(', ');
}

function effectOf(effect: string | undefined, l10n: Localiser): string[] {
  const borrows = l10n.t('borrows what is missing');
  const repays = l10n.t('repays with what comes in');
  if (effect === 'MARGIN_BUY') return [borrows];
  if (effect === 'AUTO_REPAY') return [repays];
  return effect === 'AUTO_BORROW_REPAY' ? [borrows, repays] : [];
}

/** `MAIN_ISOLATED_MARGIN` spells the isolated account in two words, `MARGIN_ISOLATEDMARGIN` in one. */
function routeOf({ type = '', fromSymbol = '', toSymbol = '' }: Parameters, l10n: Localiser): [string, string] {
  const [from = '', to = ''] = type.replace('ISOLATED_MARGIN', 'ISOLATEDMARGIN').split('_');
  return [walletOf(from, fromSymbol, l10n), walletOf(to, toSymbol, l10n)];
}

function walletOf(name: string, symbol: string, l10n: Localiser): string {
  switch (name) {
    case 'MAIN':
      return l10n.t('spot');
    case 'MARGIN':
      return l10n.t('cross margin');
    case 'ISOLATEDMARGIN':
      return l10n.t('isolated {0}', symbol);
    case 'FUNDING':
      return l10n.t('funding');
    case 'UMFUTURE':
      return l10n.t('USDⓈ-M futures');
    case 'CMFUTURE':
      return l10n.t('COIN-M futures');
    case 'OPTION':
      return l10n.t('options');
    default:
      return name;
  }
}

function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
