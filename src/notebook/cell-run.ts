import { createHash, randomUUID } from 'node:crypto';
import {
  l10n,
  NotebookCellOutput,
  type NotebookCell,
  type NotebookCellExecution,
  type NotebookController,
} from 'vscode';
import type { CellError, MimeBundle, Outcome, StreamName } from '../kernel/protocol.ts';
import { countUse, withProvenance, type Provenance } from './host/provenance.ts';
import type { CellSession, Use } from './host/session-host.ts';
import { StreamLimit } from './stream-limit.ts';
import { toErrorOutput, toItems, toOutput, toStreamItem } from './output-items.ts';

/** Printed text is handed to VS Code this often, in ms. */
const streamInterval = 30;
/** By this VS Code's copy of an output is known as one of ours. Streams are saved without metadata. */
const streamMark = 'marginaliaStream';
/** What comes after the end of a run is handed over this often, in ms. */
const lateInterval = 100;

export interface CellRunOptions {
  readonly controller: NotebookController;
  readonly execution: NotebookCellExecution;
  readonly number: number;
  readonly alone: boolean;
  /** The run of the cell before this one. */
  readonly before: CellRun | undefined;
  /** The file for printed text that is too long to show. */
  readonly fullText: string;
}

/** Where printed text goes. */
interface Stream {
  readonly name: StreamName;
  readonly output: NotebookCellOutput;
  /** Whether VS Code has got it. */
  arrived: boolean;
}

type Change = (execution: NotebookCellExecution) => unknown;

/** How a run has come to its end; `restarted`: by an end of the kernel that the user asked for. */
export type Ending = Outcome | 'died' | 'restarted';

/** The outputs of one run of a cell. Also takes what arrives after the run has ended. */
export class CellRun {
  readonly cell: NotebookCell;
  /** The names by which a later run of the cell finds what this one has done. */
  readonly cellIds: readonly [string, string];
  readonly number: number;
  /** Whether the user ran this cell and no other. */
  readonly alone: boolean;
  readonly #controller: NotebookController;
  readonly #limit: StreamLimit;
  readonly #displays = new Map<string, NotebookCellOutput>();
  readonly #execution: NotebookCellExecution;
  #ended: { how: Ending; at: number } | undefined;
  #startedAt = 0;
  #stream: Stream | undefined;
  #printed: { name: StreamName; text: string }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #clearNext = false;
  #late: Change[] = [];
  #lateTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #provenance: Provenance | undefined;

  constructor({ controller, execution, number, alone, fullText, before }: CellRunOptions) {
    this.#controller = controller;
    this.#execution = execution;
    this.cell = execution.cell;
    const [place, code] = namesOf(execution.cell);
    this.cellIds = [before?.cellIds[0] ?? place, code];
    this.number = number;
    this.alone = alone;
    this.#limit = new StreamLimit(fullText, (file) => l10n.t('… More is not shown here. All of it: {0}', file));
  }

  /** What the run has asked of the exchange; undefined while that is nothing. */
  get provenance(): Provenance | undefined {
    return this.#provenance;
  }

  /** The file with all that the cell printed, when that is more than is shown. */
  get fullText(): string | undefined {
    return this.#limit.fullText;
  }

