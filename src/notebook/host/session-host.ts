import type { MarginClient } from '../../binance/client.ts';
import type { History } from '../../binance/history.ts';
import type { Host } from '../../kernel/process.ts';
import type { Mode, Scope, Target } from '../../kernel/protocol.ts';
import { callControl, type ControlAddress } from './controls.ts';
import { CellStreams } from './streams.ts';
import { methodsOf, weightOf, writes } from './methods.ts';

/** What a cell's calls run against. */
export interface CellSession {
  readonly profile: { readonly name: string };
  readonly mode: Mode;
  readonly client: MarginClient;
  readonly paper?: ControlAddress;
}

/** A change of the account that a cell asks for. */
export interface Write {
  /** The `n` of the `In[n]` that asks. */
  readonly cell: number;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly session: CellSession;
}

/** One call that a cell made, after it was answered. */
export interface Called {
  readonly cell: number;
  readonly method: string;
  readonly weight: number;
  /** Rows that the reply had; 0 for a reply that is not a list. */
  readonly rows: number;
  readonly wrote: boolean;
  /** What the exchange calls what was done, such as `tranId 100`. */
  readonly reference?: string;
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
  readonly onCalled?: (called: Called, session: CellSession) => void;
}

/** Runs what cells ask for on the connection. Knows nothing of VS Code: the command line uses it too. */
export class SessionHost implements Host {
  readonly #options: SessionHostOptions;
  readonly #streams = new CellStreams();

  constructor(options: SessionHostOptions) {
    this.#options = options;
  }

  async call(
    target: Target,
    method: string,
    parameters: unknown,
    cell: number,
    signal: AbortSignal,
    onRows: (rows: number) => void,
  ): Promise<unknown> {
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
    const { client } = session;
    if (!methodsOf(client).includes(method)) throw new TypeError(`client.${method} is not a function`);
    const given = asParameters(method, parameters);
    const send = async () => await rowsOfHistory((client as unknown as Callable)[method]?.(given, { signal }), onRows);
    const wrote = writes(method);
    const reply = wrote ? await this.#options.write({ cell, method, parameters: given, session }, send) : await send();
    const reference = wrote ? referenceIn(reply) : undefined;
    const called = { cell, method, weight: weightOf(method, given), rows: rowsOf(reply), wrote };
    this.#options.onCalled?.({ ...called, ...(reference !== undefined && { reference }) }, session);
    return reply;
  }

  close(): void {
    this.#streams.dispose();
  }
}

type Callable = Record<string, ((parameters: unknown, options: { signal: AbortSignal }) => unknown) | undefined>;

/** A history comes window by window; a cell gets all of its rows, or after an interrupt those that came. */
async function rowsOfHistory(answer: unknown, onRows: (rows: number) => void): Promise<unknown> {
  if (typeof answer !== 'object' || answer === null || !('batches' in answer)) return await answer;
  const rows: unknown[] = [];
  for await (const batch of (answer as History<unknown>).batches()) {
    for (const row of batch) rows.push(row);
    onRows(rows.length);
  }
  return rows;
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

const references = ['orderId', 'orderListId', 'tranId', 'txnId', 'transferId'];

function referenceIn(reply: unknown): string | undefined {
  if (typeof reply !== 'object' || reply === null) return undefined;
  const fields = reply as Readonly<Record<string, unknown>>;
  const name = references.find((each) => typeof fields[each] === 'number' || typeof fields[each] === 'string');
  return name && `${name} ${String(fields[name])}`;
}
