/** What the editor tells the engine about its notebooks, and what it hears about their errors. Plain JSON. */

/** A notebook whose cells our kernel runs. */
export interface NotebookOutline {
  /** Its URI. */
  readonly id: string;
  /** Absolute path of the folder that cells import from. */
  readonly folder: string;
  readonly name: string;
  /** Its code cells from top to bottom. */
  readonly cells: readonly CellOutline[];
}

export interface CellOutline {
  /** `path#fragment` of the cell's URI, which is the part that every name of it has in common. */
  readonly key: string;
  readonly javascript: boolean;
}

export interface Outlines {
  /** Absolute path of the folder with the declarations of what the kernel preloads. */
  readonly types: string;
  readonly notebooks: readonly NotebookOutline[];
  /** Raised when a file appeared or vanished: imports that failed are tried again. */
  readonly generation: number;
  /** Another process answers for these cells: the editor's TypeScript is not to answer, too. */
  readonly elsewhere?: boolean;
}

/** Offsets are lines and characters from 0, as in the editor. */
export interface CellProblem {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly message: string;
  readonly code: number;
}

/** Problems by cell key; a cell without any has an empty list. */
export type NotebookProblems = Readonly<Record<string, readonly CellProblem[]>>;

/** Which notebook to check, from its cell with this number on. */
export interface CheckQuestion {
  readonly notebook: string;
  readonly from: number;
}

/** The cells that could be checked in a moment: nobody who types is to wait for the rest of a long notebook. */
export interface Checked {
  readonly problems: NotebookProblems;
  /** Where to go on; nowhere once all are checked. */
  readonly next?: number;
}

/** The request that the plugin adds to the TypeScript server. Names with an underscore pass the editor's filter. */
export const problemsRequest = '_marginalia.problems';

/** The plugin's package name: the server finds it in the extension's `node_modules`. */
export const pluginName = 'marginalia-cells';
