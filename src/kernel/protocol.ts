/**
 * What the parent and the kernel process say to each other: one JSON value per line, over two pipes.
 *
 * The process never holds a key. Whatever needs one travels as a `call` to the parent, which signs and sends it.
 * A cell is known by its execution count, the `n` of `In[n]`: it is unique within the life of one kernel process.
 */

/** File descriptors of the kernel process beyond stdin, stdout and stderr. */
export const descriptors = { fromParent: 3, toParent: 4, lifeline: 5 } as const;

/** The connection as a cell may know it; a change of profile or mode sends a new one. */
export interface Scope {
  /** The profile's display name, `undefined` while nothing is connected. */
  readonly profile: string | undefined;
  readonly mode: Mode | undefined;
  /** Names of the methods that `client` has. */
  readonly methods: readonly string[];
  /** Whether the profile is a paper one, which has the `paper` controls. */
  readonly controls: boolean;
}

export type Mode = 'PAPER' | 'READ-ONLY' | 'LIVE';

/** Which of the preloaded objects a call is for; `stream` is one of the client's, `user` the one who sits before the notebook. */
export type Target = 'client' | 'stream' | 'paper' | 'user';

/** Values by MIME type. Text is one string, `+json` a JSON value, images base64. */
export interface MimeBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export type Language = 'typescript' | 'javascript';

export interface Begin {
  readonly type: 'begin';
  /** Absolute path of the folder that imports are resolved from: the notebook's. */
  readonly folder: string;
  /** Whether inspected values carry ANSI colours. */
  readonly colors: boolean;
  readonly scope: Scope;
  readonly parts: Parts;
}

/** Absolute paths of the files that the process loads when a cell first needs them. */
export interface Parts {
  readonly frames: string;
  readonly charts: string;
  readonly analytics: string;
  readonly typescript: string;
  /** Beginnings of the paths of files whose code is the kernel's, so that an interrupt does not cut it short. */
  readonly own: readonly string[];
}

export type ToKernel =
  | Begin
  | { readonly type: 'scope'; readonly scope: Scope }
  | {
      readonly type: 'run';
      readonly cell: number;
      /** Known to this run only: its calls show it. Another cell may claim this one's number, but not this. */
      readonly ticket: string;
      readonly code: string;
      readonly language: Language;
      /** The file for which a debugger takes the cell; absent unless one is attached. */
      readonly debugFile?: string;
    }
  /** The how manieth interrupt this is, counted from 1. */
  | { readonly type: 'interrupt'; readonly count: number }
  /** No cell follows: the process ends by itself once nothing that cells started is left. */
  | { readonly type: 'finish' }
  | { readonly type: 'reply'; readonly call: number; readonly value: unknown }
  /** Rows that have come for a call that is still under way. */
  | { readonly type: 'rows'; readonly call: number; readonly rows: readonly unknown[] }
  | { readonly type: 'refusal'; readonly call: number; readonly error: WireError }
  | { readonly type: 'list-variables'; readonly request: number }
  | { readonly type: 'show-variable'; readonly request: number; readonly name: string }
  /** Rows of a table that is too long to travel whole. */
  | { readonly type: 'page'; readonly request: number; readonly source: string; readonly query: unknown };

export type FromKernel =
  /** @see Interrupter for what the URL of the inspector is needed for; none when it could not be opened */
  | { readonly type: 'ready'; readonly inspector?: string }
  | { readonly type: 'stream'; readonly cell: number; readonly name: StreamName; readonly text: string }
  | {
      readonly type: 'display';
      readonly cell: number;
      readonly bundle: MimeBundle;
      readonly result: boolean;
      readonly displayId?: string;
    }
  | { readonly type: 'update'; readonly bundle: MimeBundle; readonly displayId: string }
  | { readonly type: 'clear'; readonly cell: number; readonly wait: boolean }
  | { readonly type: 'error'; readonly cell: number; readonly error: CellError }
  | { readonly type: 'done'; readonly cell: number; readonly outcome: Outcome }
  /** The interrupt of this number has been dealt with. */
  | { readonly type: 'interrupted'; readonly count: number }
  | {
      readonly type: 'call';
      readonly call: number;
      readonly cell: number;
      /** Absent for code that belongs to no run. */
      readonly ticket?: string;
      readonly target: Target;
      readonly method: string;
      readonly parameters: unknown;
    }
  | { readonly type: 'abort'; readonly call: number }
  | { readonly type: 'exiting'; readonly cell: number; readonly code: number }
  | { readonly type: 'variables'; readonly request: number; readonly variables: readonly Variable[] }
  /** The bundle is absent when no cell has declared the name. */
  | { readonly type: 'variable'; readonly request: number; readonly bundle?: MimeBundle }
  /** The reply is absent when the table is no longer kept. */
  | { readonly type: 'page'; readonly request: number; readonly reply?: unknown };

export type StreamName = 'stdout' | 'stderr';
export type Outcome = 'ok' | 'error' | 'interrupted';

/** An error as a cell shows it: frames are already mapped to the cell's own lines. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  /** The whole text: message, frames, causes. Frames in cells read `Cell In[n], line m`, which VS Code makes a link. */
  readonly stack: string;
  /** Where in which cell it happened, counted from 1; absent when no frame is in a cell. */
  readonly position?: Position;
}

export interface Position {
  readonly cell: number;
  readonly line: number;
  readonly column: number;
}

/** An error that crosses the pipe: its own fields (a Binance `code`, say) travel along. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  /** Rows by columns, or the length; absent for scalars. */
  readonly shape?: string;
  readonly preview: string;
}

/**
 * Splits a stream of bytes into lines and hands on what each holds: the messages of the other side.
 *
 * @param onNonsense told instead of a message that is none, which code of a cell can write into the pipe
 */
export function messageReader(
  onMessage: (message: unknown) => void,
  onNonsense: (error: unknown) => void,
): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = [...pending, chunk.subarray(from, end)];
      pending = [];
      from = end + 1;
      try {
        onMessage(JSON.parse(Buffer.concat(line).toString('utf8')));
      } catch (error) {
        onNonsense(error);
      }
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
  };
}

export function encodeMessage(message: ToKernel | FromKernel): string {
  return `${JSON.stringify(message)}\n`;
}

/** An error as the child may know it: its own plain fields, never a request with its signature. */
export function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) {
    if (key !== 'name' && ['string', 'number', 'boolean'].includes(typeof value)) fields[key] = value;
  }
  return { name: error.name, message: error.message, fields };
}
