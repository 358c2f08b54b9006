import type { Subject } from '../connection/subject.ts';

/** A theme icon by its codicon name, in a theme colour. */
export interface Icon {
  readonly id: string;
  readonly colour?: string;
}

/**
 * One row of a tree as plain data: what is shown, said and offered. Built without VS Code from a snapshot, compared with
 * the row of the snapshot before, and only then turned into what VS Code draws.
 */
export interface Row {
  /** Stable over snapshots, never holds a value: VS Code keeps the row's expansion and selection by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  readonly icon?: Icon;
  /** Words that the manifest's `when` clauses look for, separated by spaces. */
  readonly context?: string;
  /** What a screen reader says instead of label and description. */
  readonly speech: string;
  readonly subject?: Subject;
  /** Identity for colours and badges (FileDecoration). */
  readonly resource?: string;
  readonly children?: readonly Row[];
  readonly expanded?: boolean;
}

/** Equal in everything but the children. */
export function sameFace(a: Row, b: Row): boolean {
  return (
    a.label === b.label &&
    a.description === b.description &&
    a.tooltip === b.tooltip &&
    a.icon?.id === b.icon?.id &&
    a.icon?.colour === b.icon?.colour &&
    a.context === b.context &&
    a.speech === b.speech &&
    a.resource === b.resource &&
    (a.children === undefined) === (b.children === undefined)
  );
}
