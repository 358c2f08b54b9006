import { decimal } from '../../margin/decimal.ts';
import type { Sent } from '../encode.ts';
import type {
  EndpointName,
  LiquidationLoanRepayment,
  LoanRecord,
  Page,
  Transaction,
  UniversalTransfer,
} from '../table/index.ts';
import { skewMs, until, type Lost, type Outcome, type Sources } from './index.ts';

/** Ids that are remembered. A loan budget of 120 a minute fills this in half an hour. */
const mostIds = 4_096;

/**
 * What is accounted for. Loans and transfers carry no id of ours, so a lost one is recognised by its kind, asset, amount
 * and time; rows that belong to calls that were answered, and lost ones that were never settled, have to be told from it.
 */
export class Ledger {
  readonly #answered = new Set<string>();
  #unsettled: { readonly key: string; readonly deadline: number }[] = [];

  /** The same for the same movement, however its amount was written. */
  keyOf({ type, asset, amount = '0', symbol, fromSymbol, toSymbol }: Sent): string {
    return [type, asset, decimal(amount).toFixed(), symbol, fromSymbol, toSymbol].join(' ');
  }

  answered(name: EndpointName, reply: unknown): void {
    if (name === 'repayMarginLiquidationLoan') this.#answered.add((reply as LiquidationLoanRepayment).repayId);
    else if (name === 'marginBorrowRepay' || name === 'makeUniversalTransfer')
      this.#answered.add((reply as Transaction).tranId);
    else return;
    const [oldest] = this.#answered;
    if (this.#answered.size > mostIds && oldest !== undefined) this.#answered.delete(oldest);
  }

  isAnswered(id: string): boolean {
    return this.#answered.has(id);
  }

  /** A call was given up without knowing; what it moved may still show until its deadline. */
  unsettled(sent: Sent, deadline: number): void {
    this.#unsettled.push({ key: this.keyOf(sent), deadline });
  }

  /** How many like it are unsettled and may be the cause of rows since `sentAt`. */
  rivals(sent: Sent, sentAt: number): number {
    this.#unsettled = this.#unsettled.filter(({ deadline }) => deadline > sentAt - skewMs);
    const key = this.keyOf(sent);
    return this.#unsettled.filter((lost) => lost.key === key).length;
  }
}

interface Row {
  readonly id: string;
  readonly amount: string;
  readonly asset: string;
  readonly status: string;
  readonly timestamp: number;
  /** Not said to be of the kind that the write makes: proves neither that it happened nor that it did not. */
  readonly doubtful?: boolean;
  /** What the exchange would have answered. */
  readonly reply: unknown;
}

/** Looks for a borrow or a repayment in the loan history. */
export function findLoan(sources: Sources, lost: Lost, ledger: Ledger): Promise<Outcome> {
  const { sent } = lost;
  return findRecord(sources, lost, ledger, async () => {
    const page = (await sources.ask(
      'getMarginBorrowRepayRecords',
      {
        type: sent.type,
        asset: sent.asset,
        ...(sent.isIsolated === 'TRUE' && { isolatedSymbol: sent.symbol }),
        startTime: lost.sentAt - skewMs,
        size: 100,
      },
      { signal: lost.signal },
    )) as Page<LoanRecord>;
    const isolated = sent.isIsolated === 'TRUE' ? sent.symbol : undefined;
    return (
      page.rows
        // Cross may be told by an empty symbol as well as by none.
        .filter(({ isolatedSymbol }) => (isolatedSymbol || undefined) === isolated)
        .map((row) => ({ ...row, id: row.txId, doubtful: row.type !== 'MANUAL', reply: { tranId: row.txId } }))
    );
  });
}

/** Looks for a transfer in the transfer history. */
export function findTransfer(sources: Sources, lost: Lost, ledger: Ledger): Promise<Outcome> {
  const { type, fromSymbol, toSymbol } = lost.sent;
  return findRecord(sources, lost, ledger, async () => {
    const page = (await sources.ask(
      'queryUniversalTransferHistory',
      { type, startTime: lost.sentAt - skewMs, size: 100, fromSymbol, toSymbol },
      { signal: lost.signal },
    )) as Page<UniversalTransfer>;
    const rows = (page.rows as UniversalTransfer[] | undefined) ?? [];
    return rows.map((row) => ({ ...row, id: row.tranId, reply: { tranId: row.tranId } }));
  });
}

/** Looks for a repayment of a liquidation loan in its history. */
export function findLoanRepayment(sources: Sources, lost: Lost, ledger: Ledger): Promise<Outcome> {
  return findRecord(sources, lost, ledger, async () => {
    const page = (await sources.ask(
      'getMarginLiquidationLoanRepayments',
      { startTime: lost.sentAt - skewMs, size: 100 },
      { signal: lost.signal },
    )) as Page<LiquidationLoanRepayment>;
    return page.rows.map((row) => ({ ...row, id: row.repayId, timestamp: row.createTime, reply: row }));
  });
}

function findRecord(sources: Sources, lost: Lost, ledger: Ledger, ask: () => Promise<Row[]>): Promise<Outcome> {
  const amount = decimal(lost.sent.amount ?? '0');
  const rivals = ledger.rivals(lost.sent, lost.sentAt);
  return until(sources, lost, async (final) => {
    const rows = (await ask()).filter(
      (row) =>
        row.asset === lost.sent.asset &&
        decimal(row.amount).eq(amount) &&
        row.timestamp >= lost.sentAt - skewMs &&
        !ledger.isAnswered(row.id),
    );
    const live = rows.filter((row) => row.status !== 'FAILED' && !row.doubtful);
    const [newest] = live;
    if (newest && live.length > rivals && newest.status !== 'PENDING') return { happened: 'yes', reply: newest.reply };
    if (!final) return undefined;
    if (live.length === 0 && rows.some((row) => row.doubtful))
      return { happened: 'unknown', why: 'The history shows the same movement, but not as one that was asked for.' };
    if (live.length === 0)
      return {
        happened: 'no',
        why:
          rows.length > 0
            ? 'the history shows it as failed.'
            : 'the history shows nothing of it after its time had run out.',
      };
    return {
      happened: 'unknown',
      why:
        newest?.status === 'PENDING'
          ? 'The history still shows it as pending.'
          : 'The history shows the same movement, but it may belong to an earlier call whose answer was lost as well.',
    };
  });
}
