import { type Decimal, toWire } from '../../margin/decimal.ts';
import { assets, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import { checkAllowed, checkTransferIn } from './platform.ts';
import { refuse } from './refusal.ts';
import { type AccountId, CROSS, isIsolated, plainWallets, SPOT } from './state.ts';
import { maxTransferOut } from './valuation.ts';

/** Moving coins between wallets. */

const wallets: Readonly<Record<string, AccountId>> = {
  MAIN: SPOT,
  MARGIN: CROSS,
  FUNDING: 'FUNDING',
  UMFUTURE: 'UMFUTURE',
  CMFUTURE: 'CMFUTURE',
  OPTION: 'OPTION',
};

/** The two ends of a universal transfer type; isolated ends take their pair from the symbols. */
export function transferEnds(kind: string, fromSymbol?: string, toSymbol?: string): { from: AccountId; to: AccountId } {
  const [from = '', to = ''] = kind.replace('ISOLATED_MARGIN', 'ISOLATEDMARGIN').split('_');
  const end = (name: string, parameter: 'fromSymbol' | 'toSymbol', symbol: string | undefined): AccountId => {
    if (name !== 'ISOLATEDMARGIN') {
      const wallet = wallets[name];
      if (!wallet) throw refuse(-1130, 'type');
      return wallet;
    }
    if (symbol === undefined) throw refuse(-1102, parameter);
    if (!pairs[symbol]) throw refuse(-1121);
    return symbol;
  };
  return { from: end(from, 'fromSymbol', fromSymbol), to: end(to, 'toSymbol', toSymbol) };
}

export interface TransferCommand {
  readonly kind: string;
  readonly asset: string;
  readonly amount: Decimal;
  readonly from: AccountId;
  readonly to: AccountId;
}

/** Moves coins, making an isolated account on first use. Returns the transaction's id. */
export function transfer(draft: Draft, { kind, asset, amount, from, to }: TransferCommand): number {
  if (!assets[asset]) throw refuse(-3027);
  if (from === to) throw refuse(-3026);
  if (!draft.world.rules.directIsolatedTransfers)
    if ((from === SPOT && isIsolated(to)) || (to === SPOT && isIsolated(from))) throw refuse(-1130, 'type');
  for (const id of [from, to]) {
    const pair = isIsolated(id) ? pairs[id] : undefined;
    if (pair && asset !== pair.base && asset !== pair.quote) throw refuse(-3027);
  }
  const source = draft.account(from);
  if (!source) throw isIsolated(from) ? refuse(-11001) : refuse(-3003);
  if (!plainWallets.includes(from)) checkAllowed(draft, from, 'transferOut');
  if (!plainWallets.includes(to)) checkTransferIn(draft, to, asset, amount);
  if (isIsolated(to)) openIsolated(draft, to);
  if (amount.gt(draft.holding(from, asset).free)) throw plainWallets.includes(from) ? refuse(-5002) : refuse(-3041);
  if (!plainWallets.includes(from) && amount.gt(maxTransferOut(draft, from, asset))) throw refuse(-3020);
  const id = draft.next('transaction');
  draft.adjust(from, asset, { free: amount.negated() });
  draft.adjust(to, asset, { free: amount });
  draft.moved(from, asset, amount.negated());
  draft.moved(to, asset, amount);
  if (!plainWallets.includes(from)) draft.flow(from, asset, 'TRANSFER', amount.negated(), id);
  if (!plainWallets.includes(to)) draft.flow(to, asset, 'TRANSFER', amount, id);
  draft.emit({ type: 'transfer', time: draft.now, id, kind, asset, amount: toWire(amount), from, to });
  return id;
}

/** The isolated account of a pair, made when it is first transferred into. */
function openIsolated(draft: Draft, symbol: string): void {
  const account = draft.account(symbol);
  if (account?.enabled) return;
  if (account) throw refuse(-3003);
  if (enabledIsolated(draft) >= draft.world.rules.isolatedAccounts) throw refuse(-3003);
  draft.putAccount({ id: symbol, holdings: {}, enabled: true });
}

export const enabledIsolated = (draft: Draft): number =>
  Object.values(draft.state.accounts).filter((account) => isIsolated(account.id) && account.enabled).length;

/** Puts coins into a wallet out of nowhere: the paper exchange's faucet. */
export function deposit(draft: Draft, id: AccountId, asset: string, amount: Decimal): void {
  if (!assets[asset]) throw refuse(-3027);
  if (isIsolated(id)) {
    const pair = pairs[id];
    if (!pair) throw refuse(-1121);
    if (asset !== pair.base && asset !== pair.quote) throw refuse(-3027);
    openIsolated(draft, id);
  }
  if (!plainWallets.includes(id)) draft.flow(id, asset, 'TRANSFER', amount, draft.next('transaction'), 'deposit');
  draft.adjust(id, asset, { free: amount });
  draft.moved(id, asset, amount);
}
