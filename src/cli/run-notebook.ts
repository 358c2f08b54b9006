import type { End } from '../kernel/end.ts';
import { KernelProcess } from '../kernel/process.ts';
import type { Language, Outcome, StreamName } from '../kernel/protocol.ts';
import { builtParts } from '../kernel/spawn.ts';
import { countUse, withProvenance, type Provenance } from '../notebook/host/provenance.ts';
import { scopeOf, SessionHost, type CellSession, type SessionHostOptions } from '../notebook/host/session-host.ts';
import { newFullText } from '../notebook/full-texts.ts';
import { StreamLimit } from '../notebook/stream-limit.ts';
import { hasTag, languageOf, NotebookFormatError, sourceOf, type Cell, type Notebook, type Output } from './ipynb.ts';
import { OutputCollector } from './output-collector.ts';

export interface RunOptions {
  /** What cells import from. */
  readonly folder: string;
  /** Where the kernel's bundles are. */
  readonly dist: string;
  readonly session: CellSession;
  /** Most ms that one cell may take. */
  readonly timeout: number | undefined;
  /** Ms that a cell may take to end when it is interrupted; then its kernel is ended, for nobody is there to do it. */
  readonly patience: number;
  /** Whether the cells after one that fails run, too. */
  readonly allowErrors: boolean;
  readonly colors: boolean;
  readonly print: (name: StreamName, text: string) => void;
  readonly input: SessionHostOptions['input'];
  /** Called after each cell, when its outputs are in the notebook. */
  readonly onCell: () => void;
  /** Ends the running cell and runs no more. */
  readonly signal: AbortSignal;
}

/** Ms that timers and promises which cells left behind may take to end after the last cell. */
const grace = 2_000;

interface OurCell {
  readonly cell: Cell;
  readonly language: Language;
}

/**
 * Runs all code cells and puts their outputs into the notebook. Returns whether one failed that may not; the rest then did
 * not run.
 * @throws NotebookFormatError when no cell is in a language of the kernel's
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<boolean> {
  const { allowErrors, signal, onCell } = options;
  const cells = ourCells(notebook, options);
  for (const { cell } of cells) {
    cell.outputs = [];
    cell.execution_count = null;
  }
  const mayFail = (cell: Cell) => allowErrors || hasTag(cell, 'raises-exception');
  const run = new Run(options);
  let failed = false;
  for (const [index, { cell, language }] of cells.entries()) {
    if (signal.aborted) break;
    const number = index + 1;
    cell.execution_count = number;
    cell.outputs = run.outputsOf(number);
    const outcome = await run.cell(number, sourceOf(cell), language);
    onCell();
    failed = outcome !== 'ok' && !(outcome === 'error' && mayFail(cell));
    if (failed) break;
  }
  const died = await run.end();
  // What a cell left running may have failed after it.
  return failed || died || cells.some(({ cell }) => !mayFail(cell) && hasFailed(cell));
}

function hasFailed({ outputs = [] }: Cell): boolean {
  return outputs.some(({ output_type }) => output_type === 'error');
}

/** The cells that the kernel can run. As in the editor, others are left alone. */
function ourCells(notebook: Notebook, { print }: RunOptions): OurCell[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const languages = code.map((cell) => languageOf(cell, notebook));
  const isOurs = (language: string): language is Language => language === 'typescript' || language === 'javascript';
  const others = [...new Set(languages.filter((language) => !isOurs(language)))].join(' and ');
  const cells = code.flatMap((cell, place) => {
    const language = languages[place];
    return language !== undefined && isOurs(language) ? [{ cell, language }] : [];
  });
  const known = 'this kernel runs TypeScript and JavaScript';
  if (others !== '' && cells.length === 0) throw new NotebookFormatError(`The notebook is in ${others}; ${known}.`);
  if (others !== '') print('stderr', `Cells in ${others} are left out: ${known}.\n`);
  return cells;
}

const cutNote = (address: string) => `… More is not shown here. All of it: ${address}`;

/** One run of a notebook: its kernel process, and what that puts out. */
class Run {
  readonly #options: RunOptions;
  readonly #collector = new OutputCollector();
  readonly #provenances = new Map<number, Provenance>();
  readonly #limits = new Map<number, StreamLimit>();
  readonly #kernel: KernelProcess;
  readonly #end: Promise<End>;
  #endTold = false;

