import { NotSentError, UnknownOutcomeError } from '../binance/errors.ts';
import type { Localiser } from '../connection/localiser.ts';

/** One of several things done one after another, each on what the one before left behind. */
export interface Stage {
  /** "repay the USDT": what is said of it when it was not reached. */
  readonly name: string;
  /** Does it and says what it did; undefined when there was nothing to do. Throws what it failed with. */
  readonly run: () => Promise<string | undefined>;
}

/** The stages that were done, the one that failed with its error, and those that were not reached. */
export interface Course {
  readonly done: readonly string[];
  readonly failed?: { readonly name: string; readonly error: unknown };
  readonly left: readonly string[];
}

/** Runs the stages in turn and stops at the first that fails, or before the next one when it is cancelled. */
export async function runStages(stages: readonly Stage[], signal: AbortSignal): Promise<Course> {
  const done: string[] = [];
  for (const [index, { name, run }] of stages.entries()) {
    const left = stages.slice(index + 1).map((stage) => stage.name);
    if (signal.aborted) return { done, left: [name, ...left] };
    try {
      const did = await run();
      if (did !== undefined) done.push(did);
    } catch (error) {
      return { done, failed: { name, error }, left };
    }
  }
  return { done, left: [] };
}

/** Says of a course that was not run to its end what happened and what did not, so that nobody has to guess. */
export function tellCourse({ done, failed, left }: Course, l10n: Localiser): string {
  const parts = [done.length === 0 ? l10n.t('Nothing was done.') : l10n.t('Done: {0}', done.join(' '))];
  if (failed) {
    const { name, error } = failed;
    const says = error instanceof Error ? error.message : String(error);
    if (error instanceof UnknownOutcomeError) parts.push(l10n.t('Not known whether done: {0}. {1}', name, says));
    else if (error instanceof NotSentError && error.reason === 'aborted') left = [name, ...left];
    else parts.push(l10n.t('Failed: {0}. {1}', name, says));
  }
  if (left.length > 0) parts.push(l10n.t('Not done: {0}.', left.join(', ')));
  return parts.join(' ');
}
