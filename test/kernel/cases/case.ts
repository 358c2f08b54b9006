/** A cell, and what it does. The cells of one table run one after the other in one kernel. */
export interface Case {
  readonly code: string;
  /** Plain text of what is displayed, the last value included. */
  readonly shows?: string | readonly string[];
  /** Standard output. */
  readonly prints?: string;
  /** Standard error. */
  readonly warns?: string;
  /** Name and message of the error. */
  readonly fails?: string;
  /** Line and column of the error in the cell, counted from 1. */
  readonly at?: readonly [number, number];
  /** The error comes from something the cell left running: the cell itself succeeds. */
  readonly late?: boolean;
}
