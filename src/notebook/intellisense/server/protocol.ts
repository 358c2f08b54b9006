/** What the extension host and our own IntelliSense process say to each other, where no plugin can do the work. */
import type { Checked, CheckQuestion, Outlines } from '../engine/protocol.ts';

/** Which text of a completion entry, hover or definition is asked for, at which offset of which cell. */
export interface Question {
  readonly key: string;
  readonly offset: number;
}

export interface Span {
  readonly start: number;
  readonly length: number;
}

export interface Item {
  readonly name: string;
  /** TypeScript's word for it: `const`, `method`, … */
  readonly kind: string;
  readonly sortText: string;
  readonly insertText?: string;
  readonly replace?: Span;
}

export interface Hover {
  readonly signature: string;
  readonly documentation: string;
  readonly span: Span;
}

export interface Place {
  /** A cell's key or a file's path. */
  readonly file: string;
  readonly cell: boolean;
  readonly start: { readonly line: number; readonly character: number };
}

export interface Signature {
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
}

export interface Signatures {
  readonly signatures: readonly Signature[];
  readonly signature: number;
  readonly parameter: number;
}

/** The requests and what each answers. */
export interface Requests {
  readonly completions: [Question, readonly Item[]];
  readonly details: [Question & { readonly name: string }, Hover | undefined];
  readonly hover: [Question, Hover | undefined];
  readonly definition: [Question, readonly Place[]];
  readonly signatures: [Question, Signatures | undefined];
  readonly check: [CheckQuestion, Checked];
}

export type ToServer =
  | { readonly type: 'outlines'; readonly outlines: Outlines }
  | { readonly type: 'text'; readonly key: string; readonly text: string }
  | {
      [Name in keyof Requests]: {
        readonly type: 'ask';
        readonly id: number;
        readonly name: Name;
        readonly question: Requests[Name][0];
      };
    }[keyof Requests];

export interface FromServer {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}
