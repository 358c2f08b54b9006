import type { Attempt, CallOptions } from '../caller.ts';
import type { Sent } from '../encode.ts';
import type { EndpointName } from '../table/index.ts';
import { findKeyWrite, specialKeys } from './keys.ts';
import { debtsOf, findLiquidation } from './liquidation.ts';
import { findAllCancels, findCancel, findListCancel, findOrder, findOrderList, withClientId } from './orders.ts';
import { findLoan, findLoanRepayment, findTransfer, Ledger } from './records.ts';
import { coefficients, findSwitch } from './switches.ts';

/** How far the exchange's idea of when it happened may lie before ours of when it left. */
export const skewMs = 2_000;

/** What reconciling may do: read, wait, and know the exchange's time. */
export interface Sources {
  ask(name: EndpointName, parameters: object, options: CallOptions): Promise<unknown>;
  now(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** How long after its recvWindow a write may still be carried out. */
  readonly settleMs: number;
}

/** A write whose answer was lost. */
export interface Lost {
  readonly sent: Sent;
  /** The exchange's time when it left, and until when the exchange would still take it. */
  readonly sentAt: number;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** What was read before it was sent, where only a comparison tells. */
  readonly before: unknown;
}

export type Outcome =
  | { readonly happened: 'yes'; readonly reply: unknown }
  | { readonly happened: 'no'; readonly why: string }
  | { readonly happened: 'unknown'; readonly why: string };

export interface Reconciler {
  /** The parameters with an id by which the write can be found again, where the endpoint takes one. */
  named(name: EndpointName, sent: Sent): Sent;
  /** Writes of one lane could not be told apart afterwards, and so go one after the other. */
  lane(name: EndpointName, sent: Sent): string | undefined;
  /** Reads what has to be known before a write that leaves no trace of its own; undefined where nothing has to be. */
  before(name: EndpointName, sent: Sent, signal: AbortSignal | undefined): Promise<unknown> | undefined;
  /** Remembers the ids of what is accounted for. */
  answered(name: EndpointName, reply: unknown): void;
  /** Remembers a write that was given up without knowing. */
  givenUp(sent: Sent, attempt: Attempt): void;
  find(
    name: EndpointName,
    sent: Sent,
    attempt: Attempt,
    before: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Outcome>;
}

/** Asks again and again whether a write happened, less and less often, once more after the deadline. */
export async function until(
  sources: Sources,
  lost: Lost,
  look: (final: boolean) => Promise<Outcome | undefined>,
): Promise<Outcome> {
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    const left = lost.deadline - sources.now();
    const outcome = await look(left <= 0);
    if (outcome) return outcome;
    if (lost.signal?.aborted) return { happened: 'unknown', why: 'It was ended while the account was asked.' };
    await sources.wait(Math.min(pauseMs, Math.max(left, 1)), lost.signal);
  }
}

export function createReconciler(sources: Sources): Reconciler {
  const ledger = new Ledger();
  const deadlineOf = (attempt: Attempt) => attempt.sentAt + attempt.recvWindow + sources.settleMs;
  return {
    named: withClientId,
    lane: (name, sent) => {
      if (name === 'marginBorrowRepay') return 'loan';
      if (name === 'repayMarginLiquidationLoan') return name;
      return name === 'makeUniversalTransfer' ? `transfer ${ledger.keyOf(sent)}` : undefined;
    },
    before: (name, sent, signal) => {
      switch (name) {
        case 'createSpecialKey':
          return specialKeys(sources, sent, signal);
        case 'setMarginMaxLeverage':
          return coefficients(sources, signal);
        case 'marginManualLiquidation':
          return debtsOf(sources, sent, signal);
        default:
          return undefined;
      }
    },
    answered: (name, reply) => ledger.answered(name, reply),
    givenUp: (sent, attempt) => ledger.unsettled(sent, deadlineOf(attempt)),
    find: (name, sent, attempt, before, signal) => {
      const deadline = deadlineOf(attempt);
      const lost: Lost = { sent, sentAt: attempt.sentAt, deadline, signal, before };
      switch (name) {
        case 'createMarginOrder':
          return findOrder(sources, lost);
        case 'cancelMarginOrder':
          return findCancel(sources, lost);
        case 'cancelMarginOcoOrder':
          return findListCancel(sources, lost);
        case 'cancelAllOpenMarginOrders':
          return findAllCancels(sources, lost);
        case 'createMarginOcoOrder':
        case 'createMarginOtoOrder':
        case 'createMarginOtocoOrder':
          return findOrderList(sources, lost);
        case 'marginBorrowRepay':
          return findLoan(sources, lost, ledger);
        case 'makeUniversalTransfer':
          return findTransfer(sources, lost, ledger);
        case 'repayMarginLiquidationLoan':
          return findLoanRepayment(sources, lost, ledger);
        case 'marginManualLiquidation':
          return findLiquidation(sources, lost);
        case 'createSpecialKey':
        case 'deleteSpecialKey':
        case 'editSpecialKeyIp':
          return findKeyWrite(name, sources, lost);
        default:
          return findSwitch(name, sources, lost);
      }
    },
  };
}
