import type { MarginClient } from '../binance/client.ts';
import { decimal, type Decimal } from '../margin/decimal.ts';
import { classicBars } from './risk.ts';
import type { AccountRef, Bars, Loan } from './snapshot.ts';

/** The part of the client that terms are asked through. */
export type TermsSource = Pick<MarginClient, 'getFutureHourlyInterestRate' | 'getMarginTradeCoefficients'>;

/**
 * A reading waits no longer than this for its request weight, in ms: while it waits, what is shown grows old and nothing
 * says so. It fails instead, with the time from which it is taken, and is made anew then.
 */
export const readingWaitMs = 2_000;

interface Known<T> {
  readonly value: T;
  readonly at: number;
}

/** Rates change with the full hour and bars with the chosen leverage, so they are not asked for with each reading. */
const keptMs = 10 * 60_000;
/** The endpoint takes at most this many assets at once. */
const assetsAtOnce = 20;

/**
 * What the exchange charges and demands of this account: hourly rates of what is owed, and the cross account's bars.
 * What cannot be had just now is left as it was last known; the account is shown without it.
 */
export class Terms {
  readonly #source: TermsSource;
  readonly #now: () => number;
  readonly #rates = new Map<string, Known<Decimal>>();
  #bars: Known<Bars> | undefined;

  constructor(source: TermsSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** Asks everything anew with the next reading: something was done that may have changed it. */
  forget(): void {
    for (const [key, { value }] of this.#rates) this.#rates.set(key, { value, at: -Infinity });
    if (this.#bars) this.#bars = { ...this.#bars, at: -Infinity };
  }

  async bars(signal: AbortSignal): Promise<Bars> {
    if (this.#old(this.#bars)) {
      const bars = await this.#askBars(signal).catch(() => undefined);
      if (bars) this.#bars = { value: bars, at: this.#now() };
    }
    return this.#bars?.value ?? classicBars;
  }

  /** Each loan with the rate of its next hour, as far as it is known. */
  async price(loans: readonly Loan[], signal: AbortSignal): Promise<Loan[]> {
    await Promise.all(
      (['cross', 'isolated'] as const).map((kind) => this.#askRates(kind, loans, signal).catch(() => undefined)),
    );
    return loans.map((loan) => ({
      ...loan,
      hourlyRate: this.#rates.get(rateKey(loan.account.kind, loan.asset))?.value,
    }));
  }

  async #askBars(signal: AbortSignal): Promise<Bars> {
    const { normalBar, marginCallBar, forceLiquidationBar } = await this.#source.getMarginTradeCoefficients(
      {},
      { signal, maxWaitMs: readingWaitMs },
    );
    return {
      normal: decimal(normalBar),
      marginCall: decimal(marginCallBar),
      liquidation: decimal(forceLiquidationBar),
    };
  }

  async #askRates(kind: AccountRef['kind'], loans: readonly Loan[], signal: AbortSignal): Promise<void> {
    const owed = loans.filter((loan) => loan.account.kind === kind).map((loan) => loan.asset);
    const assets = [...new Set(owed)].filter((asset) => this.#old(this.#rates.get(rateKey(kind, asset))));
    for (let start = 0; start < assets.length; start += assetsAtOnce) {
      const rows = await this.#source.getFutureHourlyInterestRate(
        { assets: assets.slice(start, start + assetsAtOnce), isIsolated: kind === 'isolated' ? 'TRUE' : 'FALSE' },
        { signal, maxWaitMs: readingWaitMs },
      );
      for (const row of rows)
        this.#rates.set(rateKey(kind, row.asset), { value: decimal(row.nextHourlyInterestRate), at: this.#now() });
    }
  }

  #old(known: Known<unknown> | undefined): boolean {
    // A clock that was set back makes nothing older than it is.
    return !known || Math.abs(this.#now() - known.at) >= keptMs;
  }
}

const rateKey = (kind: AccountRef['kind'], asset: string): string => `${kind}/${asset}`;
