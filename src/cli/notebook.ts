import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LineInput } from './line-input.ts';
import { formatNotebook, NotebookFormatError, parseNotebook, stripNotebook, type Notebook } from './ipynb.ts';
import { openSession, SessionError } from './notebook-session.ts';
import { doubtsAbout, injectParameters, runNotebook } from './run-notebook.ts';

export const notebookUsage = `marginalia notebook run IN.ipynb [--output OUT.ipynb] [--timeout SECONDS] [--paper-url URL]
                 [--set NAME=VALUE]... [--colors]
       marginalia notebook strip IN.ipynb [--output OUT.ipynb]

Runs every code cell with the kernel that the editor uses, against a fresh paper exchange in memory, and prints what the
cells print. Ends with 1 at the first cell that fails.
--output: writes the notebook with its outputs (nbformat 4.5), also when a cell failed or Ctrl+C ended the run.
--timeout: seconds that one cell may take; without it there is no limit.
--set: defines a constant after the cell tagged "parameters", or before all cells; JSON where VALUE is JSON, else text.
--paper-url: runs against a paper exchange that is already there: the FILE.json it announces itself in, or its restUrl
  with the key in MARGINALIA_PAPER_KEY and MARGINALIA_PAPER_SECRET, or as http://KEY:SECRET@127.0.0.1:PORT.

strip writes the notebook without its outputs, and so without anything of the account: to share it, or as a filter of git
(IN.ipynb may be - for standard input; without --output it goes to standard output).
`;

const USAGE = 2;

/** What shells expect of a program that Ctrl+C has ended. */
const INTERRUPTED = 130;

class UsageError extends Error {}
class OutputError extends Error {}

interface Arguments {
  readonly verb: 'run' | 'strip';
  readonly input: string;
  readonly output: string | undefined;
  /** In ms. */
  readonly timeout: number | undefined;
  readonly paperUrl: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly colors: boolean;
}

export async function notebook(args: readonly string[]): Promise<void> {
  // node-fetch 2 uses parts of Node that warn; nobody who runs a notebook can do anything about it.
  process.noDeprecation = true;
  try {
    const given = argumentsFrom(args);
    process.exitCode = given.verb === 'strip' ? strip(given) : await run(given);
  } catch (error) {
    if (![UsageError, OutputError, SessionError, NotebookFormatError].some((known) => error instanceof known))
      throw error;
    if (!(error instanceof Error)) return;
    const usage = error instanceof UsageError ? `\n\nusage: ${notebookUsage}` : '';
    process.stderr.write(`${error.message}${usage}\n`);
    process.exitCode = error instanceof UsageError ? USAGE : 1;
  }
}

async function run({ input, output, timeout, paperUrl, parameters, colors }: Arguments): Promise<number> {
  const loaded = load(input);
  // Before anything runs: what took an hour to run should not be lost to a typing mistake.
  if (output !== undefined) checkWritable(output);
  for (const doubt of doubtsAbout(loaded, parameters)) process.stderr.write(`${doubt}\n`);
  injectParameters(loaded, parameters);
  const session = await openSession(paperUrl);
  const lines = new LineInput(process.stdin, (text) => void process.stderr.write(text));
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  // Once: whoever presses Ctrl+C again does not want to wait.
  process.once('SIGINT', onSignal);
  try {
    const failed = await runNotebook(loaded, {
      folder: dirname(resolve(input)),
      dist: distFolder(),
      session: session.session,
      timeout,
      colors,
      print: (name, text) => void process[name].write(text),
      input: (question, signal) => lines.ask(question, signal),
      signal: stop.signal,
    });
    if (output !== undefined) save(output, loaded);
    return stop.signal.aborted ? INTERRUPTED : failed ? 1 : 0;
  } finally {
    process.off('SIGINT', onSignal);
    lines.close();
    await session.close();
  }
}

function strip({ input, output }: Arguments): number {
  const stripped = stripNotebook(load(input));
  if (output === undefined) process.stdout.write(formatNotebook(stripped));
  else save(output, stripped);
  return 0;
}

function load(path: string): Notebook {
  let text: string;
  try {
    text = readFileSync(path === '-' ? process.stdin.fd : path, 'utf8');
  } catch (error) {
    throw new NotebookFormatError(`${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return parseNotebook(text);
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new NotebookFormatError(`${path} cannot be run. ${error.message}`);
    throw error;
  }
}

function save(output: string, loaded: Notebook): void {
  try {
    writeFileSync(output, formatNotebook(loaded));
  } catch (error) {
    throw cannotWrite(output, error);
  }
}

function checkWritable(output: string): void {
  try {
    const found = statSync(output, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    accessSync(found ? output : dirname(resolve(output)), constants.W_OK);
  } catch (error) {
    throw cannotWrite(output, error);
  }
}

function cannotWrite(output: string, error: unknown): OutputError {
  return new OutputError(`--output ${output} cannot be written: ${(error as Error).message}`);
}

/** The bundles are beside this program, or in dist/ when it runs from its sources. */
function distFolder(): string {
  const own = dirname(resolve(process.argv[1] ?? '.'));
  return process.argv[1]?.endsWith('.ts') ? join(own, '..', 'dist') : own;
}

function argumentsFrom(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [verb, input, ...more] = positionals;
  if ((verb !== 'run' && verb !== 'strip') || input === undefined || more.length > 0)
    throw new UsageError('Say which notebook to run: run IN.ipynb');
  const seconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (seconds !== undefined && !(seconds > 0))
    throw new UsageError(`--timeout takes seconds, not "${values.timeout ?? ''}".`);
  const parameters = new Map<string, string>();
  for (const each of values.set ?? []) {
    const [, name, value] = /^([A-Za-z_$][\w$]*)=([^]*)$/.exec(each) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--set takes NAME=VALUE, not "${each}".`);
    parameters.set(name, value);
  }
  return {
    verb,
    input,
    output: values.output,
    timeout: seconds === undefined ? undefined : seconds * 1000,
    paperUrl: values['paper-url'],
    parameters,
    colors: values.colors === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: {
        output: { type: 'string' },
        timeout: { type: 'string' },
        'paper-url': { type: 'string' },
        set: { type: 'string', multiple: true },
        colors: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
