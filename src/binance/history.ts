import type { CallOptions } from './caller.ts';
import type { Page, Windows } from './table/index.ts';
import { halve, Seams, splitSpan, type Span } from './windows.ts';

/** One request of a history: the endpoint's parameters without the window and the page, which are added. */
export type Ask = (parameters: Record<string, unknown>, options: CallOptions) => Promise<unknown>;

export interface HistoryOptions extends CallOptions {
  /** How many windows are asked for at the same time; 8 unless told. The weight budget may slow this down. */
  readonly concurrency?: number | undefined;
}

interface Plan {
  readonly ask: Ask;
  readonly windows: Windows;
  /** Undefined: there is nothing to ask for. */
  readonly span: () => Promise<Span | undefined>;
  readonly longestMs: number;
}

/** How far back a history goes unless told, where the exchange names no limit. */
export const defaultReachMs = 30 * 86_400_000;

/**
 * All rows of a history between two times, oldest first, each once. Splits the time into windows that the exchange takes,
 * asks for several at once, and turns the pages of each. Nothing is asked before iteration begins.
 *
 * An abort is not an error: iteration ends with what it has, and `complete` stays false.
 */
export class History<Row> implements AsyncIterable<Row> {
  readonly #plan: Plan;
  readonly #options: HistoryOptions;
  #complete = false;

  constructor(plan: Plan, options: HistoryOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** Whether everything was given out. */
  get complete(): boolean {
    return this.#complete;
  }

  /** All rows at once. After an abort, the oldest ones up to where it came. */
  async collect(): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.batches()) for (const row of batch) rows.push(row);
    return rows;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row, void, undefined> {
    for await (const batch of this.batches()) yield* batch;
  }

  /** The rows of one window after the other, oldest first. */
  async *batches(): AsyncGenerator<Row[], void, undefined> {
    const { span, longestMs, windows } = this.#plan;
    const { concurrency = 8 } = this.#options;
    // With none under way there would be nothing to wait for, for ever.
    const most = concurrency >= 1 ? concurrency : 1;
    this.#complete = false;
    const stop = new AbortController();
    const signal = this.#options.signal ? AbortSignal.any([this.#options.signal, stop.signal]) : stop.signal;
    const whole = await span();
    const spans = whole ? splitSpan(whole, longestMs) : [];
    const seams = new Seams<Row>(windows.identity);
    const ahead: Promise<Row[] | Error>[] = [];
    let next = 0;
    try {
      while (next < spans.length || ahead.length > 0) {
        for (; next < spans.length && ahead.length < most; next += 1) {
          const window = spans[next];
          // Caught here and thrown in its turn: a later window's failure must not be unhandled meanwhile.
          if (window) ahead.push(this.#window(window, signal).catch((error: unknown) => error as Error));
        }
        const rows = await ahead.shift();
        if (this.#options.signal?.aborted) return;
        if (rows instanceof Error) throw rows;
        const fresh = oldestFirst(seams.fresh(rows ?? []), windows);
        if (fresh.length > 0) yield fresh;
      }
      this.#complete = true;
    } finally {
      if (!this.#complete) {
        stop.abort();
        await Promise.allSettled(ahead);
      }
    }
  }

  async #window(window: Span, signal: AbortSignal): Promise<Row[]> {
    const { page } = this.#plan.windows;
    return page.by === 'current' ? this.#numbered(window, page.most, signal) : this.#halved(window, page.most, signal);
  }

  /** Page after page, all but the first at once. The count is asked again if rows came in between. */
  async #numbered(window: Span, size: number, signal: AbortSignal): Promise<Row[]> {
    const ask = async (current: number) => (await this.#ask(window, { current, size }, signal)) as Page<Row>;
    const first = await ask(1);
    const pages = Math.ceil(first.total / size);
    const rest = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, at) => ask(at + 2)));
    const rows = [first, ...rest].flatMap((one) => one.rows);
    for (let current = pages + 1; (rest.at(-1) ?? first).total > rows.length; current += 1) {
      const more = await ask(current);
      if (more.rows.length === 0) break;
      rows.push(...more.rows);
    }
    return rows;
  }

  /**
   * Halves a window until each part has fewer rows than fit into one answer. Which rows of a full window are left out,
   * the first or the last, differs between endpoints; halving is right for both.
   */
  async #halved(window: Span, limit: number, signal: AbortSignal): Promise<Row[]> {
    const rows = (await this.#ask(window, this.#plan.windows.page.by === 'none' ? {} : { limit }, signal)) as Row[];
    if (rows.length < limit) return rows;
    const halves = halve(window);
    if (!halves) return this.#byId(window, rows, limit, signal);
    const [early, late] = await Promise.all(halves.map((half) => this.#halved(half, limit, signal)));
    return [...(early ?? []), ...(late ?? [])];
  }

  /** More rows in a millisecond than one answer holds: onwards from id to id. */
  async #byId(window: Span, first: Row[], limit: number, signal: AbortSignal): Promise<Row[]> {
    const { windows, ask } = this.#plan;
    const { page } = windows;
    if (page.by !== 'id') return first;
    const rows = [...first];
    const seams = new Seams<Row>(windows.identity);
    seams.fresh(first);
    for (;;) {
      const last = rows.at(-1) as Record<string, unknown> | undefined;
      const id = BigInt(String(last?.[page.field]));
      const onwards = String(page.after ? id : id + 1n);
      const more = (await ask({ limit, [page.parameter]: onwards }, { ...this.#options, signal })) as Row[];
      const fresh = seams.fresh(more).filter((row) => timeOf(row, windows) <= window.end);
      if (fresh.length === 0) return rows;
      rows.push(...fresh);
    }
  }

  #ask(window: Span, page: Record<string, unknown>, signal: AbortSignal): Promise<unknown> {
    return this.#plan.ask({ startTime: window.start, endTime: window.end, ...page }, { ...this.#options, signal });
  }
}

/** Most come newest first: turned round they are sorted already, and those of one time keep the order they happened in. */
function oldestFirst<Row>(rows: Row[], windows: Windows): Row[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first !== undefined && timeOf(first, windows) > timeOf(last, windows)) rows.reverse();
  return rows.sort((one, other) => timeOf(one, windows) - timeOf(other, windows));
}

function timeOf(row: unknown, { time }: Windows): number {
  return Number((row as Record<string, unknown>)[time]);
}
