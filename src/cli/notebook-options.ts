import { parseParameter, type Parameter } from './parameters.ts';
import { parseOptions, UsageError } from './usage.ts';

export const notebookUsage = `marginalia notebook run IN.ipynb [--output OUT.ipynb] [--set NAME=VALUE]... [--timeout SECONDS]
                 [--allow-errors] [--paper-url URL] [--colors]
       marginalia notebook strip IN.ipynb [--output OUT.ipynb]

run runs every code cell with the kernel that the editor uses, against a fresh paper exchange in memory, and prints what
the cells print. It ends with 1 at the first cell that fails.

  --output        writes the notebook with its outputs (nbformat 4.5): after each cell, and also when a cell failed or the
                  run was ended by Ctrl+C or SIGTERM. It may be IN.ipynb itself; - is standard output, and what the cells
                  print goes to standard error then
  --set           defines a variable after the cell tagged "parameters", or before all cells. VALUE is taken as JSON where
                  it is JSON, else as text; a number with more digits than a JavaScript number holds stays text
  --timeout       seconds that one cell may take; without it there is no limit
  --allow-errors  goes on after a cell that fails, and ends with 0; a cell tagged "raises-exception" may fail in any case
  --paper-url     runs against a paper exchange that is already there: the FILE.json it announces itself in, or its restUrl
                  with the key in MARGINALIA_PAPER_KEY and MARGINALIA_PAPER_SECRET, or as http://KEY:SECRET@127.0.0.1:PORT
  --colors        keeps the colours of inspected values, as the editor does, in what is printed and in what is saved

strip writes the notebook without its outputs, and so without anything of the account: to share it, or as a filter of git.
Without --output it goes to standard output.

IN.ipynb may be - for standard input.
`;

const options = {
  output: { type: 'string' },
  timeout: { type: 'string' },
  'paper-url': { type: 'string' },
  set: { type: 'string', multiple: true },
  'allow-errors': { type: 'boolean' },
  colors: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type NotebookOptions = RunOptions | StripOptions | { readonly verb: 'help' };

export interface StripOptions {
  readonly verb: 'strip';
  readonly input: string;
  readonly output: string | undefined;
}

export interface RunOptions {
  readonly verb: 'run';
  readonly input: string;
  readonly output: string | undefined;
  /** In ms. */
  readonly timeout: number | undefined;
  readonly allowErrors: boolean;
  readonly paperUrl: string | undefined;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly colors: boolean;
}

/** The longest time that a timer of Node's can wait, in ms: 24 days. */
const longestTimer = 2 ** 31 - 1;

/** @throws UsageError */
export function notebookOptions(args: readonly string[]): NotebookOptions {
  const { values, positionals } = parseOptions(args, options);
  if (values.help === true) return { verb: 'help' };
  const [verb, input, ...more] = positionals;
  if (verb !== undefined && verb !== 'run' && verb !== 'strip')
    throw new UsageError(`There is no "notebook ${verb}", only run and strip.`);
  if (verb === undefined || input === undefined) throw new UsageError(`Say which notebook to ${verb ?? 'run'}.`);
  if (more.length > 0) throw new UsageError(`One notebook at a time: what is "${more.join(' ')}"?`);
  const { output } = values;
  if (output === '') throw new UsageError('--output takes the name of a file, or - for standard output.');
  if (verb === 'strip') {
    const other = Object.keys(values).find((name) => name !== 'output');
    if (other !== undefined) throw new UsageError(`--${other} is for run; strip runs nothing.`);
    return { verb, input, output };
  }
  return {
    verb,
    input,
    output,
    timeout: values.timeout === undefined ? undefined : milliseconds(values.timeout),
    allowErrors: values['allow-errors'] === true,
    paperUrl: values['paper-url'],
    parameters: new Map(values.set?.map(parseParameter)),
    colors: values.colors === true,
  };
}

function milliseconds(seconds: string): number {
  const time = seconds.trim() === '' ? NaN : Number(seconds) * 1000;
  if (!(time > 0 && time <= longestTimer))
    throw new UsageError(
      `--timeout takes seconds, ${Math.floor(longestTimer / 1000)} (24 days) at most, not "${seconds}".`,
    );
  return time;
}
