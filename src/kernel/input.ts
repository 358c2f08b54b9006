import type { Calls } from './calls.ts';

export interface InputOptions {
  /** What stands there to begin with. */
  readonly value?: string;
  /** Hides what is typed. It goes to the cell alone, into no output and no file. */
  readonly password?: boolean;
}

/** Asks the user for a line of text. Resolves with nothing when the question is dismissed. */
export type Input = (prompt?: string, options?: InputOptions) => Promise<string | undefined>;

export function makeInput(calls: Calls): Input {
  return async (prompt = '', options = {}) =>
    (await calls.call('user', 'input', { ...options, prompt })) as string | undefined;
}