  constructor(options: RunOptions) {
    this.#options = options;
    let ended: (end: End) => void = () => undefined;
    this.#end = new Promise((resolve) => (ended = resolve));
    this.#kernel = this.#start((end) => ended(end));
  }

  outputsOf(cell: number): Output[] {
    return this.#collector.of(cell);
  }

  async cell(number: number, source: string, language: Language): Promise<Outcome | 'died'> {
    const { timeout, patience, signal } = this.#options;
    let forced: NodeJS.Timeout | undefined;
    const interrupt = () => {
      this.#kernel.interrupt();
      forced ??= setTimeout(() => this.#kernel.stop(), patience);
    };
    const timer = timeout === undefined ? undefined : setTimeout(interrupt, timeout);
    signal.addEventListener('abort', interrupt, { once: true });
    const outcome = await this.#kernel.run(number, source, language);
    signal.removeEventListener('abort', interrupt);
    clearTimeout(timer);
    clearTimeout(forced);
    if (outcome === 'ok' || outcome === 'error') return outcome;
    if (signal.aborted) this.#report(number, 'Interrupted', 'The run was interrupted in this cell.');
    else if (forced) {
      const how = outcome === 'died' ? 'did not answer to an interrupt, so its kernel was ended' : 'was interrupted';
      this.#report(number, 'TimeoutError', `The cell took longer than ${(timeout ?? 0) / 1000} s and ${how}.`);
    } else this.#tell(await this.#end, number);
    return outcome;
  }

  /** Waits for what cells left running. Returns whether the kernel died of it. */
  async end(): Promise<boolean> {
    const { signal } = this.#options;
    const stop = () => this.#kernel.stop();
    if (signal.aborted) stop();
    else this.#kernel.finish(grace);
    signal.addEventListener('abort', stop, { once: true });
    const end = await this.#end;
    signal.removeEventListener('abort', stop);
    if (end.reason === 'stopped' || signal.aborted) return false;
    if (end.cell !== undefined) this.#tell(end, end.cell);
    return true;
  }

  #tell(end: End, cell: number): void {
    if (this.#endTold) return;
    this.#endTold = true;
    this.#report(end.cell ?? cell, 'KernelEnded', end.message);
  }

  #report(cell: number, name: string, message: string): void {
    this.#collector.error(cell, { name, message, stack: message });
    this.#options.print('stderr', `${name}: ${message}\n    Cell In[${cell}]\n`);
  }

  #start(onExit: (end: End) => void): KernelProcess {
    const { folder, dist, session, patience, colors, print, input } = this.#options;
    return new KernelProcess({
      ...builtParts(dist),
      folder,
      scope: scopeOf(session),
      colors,
      memory: 4096,
      patience: 2 * patience,
      host: new SessionHost({
        session: () => Promise.resolve(session),
        write: (_write, send) => send(),
        input,
        onUse: (cell, of, use) => void this.#provenances.set(cell, countUse(this.#provenances.get(cell), of, use)),
      }),
      onExit,
      outputs: {
        stream: (cell, name, text) => {
          const kept = this.#limitOf(cell).take(text);
          if (kept !== '') this.#collector.stream(cell, name, kept);
          print(name, text);
        },
        display: (cell, bundle, result, displayId) => {
          const metadata = withProvenance(bundle.metadata, this.#provenances.get(cell));
          this.#collector.display(cell, { ...bundle, metadata }, result, displayId);
          const text = bundle.data['text/plain'];
          if (typeof text === 'string') print('stdout', `${text}\n`);
        },
        update: (bundle, displayId) => this.#collector.update(bundle, displayId),
        clear: (cell, wait) => this.#collector.clear(cell, wait),
        error: (cell, error) => {
          this.#collector.error(cell, error);
          print('stderr', `${error.stack}\n`);
        },
      },
    });
  }

  #limitOf(cell: number): StreamLimit {
    const known = this.#limits.get(cell);
    const limit = known ?? new StreamLimit(newFullText(), cutNote);
    if (!known) this.#limits.set(cell, limit);
    return limit;
  }
}
