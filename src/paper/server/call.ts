import type { Answer, CommandName, CommandOf } from '../engine/commands.ts';
import type { Draft } from '../engine/draft.ts';
import { type AccountId, CROSS } from '../engine/state.ts';
import { pairs } from '../market/catalogue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Tickets } from '../streams/tickets.ts';
import type { ApiKey, Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import { fail } from './fault.ts';
import type { Sent } from './parameters.ts';
import type { Windows } from '../../binance/table/endpoint.ts';

/** One checked request on its way to its handler. */
export interface Call {
  readonly sent: Sent;
  readonly key: ApiKey | undefined;
  readonly keys: Keys;
  /** The exchange's time. */
  readonly now: number;
  /** The present, with prices and valuations. */
  readonly view: Draft;
  readonly ledger: Ledger;
  /** Listen tokens and listen keys. */
  readonly tickets: Tickets;
  readonly limits: Limits;
  readonly windows: Windows | undefined;
  /** Carries a command out and waits until it is on disk. */
  readonly submit: <K extends CommandName>(command: CommandOf<K>) => Promise<Answer<K>>;
  /** The same request with other parameters, for an endpoint with these windows. */
  readonly as: (sent: Sent, windows: Windows | undefined) => Call;
}

export type Handler = (call: Call) => unknown;

/** The margin account an `isIsolated`/`symbol` pair of parameters means. */
export function accountOf(sent: Sent): AccountId {
  if (sent.isIsolated !== 'TRUE') return CROSS;
  if (sent.symbol === undefined) throw fail(-1102, 'symbol');
  if (!pairs[sent.symbol]) throw fail(-1121);
  return sent.symbol;
}
/** The margin account an `isolatedSymbol` parameter means. */
export function accountOfSymbol(symbol: string | undefined): AccountId {
  if (symbol === undefined) return CROSS;
  if (!pairs[symbol]) throw fail(-1121);
  return symbol;
}
export function symbolOf(sent: Sent): string {
  if (sent.symbol === undefined) throw fail(-1102, 'symbol');
  if (!pairs[sent.symbol]) throw fail(-1121);
  return sent.symbol;
}

/** The span of time that a history request means, as the endpoint's table sets it. */
export function spanOf({ sent, windows, now }: Call, narrower?: number): { from: number; to: number } {
  const longest = narrower ?? windows?.spanMs ?? Infinity;
  const usual = windows?.defaultMs ?? longest;
  const start = sent.startTime === undefined ? undefined : milliseconds(sent.startTime);
  const end = sent.endTime === undefined ? undefined : milliseconds(sent.endTime);
  if (start !== undefined && end !== undefined) {
    if (start > end) throw fail(-3011);
    if (end - start > longest) throw fail(-1127, Math.round(longest / 3_600_000));
  }
  let from = start ?? (end ?? now) - usual;
  const to = end ?? now;
  // With a start alone, what lies further back than the longest span is not answered.
  if (start !== undefined && end === undefined && Number.isFinite(longest)) from = Math.max(start, now - longest);
  if (windows?.reachMs !== undefined) from = Math.max(from, now - windows.reachMs);
  return { from, to };
}
const milliseconds = (text: string): number => (text.length >= 16 ? Math.floor(Number(text) / 1000) : Number(text));

/** Of rows by creation, oldest first: from the start that was asked for on, or where none was, the newest. */
export function ofSpan<R extends { readonly createdAt: number }>(
  call: Call,
  rows: readonly R[],
  limit: number,
): readonly R[] {
  const { from, to } = spanOf(call);
  const inside = rows.filter(({ createdAt }) => createdAt >= from && createdAt <= to);
  return call.sent.startTime === undefined ? inside.slice(-limit) : inside.slice(0, limit);
}

/** One page of rows, in the exchange's envelope. */
export function page<R>(sent: Sent, rows: readonly R[], show: (row: R) => unknown): { total: number; rows: unknown[] } {
  const current = Number(sent.current ?? 1);
  const size = Number(sent.size ?? 10);
  return { rows: rows.slice((current - 1) * size, current * size).map(show), total: rows.length };
}

declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}
/** A number that JavaScript cannot hold, as the digits it travels as. */
export const bigNumber = (digits: string | bigint): unknown => JSON.rawJSON(digits.toString());
