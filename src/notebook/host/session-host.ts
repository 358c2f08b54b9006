import type { Change, InnerOptions } from '../../binance/caller.ts';
import type { MarginClient } from '../../binance/client.ts';
import type { History } from '../../binance/history.ts';
import type { Host, HostCall } from '../../kernel/host-calls.ts';
import type { Mode, Scope } from '../../kernel/protocol.ts';
import { callControl, type ControlAddress } from './controls.ts';
import type { Deed } from './provenance.ts';
import { CellStreams } from './streams.ts';
import { methodsOf } from './methods.ts';

/** What a cell's calls run against. */
export interface CellSession {
  readonly profile: { readonly id: string; readonly name: string };
  readonly mode: Mode;
  readonly client: MarginClient;
  readonly paper?: ControlAddress;
}

/** A change of the account that a cell asks for, exactly as it will travel. */
export interface Write extends Change {
  /** The `n` of the `In[n]` that asks. */
  readonly cell: number;
  /** Whether that run asks, and not something that another has left behind. */
  readonly own: boolean;
  /** What the cell has called. */
  readonly method: string;
  readonly session: CellSession;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
}

/** What a cell has asked of the exchange since it was last told. */
export interface Use {
  readonly requests?: number;
  readonly weight?: number;
  /** Rows that have come. */
  readonly rows?: number;
  readonly deed?: Deed;
}

/** A line of text that a cell asks the user for. */
export interface Question {
  readonly prompt: string;
  /** What stands there to begin with. */
  readonly value?: string;
  /** Whether what is typed is hidden. */
  readonly password: boolean;
}

export interface SessionHostOptions {
  /** For a call of the run with this number; throws where there is none, or not the one that the run began with. */
  readonly session: (cell: number) => Promise<CellSession>;
  /** Does the write, once whoever must agree has agreed; throws to refuse it. */
  readonly write: (write: Write, send: () => Promise<unknown>) => Promise<unknown>;
  /** Resolves with nothing when the user gives no answer. */
  readonly input: (question: Question, signal: AbortSignal) => Promise<string | undefined>;
  readonly onUse?: (cell: number, session: CellSession, use: Use) => void;
}

/** Runs what cells ask for on the connection. Knows nothing of VS Code: the command line uses it too. */
export class SessionHost implements Host {
  readonly #options: SessionHostOptions;
  readonly #streams = new CellStreams();

  constructor(options: SessionHostOptions) {
    this.#options = options;
  }

  async call(call: HostCall): Promise<unknown> {
    const { target, method, parameters, cell, signal } = call;
    signal.throwIfAborted();
    if (target === 'user') return await this.#options.input(questionOf(parameters), signal);
    const session = await this.#options.session(cell);
    signal.throwIfAborted();
    if (target === 'paper') {
      const reply = await callControl(session.paper, method, parameters, signal);
      // The client trusts the clock it has measured, and would ask for histories up to a time that is past.
      if (method === 'clock' || method === 'reset') await session.client.syncClock({ again: true });
      return reply;
    }
    if (target === 'stream') {
      if (method === 'next') return await this.#streams.next(session.client, parameters, signal);
      this.#streams.close((parameters as { stream: string }).stream);
      return undefined;
    }
    return await this.#ask(call, session);
  }

  close(): void {
    this.#streams.dispose();
  }

  async #ask({ method, parameters, cell, own, signal, onRows }: HostCall, session: CellSession): Promise<unknown> {
    const { client } = session;
    if (!methodsOf(client).includes(method)) throw new TypeError(`client.${method} is not a function`);
    const use = (more: Use) => this.#options.onUse?.(cell, session, more);
    const options: InnerOptions = {
      signal,
      onRequest: (weight) => use({ requests: 1, weight }),
      guard: (change, send) =>
        this.#options.write({ ...change, cell, own, method, session, signal }, () => done(method, send, use)),
    };
    const answer = (client as unknown as Callable)[method]?.(asParameters(method, parameters), options);
    if (isHistory(answer)) {
      // It comes window by window, and after an abort no further.
      for await (const rows of answer.batches()) {
        use({ rows: rows.length });
        onRows(rows);
      }
      return [];
    }
    const reply = await answer;
    const rows = rowsOf(reply);
    if (rows > 0) use({ rows });
    return reply;
  }
}

type Callable = Record<string, ((parameters: unknown, options: InnerOptions) => unknown) | undefined>;

/** Sends a write and notes what became of it. */
async function done(method: string, send: () => Promise<unknown>, use: (use: Use) => void): Promise<unknown> {
  try {
    const reply = await send();
    const reference = referenceIn(reply);
    use({ deed: { method, ...(reference !== undefined && { reference }) } });
    return reply;
  } catch (error) {
    if (!didNotHappen(error)) use({ deed: { method, unknown: true } });
    throw error;
  }
}

/** Errors of the client say by their name whether a write may have happened. */
export function didNotHappen(error: unknown): boolean {
  return error instanceof Error && (error.name === 'RefusedError' || error.name === 'NotSentError');
}

function isHistory(answer: unknown): answer is History<unknown> {
  return typeof answer === 'object' && answer !== null && 'batches' in answer;
}

export function scopeOf(session: CellSession | undefined): Scope {
  return {
    profile: session?.profile.name,
    mode: session?.mode,
    methods: session ? methodsOf(session.client) : [],
    controls: session?.paper !== undefined,
  };
}

function questionOf(parameters: unknown): Question {
  const { prompt, value, password } = parameters as Record<string, unknown>;
  return {
    prompt: typeof prompt === 'string' ? prompt : '',
    password: password === true,
    ...(typeof value === 'string' && { value }),
  };
}

function asParameters(method: string, parameters: unknown): Record<string, unknown> {
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters))
    return parameters as Record<string, unknown>;
  throw new TypeError(`client.${method} takes one object with its parameters, such as { asset: 'BTC' }.`);
}

function rowsOf(reply: unknown): number {
  if (Array.isArray(reply)) return reply.length;
  const rows: unknown = typeof reply === 'object' && reply !== null && 'rows' in reply ? reply.rows : undefined;
  return Array.isArray(rows) ? rows.length : 0;
}

const references = ['orderListId', 'orderId', 'tranId', 'txnId', 'transferId'];

function referenceIn(reply: unknown): string | undefined {
  if (Array.isArray(reply)) return reply.map(referenceIn).filter(Boolean).join(', ') || undefined;
  if (typeof reply !== 'object' || reply === null) return undefined;
  const fields = reply as Readonly<Record<string, unknown>>;
  const name = references.find((each) => typeof fields[each] === 'number' || typeof fields[each] === 'string');
  return name && `${name} ${String(fields[name])}`;
}
