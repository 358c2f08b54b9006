import { notebook, notebookUsage } from './cli/notebook.ts';
import { paper, paperUsage } from './cli/paper.ts';

/** What runs without VS Code: the paper exchange, and notebooks. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { paper, notebook };

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command) {
  command(args).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
} else {
  process.stderr.write(`usage: ${paperUsage}\n       ${notebookUsage}`);
  process.exitCode = 2;
}
