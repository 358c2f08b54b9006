import { dirname, join, resolve } from 'node:path';
import { formatNotebook, NotebookFormatError, stripNotebook, withIds } from './ipynb.ts';
import { echoInTerminal, LineInput } from './line-input.ts';
import { checkWritable, isStandard, OutputError, readNotebook, writeNotebook } from './notebook-file.ts';
import { notebookOptions, notebookUsage, type RunOptions, type StripOptions } from './notebook-options.ts';
import { openSession, SessionError } from './notebook-session.ts';
import { doubtsAbout, injectParameters } from './parameters.ts';
import { printer, type Print } from './printer.ts';
import { runNotebook } from './run-notebook.ts';
import { UsageError } from './usage.ts';

export { notebookUsage } from './notebook-options.ts';

const USAGE = 2;

/** What ends a run early, and what shells expect of a program that it has ended. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Ms between two times that a running notebook is saved, at least. */
const saveInterval = 1_000;

/** Ms that a cell gets to end by itself when it is interrupted. */
const patience = 5_000;

export async function notebook(args: readonly string[]): Promise<void> {
  // node-fetch 2 uses parts of Node that warn; nobody who runs a notebook can do anything about it.
  process.noDeprecation = true;
  const print = printer();
  try {
    const options = notebookOptions(args);
    if (options.verb === 'help') print('stdout', `usage: ${notebookUsage}`);
    else process.exitCode = options.verb === 'strip' ? await strip(options, print) : await run(options, print);
  } catch (error) {
    if (![UsageError, OutputError, SessionError, NotebookFormatError].some((known) => error instanceof known))
      throw error;
    const usage = error instanceof UsageError ? `\n\nusage: ${notebookUsage}` : '';
    print('stderr', `${(error as Error).message}${usage}\n`);
    process.exitCode = error instanceof UsageError ? USAGE : 1;
  }
}

async function run(options: RunOptions, print: Print): Promise<number> {
  const { input, output, parameters, paperUrl, timeout, allowErrors, colors } = options;
  const file = await readNotebook(input);
  const loaded = withIds(file.notebook);
  if (output !== undefined && !isStandard(output)) checkWritable(output);
  for (const doubt of doubtsAbout(loaded, parameters)) print('stderr', `${doubt}\n`);
  injectParameters(loaded, parameters);
  const session = await openSession(paperUrl);
  const lines = new LineInput(process.stdin, (text) => print('stderr', text), echoInTerminal);
  const stop = new AbortController();
  // Once: whoever presses Ctrl+C again does not want to wait.
  const handlers = Object.entries(endings).map(([signal, code]) => [signal, () => stop.abort(code)] as const);
  for (const [signal, handler] of handlers) process.once(signal, handler);
  const save = () => {
    if (output !== undefined && !isStandard(output)) writeNotebook(output, formatNotebook(loaded, file.indent));
  };
  try {
    const failed = await runNotebook(loaded, {
      folder: dirname(resolve(input)),
      dist: distFolder(),
      session: session.session,
      timeout,
      patience,
      allowErrors,
      colors,
      print: output !== undefined && isStandard(output) ? (_name, text) => print('stderr', text) : print,
      input: (question, signal) => lines.ask(question, signal),
      onCell: savingNowAndThen(save),
      signal: stop.signal,
    });
    save();
    if (output !== undefined && isStandard(output)) print('stdout', formatNotebook(loaded, file.indent));
    return stop.signal.aborted ? (stop.signal.reason as number) : failed ? 1 : 0;
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    lines.close();
    await session.close();
  }
}

/** So that what ends this process without a word, for want of memory say, leaves what there was until then. */
function savingNowAndThen(save: () => void): () => void {
  let last = Date.now();
  return () => {
    if (Date.now() - last < saveInterval) return;
    try {
      save();
    } catch {
      // Said at the end, unless it can be written then.
    }
    last = Date.now();
  };
}

async function strip({ input, output }: StripOptions, print: Print): Promise<number> {
  const { notebook, indent } = await readNotebook(input);
  const stripped = formatNotebook(stripNotebook(notebook), indent);
  if (output === undefined || isStandard(output)) print('stdout', stripped);
  else writeNotebook(output, stripped);
  return 0;
}

/** The bundles are beside this program, or in dist/ when it runs from its sources. */
function distFolder(): string {
  const own = dirname(resolve(process.argv[1] ?? '.'));
  return process.argv[1]?.endsWith('.ts') ? join(own, '..', 'dist') : own;
}
