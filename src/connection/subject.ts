import { accountKey, cross, isolated, type AccountRef } from './snapshot.ts';

/** What a row is about, and so what a command started from that row acts on. */
export type Subject =
  | { readonly kind: 'account'; readonly account: AccountRef }
  | { readonly kind: 'asset'; readonly account: AccountRef; readonly asset: string }
  | { readonly kind: 'loan'; readonly account: AccountRef; readonly asset: string }
  | { readonly kind: 'order'; readonly account: AccountRef; readonly symbol: string; readonly orderId: number }
  | { readonly kind: 'activity'; readonly id: string }
  | { readonly kind: 'alert'; readonly id: string };

/**
 * What a command was started on. A tree row carries its subject; a keybinding or a notebook link passes plain words
 * (`{ "account": "BTCUSDT", "asset": "USDT" }`), from which the known ones are taken and checked later as if typed.
 */
export interface CommandArguments {
  readonly subject?: Subject;
  readonly account?: AccountRef;
  readonly words: Readonly<Record<string, string>>;
}

export function readArguments(argument: unknown): CommandArguments {
  if (typeof argument !== 'object' || argument === null) return { words: {} };
  const { subject } = argument as { subject?: Subject };
  if (subject)
    return { subject, ...('account' in subject ? { account: subject.account } : {}), words: wordsOf(subject) };
  const words: Record<string, string> = {};
  for (const [name, value] of Object.entries(argument))
    if (typeof value === 'string' || typeof value === 'number') words[name] = String(value);
  const { account } = words;
  if (account === undefined) return { words };
  return { account: account.toLowerCase() === 'cross' ? cross : isolated(account.toUpperCase()), words };
}

function wordsOf(subject: Subject): Record<string, string> {
  switch (subject.kind) {
    case 'asset':
    case 'loan':
      return { account: accountKey(subject.account), asset: subject.asset };
    case 'order':
      return { account: accountKey(subject.account), symbol: subject.symbol, orderId: String(subject.orderId) };
    case 'account':
      return subject.account.kind === 'isolated'
        ? { account: accountKey(subject.account), symbol: subject.account.symbol }
        : { account: 'cross' };
    case 'activity':
      return { activity: subject.id };
    case 'alert':
      return { alert: subject.id };
  }
}
