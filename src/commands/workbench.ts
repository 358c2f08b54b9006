import type { Connection } from '../connection/connection.ts';
import type { Figures } from '../connection/figures.ts';

/** What every command is given. */
export interface Workbench {
  readonly connection: Connection;
  /** Amounts in confirmations are never hidden: one does not agree to dots. */
  readonly figures: Figures;
  /** Where a file that comes with the extension is, by its path under `media`. */
  readonly media: (file: string) => string;
}

/** What a command does with the row or the words it was started on. */
export type Command = (bench: Workbench, argument: unknown) => Promise<void>;
