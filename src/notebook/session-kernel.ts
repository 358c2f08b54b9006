import { l10n } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import type { CellRun } from './cell-run.ts';
import { HeldSessions } from './host/held-session.ts';
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
  const held = new HeldSessions(l10n);
  const sessionFor = async (run: object | undefined) => {
    // To run a cell is to use a profile; a call of one that still runs after the user has disconnected is not.
    if (connection.status.kind === 'disconnected')
      throw new Error(l10n.t('No profile is in use any more. Run the cell again to use the last one.'));
    const session = await connection.ensure();
    return run ? held.hold(run, session) : session;
  };
  return new NotebookKernel({
    ...options,
    scope: () => scopeOf(connection.session),
    host: (kernel) =>
      new SessionHost({
        session: (cell) => sessionFor(kernel.run(cell)),
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
