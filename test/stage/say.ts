// How the stage's programs talk: progress and complaints on stderr, results on stdout.

/** A failure whose message alone tells the person at the terminal what happened and what to do. */
export class Hindrance extends Error {}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a program's main function and turns its failure into a plain message and an exit code.
 *
 * @param main - Resolves with the exit code; nothing means 0.
 */
export async function runProgram(main: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Hindrance) say(`\n${error.message}`);
    else if (isFull(error)) say('\nNo disk space left. Free some, then run the command again.');
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
