// Prints test results through the console in lines that the launcher can tell from the workbench's own chatter.
import type Mocha from 'mocha';

/** Begins every line that is meant for the terminal. */
const mark = '\u25b8';

export class Report {
  constructor(runner: Mocha.Runner) {
    let depth = 0;
    const print = (text: string) => console.log(`${mark}${'  '.repeat(depth)}${text}`);
    runner.on('suite', ({ title }) => {
      if (title) print(title);
      depth += 1;
    });
    runner.on('suite end', () => {
      depth -= 1;
    });
    runner.on('pass', ({ title, duration = 0 }) =>
      print(`✔ ${title}${duration > 500 ? ` (${String(duration)} ms)` : ''}`),
    );
    runner.on('pending', ({ title }) => print(`- ${title} (skipped)`));
    runner.on('fail', ({ title }, error: unknown) => {
      print(`✘ ${title}`);
      for (const line of explain(error).split('\n')) print(`  ${line}`);
    });
  }

  /** Mocha asks for it; nothing is left to do at the end. */
  done(_failures: number, finished: (failures: number) => void): void {
    finished(_failures);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const values = 'actual' in error ? `\nactual: ${JSON.stringify(actual)}\nexpected: ${JSON.stringify(expected)}` : '';
  return `${error.stack ?? error.message}${values}`;
}