  count(session: CellSession, use: Use): void {
    this.#provenance = countUse(this.#provenance, session, use);
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** How the run has ended, if it has. */
  get ending(): Ending | undefined {
    return this.#ended?.how;
  }

  start(): void {
    this.#startedAt = Date.now();
    this.#execution.executionOrder = this.number;
    this.#execution.start(this.#startedAt);
    void this.#execution.clearOutput();
  }

  end(how: Ending): void {
    this.#flush();
    this.#ended = { how, at: Date.now() };
    this.#execution.end(successOf(how), this.#ended.at);
  }

  stream(name: StreamName, text: string): void {
    const shown = this.#closed ? '' : this.#limit.take(text);
    if (shown === '') return;
    this.#printed.push({ name, text: shown });
    this.#timer ??= setTimeout(() => this.#flush(), streamInterval);
  }

  display(bundle: MimeBundle, result: boolean, displayId?: string): void {
    const metadata = withProvenance(bundle.metadata, this.#provenance);
    const output = toOutput({ ...bundle, metadata }, result, this.number);
    if (displayId !== undefined) this.#displays.set(displayId, output);
    this.#append(output);
  }

  /** @returns whether the display is one of this run's */
  update(bundle: MimeBundle, displayId: string): boolean {
    const output = this.#displays.get(displayId);
    if (!output) return false;
    this.#flush();
    this.#change((execution) => execution.replaceOutputItems(toItems(bundle), output));
    return true;
  }

  error(error: CellError): void {
    this.#append(toErrorOutput(error));
  }

  clear(wait: boolean): void {
    this.#flush();
    if (wait) this.#clearNext = true;
    else this.#clear();
  }

  /** Ends the outputs, to make way for another run of the cell: what comes from now on is not shown any more. */
  close(): void {
    this.#flush();
    this.#writeLate();
    this.#closed = true;
  }

  /** Begins and ends an execution that leaves the cell as this run did, but for the changes. */
  restore(execution: NotebookCellExecution, changes: readonly Change[] = []): void {
    execution.executionOrder = this.number;
    execution.start(this.#startedAt);
    for (const change of changes) void change(execution);
    execution.end(this.#ended && successOf(this.#ended.how), this.#ended?.at);
  }

  /** Forgets the text that was cut off: nothing shows it any more. */
  release(): void {
    this.#limit.release();
  }

  #append(output: NotebookCellOutput): void {
    this.#flush();
    if (this.#clearNext) this.#clear();
    this.#stream = undefined;
    this.#change((execution) => execution.appendOutput(output));
  }

  #clear(): void {
    this.#clearNext = false;
    this.#stream = undefined;
    this.#change((execution) => execution.clearOutput());
  }

  /** Appends what was printed, never replacing what is there: that would send the whole text again and again. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const printed = this.#printed;
    this.#printed = [];
    if (this.#isClearedAway()) this.#stream = undefined;
    for (const { name, text } of joined(printed)) {
      if (this.#clearNext) this.#clear();
      const item = toStreamItem(name, text);
      if (this.#stream?.name === name) {
        const { output } = this.#stream;
        this.#change((execution) => execution.appendOutputItems(item, output));
      } else {
        const output = new NotebookCellOutput([item], { [streamMark]: randomUUID() });
        const stream: Stream = { name, output, arrived: false };
        this.#stream = stream;
        this.#change(async (execution) => {
          await execution.appendOutput(output);
          stream.arrived = true;
        });
      }
    }
  }

  /** Whether the user has cleared the output that text was appended to: what is appended to none VS Code drops in silence. */
  #isClearedAway(): boolean {
    if (!this.#stream?.arrived) return false;
    const mark: unknown = this.#stream.output.metadata?.[streamMark];
    return this.cell.outputs.every(({ metadata }) => metadata?.[streamMark] !== mark);
  }

  #change(change: Change): void {
    if (this.#closed) return;
    if (!this.#ended) {
      void change(this.#execution);
      return;
    }
    this.#late.push(change);
    this.#lateTimer ??= setTimeout(() => this.#writeLate(), lateInterval);
  }

  /**
   * VS Code takes outputs only during an execution: what comes late gets one of its own that changes nothing else. It is
   * over at once, for as long as it lasts the cell looks as if it ran, and cannot be run.
   */
  #writeLate(): void {
    clearTimeout(this.#lateTimer);
    this.#lateTimer = undefined;
    const changes = this.#late;
    this.#late = [];
    const gone = this.cell.index < 0 || this.cell.notebook.isClosed;
    if (!this.#ended || changes.length === 0 || gone) return;
    this.restore(this.#controller.createNotebookCellExecution(this.cell), changes);
  }
}

/** A tick, a cross, or neither: a run that the user has stopped did not fail. */
function successOf(how: Ending): boolean | undefined {
  return how === 'interrupted' || how === 'restarted' ? undefined : how === 'ok';
}

/**
 * A cell has an id in its file, which no edit and no move changes; in files before nbformat 4.5 its place has to do, the
 * one of its first run. When the notebook is saved under another name, or copied, or when cells were put before one that
 * has no id, its code still tells.
 */
function namesOf({ notebook, metadata, index, document }: NotebookCell): [string, string] {
  const { id } = metadata as { id?: unknown };
  const uri = notebook.uri.toString();
  const code = createHash('sha256').update(document.getText()).digest('hex');
  return typeof id === 'string' ? [`${uri}#${id}`, `${id} ${code}`] : [`${uri}#${index}`, `${uri} ${code}`];
}

function joined(printed: readonly { name: StreamName; text: string }[]): { name: StreamName; text: string }[] {
  const result: { name: StreamName; text: string }[] = [];
  for (const { name, text } of printed) {
    const last = result.at(-1);
    if (last?.name === name) last.text += text;
    else result.push({ name, text });
  }
  return result;
}
