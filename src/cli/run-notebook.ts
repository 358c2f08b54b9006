import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtParts, KernelProcess, type End } from '../kernel/process.ts';
import type { Language, Outcome, StreamName } from '../kernel/protocol.ts';
import { countCall, withProvenance, type Provenance } from '../notebook/host/provenance.ts';
import { scopeOf, SessionHost, type CellSession, type SessionHostOptions } from '../notebook/host/session-host.ts';
import { StreamLimit } from '../notebook/stream-limit.ts';
import {
  codeCell,
  languageOf,
  NotebookFormatError,
  OutputCollector,
  sourceOf,
  type Cell,
  type Notebook,
} from './ipynb.ts';

export interface RunOptions {
  /** What cells import from. */
  readonly folder: string;
  /** Where the kernel's bundles are. */
  readonly dist: string;
  readonly session: CellSession;
  /** Most ms that one cell may take. */
  readonly timeout: number | undefined;
  readonly colors: boolean;
  readonly print: (name: StreamName, text: string) => void;
  readonly input: SessionHostOptions['input'];
  /** Ends the running cell and runs no more. */
  readonly signal: AbortSignal;
}

/** Ms that timers and promises which cells left behind may take to end after the last cell. */
const grace = 2_000;

/** Runs all code cells and puts their outputs into the notebook. Returns whether one failed; the rest then did not run. */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<boolean> {
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const languages = cells.map((cell) => checkedLanguage(cell, notebook));
  const collector = new OutputCollector();
  let ended: (end: End) => void = () => undefined;
  const end = new Promise<End>((resolve) => (ended = resolve));
  const kernel = startKernel(options, collector, (reason) => ended(reason));
  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
  }
  let failed = false;
  for (const [index, cell] of cells.entries()) {
    if (options.signal.aborted) break;
    const number = index + 1;
    cell.execution_count = number;
    cell.outputs = collector.of(number);
    const outcome = await runCell(kernel, number, sourceOf(cell), languages[index] ?? 'typescript', options, collector);
    if (outcome === 'died') report(collector, options, number, 'KernelEnded', (await end).message);
    if (outcome !== 'ok') {
      failed = true;
      break;
    }
  }
  kernel.finish(grace);
  await end;
  // What a cell left running may have failed after it.
  return failed || cells.some(({ outputs = [] }) => outputs.some(({ output_type }) => output_type === 'error'));
}

const cutNote = (address: string) => `… More is not shown here. All of it: ${address}`;

function startKernel(
  { folder, dist, session, colors, print, input }: RunOptions,
  collector: OutputCollector,
  onExit: (end: End) => void,
) {
  const provenances = new Map<number, Provenance>();
  const limits = new Map<number, StreamLimit>();
  const host = new SessionHost({
    session: () => Promise.resolve(session),
    write: (_write, send) => send(),
    input,
    onCalled: (called) => {
      provenances.set(called.cell, countCall(provenances.get(called.cell), session, called));
    },
  });
  return new KernelProcess({
    ...builtParts(dist),
    folder,
    scope: scopeOf(session),
    colors,
    memory: 4096,
    host,
    onExit,
    outputs: {
      stream: (cell, name, text) => {
        const limit = limits.get(cell) ?? new StreamLimit(join(tmpdir(), `marginalia-${randomUUID()}.txt`), cutNote);
        limits.set(cell, limit);
        const kept = limit.take(text);
        if (kept !== '') collector.stream(cell, name, kept);
        print(name, text);
      },
      display: (cell, bundle, result, displayId) => {
        const metadata = withProvenance(bundle.metadata, provenances.get(cell));
        collector.display(cell, { ...bundle, metadata }, result, displayId);
        const text = bundle.data['text/plain'];
        if (typeof text === 'string') print('stdout', `${text}\n`);
      },
      update: (bundle, displayId) => collector.update(bundle, displayId),
      clear: (cell, wait) => collector.clear(cell, wait),
      error: (cell, error) => {
        collector.error(cell, error);
        print('stderr', `${error.stack}\n`);
      },
    },
  });
}

async function runCell(
  kernel: KernelProcess,
  number: number,
  source: string,
  language: Language,
  options: RunOptions,
  collector: OutputCollector,
): Promise<Outcome | 'died'> {
  const { timeout, signal } = options;
  const interrupt = () => kernel.interrupt();
  const timer = timeout === undefined ? undefined : setTimeout(interrupt, timeout);
  signal.addEventListener('abort', interrupt, { once: true });
  const outcome = await kernel.run(number, source, language);
  signal.removeEventListener('abort', interrupt);
  clearTimeout(timer);
  if (outcome !== 'interrupted') return outcome;
  const took = `The cell took longer than ${(timeout ?? 0) / 1000} s and was interrupted.`;
  if (signal.aborted) report(collector, options, number, 'Interrupted', 'The run was interrupted in this cell.');
  else report(collector, options, number, 'TimeoutError', took);
  return outcome;
}

function report(collector: OutputCollector, { print }: RunOptions, cell: number, name: string, message: string): void {
  const stack = `${name}: ${message}\n    Cell In[${cell}], line 1`;
  collector.error(cell, { name, message, stack });
  print('stderr', `${stack}\n`);
}

function checkedLanguage(cell: Cell, notebook: Notebook): Language {
  const language = languageOf(cell, notebook);
  if (language === 'typescript' || language === 'javascript') return language;
  throw new NotebookFormatError(`The notebook has cells in ${language}; this kernel runs TypeScript and JavaScript.`);
}

/**
 * What is doubtful about the parameters: nothing reads a name that is misspelt, and a cell that defines the name again
 * undoes it.
 */
export function doubtsAbout(notebook: Notebook, parameters: ReadonlyMap<string, string>): string[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const tagged = code.find((cell) => cell.metadata.tags?.includes('parameters'));
  const mentions = (cell: Cell, name: string) =>
    new RegExp(`(^|[^\\w$.])${escaped(name)}(?![\\w$])`).test(sourceOf(cell));
  const defines = (cell: Cell, name: string) =>
    new RegExp(`\\b(const|let|var)\\s([^;]*,)?\\s*${escaped(name)}\\s*[:=]`).test(sourceOf(cell));
  return [...parameters.keys()].flatMap((name) => {
    if (!code.some((cell) => mentions(cell, name))) return [`--set ${name}: no cell mentions ${name}.`];
    const others = code.filter((cell) => cell !== tagged && !cell.metadata.tags?.includes('injected-parameters'));
    if (!others.some((cell) => defines(cell, name))) return [];
    return [
      `--set ${name}: a cell that is not tagged "parameters" defines ${name} again, and that holds from there on.`,
    ];
  });
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}

/** Adds a cell that defines the parameters, as papermill does: its definitions replace those of the tagged cell. */
export function injectParameters(notebook: Notebook, parameters: ReadonlyMap<string, string>): void {
  if (parameters.size === 0) return;
  notebook.cells = notebook.cells.filter((cell) => !cell.metadata.tags?.includes('injected-parameters'));
  const lines = [...parameters].map(([name, value]) => `const ${name} = ${literal(value)};`);
  const at = notebook.cells.findIndex((cell) => cell.metadata.tags?.includes('parameters'));
  notebook.cells.splice(at + 1, 0, codeCell(lines.join('\n'), ['injected-parameters']));
}

function literal(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}
