import type { Connection } from '../connection/connection.ts';
import type { CellRun } from './cell-run.ts';
import { scopeOf, SessionHost, type Write } from './host/session-host.ts';
import { askForInput } from './input.ts';
import { NotebookKernel, type NotebookKernelOptions } from './notebook-kernel.ts';

export interface SessionKernelOptions extends Omit<NotebookKernelOptions, 'host' | 'scope'> {
  readonly connection: Connection;
  readonly write: (kernel: NotebookKernel, write: Write, send: () => Promise<unknown>) => Promise<unknown>;
  /** The run has asked the exchange something. */
  readonly onCalled: (run: CellRun) => void;
}

/** A kernel whose cells call the exchange of the profile in use. A file of its own: loaded with the first kernel. */
export function sessionKernel({ connection, write, onCalled, ...options }: SessionKernelOptions): NotebookKernel {
  return new NotebookKernel({
    ...options,
    scope: () => scopeOf(connection.session),
    host: (kernel) =>
      new SessionHost({
        session: () => connection.ensure(),
        write: (asked, send) => write(kernel, asked, send),
        input: askForInput,
        onCalled: (called, session) => {
          const run = kernel.run(called.cell);
          if (!run) return;
          run.count(called, session);
          onCalled(run);
        },
      }),
  });
}
