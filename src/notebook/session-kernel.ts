import { l10n } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import type { CellRun } from './cell-run.ts';
import { HeldSessions } from './host/held-session.ts';
import { scopeOf, SessionHost, type Write } from './host/session-host.ts';
import { askForInput } from './input.ts';
import { NotebookKernel, type NotebookKernelOptions } from './notebook-kernel.ts';

export interface SessionKernelOptions extends Omit<NotebookKernelOptions, 'host' | 'scope' | 'prepare'> {
  readonly connection: Connection;
  readonly write: (run: CellRun, write: Write, send: () => Promise<unknown>) => Promise<unknown>;
  /** The run has asked the exchange something. */
  readonly onUse: (run: CellRun) => void;
}

/** A kernel whose cells call the exchange of the profile in use. A file of its own: loaded with the first kernel. */
export function sessionKernel({ connection, write, onUse, ...options }: SessionKernelOptions): NotebookKernel {
  const held = new HeldSessions(l10n);
  const { listener } = options;
  const known = (run: CellRun | undefined) => {
    if (!run) throw new Error(l10n.t('The cell that asks is gone.'));
    return run;
  };
  return new NotebookKernel({
    ...options,
    listener: {
      ...listener,
      onRunStart: (run) => {
        // A run belongs to the profile that was in use when it began, also before its first call.
        if (connection.session) held.hold(run, connection.session);
        listener.onRunStart?.(run);
      },
    },
    scope: () => scopeOf(connection.session),
    // A cell that needs no exchange runs without one; one that does is told why there is none.
    prepare: () => connection.ensure().catch(() => undefined),
    host: (runOf) =>
      new SessionHost({
        session: async (cell) => {
          const run = known(runOf(cell));
          // To run a cell is to use a profile; a call of one that still runs after the user has disconnected is not.
          if (connection.status.kind === 'disconnected')
            throw new Error(l10n.t('No profile is in use any more. Run the cell again to use the last one.'));
          return held.hold(run, await connection.ensure());
        },
        write: (asked, send) => write(known(runOf(asked.cell)), asked, send),
        input: askForInput,
        onUse: (cell, session, use) => {
          const run = known(runOf(cell));
          run.count(session, use);
          onUse(run);
        },
      }),
  });
}
