import { wireError, type FromKernel, type Target, type ToKernel } from './protocol.ts';

/** What a kernel needs of the side that holds the connection. */
export interface Host {
  /** Does for a cell what needs a key or a question to the user. Rows that were given out by `onRows` come no second time. */
  call(call: HostCall): Promise<unknown>;
  /** The process is gone: whatever was kept open for it can go. */
  close?(): void;
}

/** What a cell asks of the host. */
export interface HostCall {
  readonly target: Target;
  readonly method: string;
  readonly parameters: unknown;
  /** The `n` of the `In[n]` that asks, as it says itself. */
  readonly cell: number;
  /** Whether that is so, and its run has not ended: the call carries what only that run knows. */
  readonly own: boolean;
  /** Aborted when the cell is interrupted, gives the call up, or is gone with its process. */
  readonly signal: AbortSignal;
  /** Takes the rows of a long call as they come. */
  readonly onRows: (rows: readonly unknown[]) => void;
}

/** A run of a cell that has not ended. */
export interface CallingRun {
  readonly ticket: string;
  /** Aborted when it is interrupted. */
  readonly abort: AbortController;
}

/** Calls of cells that the host is carrying out. */
export class HostCalls {
  readonly #host: Host;
  readonly #send: (message: ToKernel) => void;
  readonly #underWay = new Map<number, AbortController>();

  constructor(host: Host, send: (message: ToKernel) => void) {
    this.#host = host;
    this.#send = send;
  }

  /** @param run of the cell that says it asks; `undefined` when that is over */
  async carryOut(asked: FromKernel & { type: 'call' }, run: CallingRun | undefined): Promise<void> {
    const { call, cell, ticket, target, method, parameters } = asked;
    const abort = new AbortController();
    this.#underWay.set(call, abort);
    const signal = run ? AbortSignal.any([abort.signal, run.abort.signal]) : abort.signal;
    const own = run !== undefined && run.ticket === ticket;
    try {
      const onRows = (rows: readonly unknown[]) => this.#send({ type: 'rows', call, rows });
      const value = await this.#host.call({ target, method, parameters, cell, own, signal, onRows });
      this.#send({ type: 'reply', call, value });
    } catch (error) {
      this.#send({ type: 'refusal', call, error: wireError(error) });
    } finally {
      this.#underWay.delete(call);
    }
  }

  abort(call: number): void {
    this.#underWay.get(call)?.abort();
  }

  abortAll(): void {
    for (const call of this.#underWay.values()) call.abort();
  }

  /** The process is gone. */
  close(): void {
    this.abortAll();
    this.#host.close?.();
  }
}
