import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { english, LastWords, type End, type Sentences } from './end.ts';
import { HostCalls, type CallingRun, type Host } from './host-calls.ts';
import { Interrupter } from './interrupter.ts';
import {
  descriptors,
  encodeMessage,
  messageReader,
  type CellError,
  type FromKernel,
  type Language,
  type MimeBundle,
  type Outcome,
  type Parts,
  type Scope,
  type StreamName,
  type ToKernel,
  type Variable,
} from './protocol.ts';
import { Questions } from './questions.ts';
import { pipeTo, spawnKernel, type Program } from './spawn.ts';

/** Where the outputs of cells go. A cell may still print after it is done. */
export interface Outputs {
  stream(cell: number, name: StreamName, text: string): void;
  display(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void;
  update(bundle: MimeBundle, displayId: string): void;
  clear(cell: number, wait: boolean): void;
  error(cell: number, error: CellError): void;
}

export interface KernelOptions extends Program {
  readonly parts: Parts;
  readonly scope: Scope;
  readonly colors: boolean;
  /** How long an interrupt may take before the cell is told why, in ms. */
  readonly patience?: number;
  readonly host: Host;
  readonly outputs: Outputs;
  /** For what is said of the process; English without it. */
  readonly l10n?: Sentences;
  /** Called once, when the process is gone. */
  readonly onExit: (end: End) => void;
}

interface Run extends CallingRun {
  resolve(outcome: Outcome | 'died'): void;
}

/** What Node's inspector says about itself. Its URL is the key to the process, and belongs in no output. */
const inspectorNotes =
  /^(?:Debugger listening on .*|For help, see: .*(?:inspector|debugging)|Debugger attached\.|Debugger ending on .*|Waiting for the debugger.*)\n/gm;
const waitsForDebugger = /^Waiting for the debugger to disconnect/m;

/** One kernel process, seen from its parent. Cells run one at a time, in the order of `run`. */
export class KernelProcess {
  readonly #options: KernelOptions;
  readonly #l10n: Sentences;
  readonly #child: ChildProcess;
  readonly #runs = new Map<number, Run>();
  readonly #calls: HostCalls;
  readonly #questions = new Questions();
  readonly #interrupter: Interrupter;
  readonly #lastWords: LastWords;
  readonly #inspector: Promise<string | undefined>;
  #foundInspector: (url: string | undefined) => void = () => undefined;
  #deaf: NodeJS.Timeout | undefined;
  #stopping = false;
  #finishing = false;
  #gone = false;
  #latest: number | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#l10n = options.l10n ?? english;
    const { folder, memory, colors, scope, parts, host } = options;
    this.#calls = new HostCalls(host, (message) => this.#send(message));
    this.#interrupter = new Interrupter(parts.own, (count) => this.#send({ type: 'interrupt', count }));
    this.#lastWords = new LastWords(folder, memory, this.#l10n);
    this.#inspector = new Promise((resolve) => (this.#foundInspector = resolve));
    this.#child = spawnKernel(options);
    this.#listen();
    this.#send({ type: 'begin', folder, colors, scope, parts });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return !this.#stopping && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Runs a cell; `died` when the process ends before the cell does. Never rejects. */
  run(cell: number, code: string, language: Language = 'typescript', debugFile?: string): Promise<Outcome | 'died'> {
    return new Promise((resolve) => {
      if (!this.alive) {
        resolve('died');
        return;
      }
      const ticket = randomUUID();
      const run = { resolve, ticket, abort: new AbortController() };
      this.#runs.set(cell, run);
      this.#latest = cell;
      const message = {
        type: 'run',
        cell,
        ticket,
        code,
        language,
        ...(debugFile !== undefined && { debugFile }),
      } as const;
      const { pursuit } = this.#interrupter;
      if (pursuit) void pursuit.then(() => this.#start(run, message));
      else this.#start(run, message);
    });
  }

  #start(run: Run, message: ToKernel & { type: 'run' }): void {
    if (!run.abort.signal.aborted) this.#send(message);
    else if (this.#runs.delete(message.cell)) run.resolve('interrupted');
  }

  /** Ends the running cell and what it asked of the exchange; variables stay. */
  interrupt(): void {
    if (!this.alive) return;
    for (const run of this.#runs.values()) run.abort.abort();
    this.#interrupter.interrupt();
    this.#sayIfDeaf();
  }

  /** A call into native code, `execSync` say, ends when it will: nothing but the end of the process ends it sooner. */
  #sayIfDeaf(): void {
    const { patience = 5_000, outputs } = this.#options;
    const [running] = this.#runs;
    if (!running || this.#deaf !== undefined) return;
    const [cell, run] = running;
    this.#deaf = setTimeout(() => {
      this.#deaf = undefined;
      if (this.#runs.get(cell) === run)
        outputs.stream(
          cell,
          'stderr',
          `${this.#l10n.t('The cell does not answer to its interrupt. It may be in a call that nothing interrupts, such as execSync: wait for its end, or restart the kernel, which loses the variables.')}\n`,
        );
    }, patience).unref();
  }

  setScope(scope: Scope): void {
    this.#send({ type: 'scope', scope });
  }

  /** What cells have declared so far. Answered when the process is between two pieces of a cell. */
  async variables(): Promise<readonly Variable[]> {
    const variables = await this.#ask((request) => ({ type: 'list-variables', request }));
    return (variables as readonly Variable[] | undefined) ?? [];
  }

  /** A declared value at length; `undefined` when there is none of that name. */
  async showVariable(name: string): Promise<MimeBundle | undefined> {
    return (await this.#ask((request) => ({ type: 'show-variable', request, name }))) as MimeBundle | undefined;
  }

  /** Rows of a table too long to travel whole; `undefined` when the process no longer has it. */
  page(source: string, query: unknown): Promise<unknown> {
    return this.#ask((request) => ({ type: 'page', request, source, query }));
  }

  /** Where a debugger can attach: a `ws://` URL on this machine; `undefined` when it cannot. */
  inspectorUrl(): Promise<string | undefined> {
    return this.#inspector;
  }

  /** Lets the process end by itself when nothing that cells started is left, and ends it after `grace` ms. */
  finish(grace: number): void {
    this.#finishing = true;
    this.#send({ type: 'finish' });
    setTimeout(() => this.stop(), grace).unref();
  }

  /** Ends the process at once. */
  stop(): void {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
    this.#calls.abortAll();
  }

  #send(message: ToKernel): void {
    if (this.alive) pipeTo(this.#child, descriptors.fromParent).write(encodeMessage(message));
  }

  #ask(question: (request: number) => ToKernel): Promise<unknown> {
    if (!this.alive) return Promise.resolve(undefined);
    return this.#questions.ask((request) => this.#send(question(request)));
  }

  #listen(): void {
    const child = this.#child;
    pipeTo(child, descriptors.toParent).on(
      'data',
      messageReader(
        (message) => this.#receive(message as FromKernel),
        () => this.#stray('stderr', `${this.#l10n.t('The kernel process said something that is no message.')}\n`),
      ),
    );
    // What native code or a child of a cell's own prints past the kernel.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#stray('stdout', text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#stray('stderr', text));
    pipeTo(child, descriptors.fromParent).on('error', () => undefined);
    child.on('error', (error) => this.#ended(null, null, error.message));
    child.on('exit', () => this.#calls.abortAll());
    child.on('close', (code, signal) => this.#ended(code, signal));
  }

  #stray(name: StreamName, printed: string): void {
    let text = printed;
    if (name === 'stderr') {
      if (waitsForDebugger.test(printed)) this.#interrupter.letGo();
      text = printed.replace(inspectorNotes, '');
      if (this.#lastWords.hears(text)) return;
    }
    if (text !== '') this.#options.outputs.stream(this.#latest ?? 0, name, text);
  }

  #receive(message: FromKernel): void {
    const { outputs } = this.#options;
    switch (message.type) {
      case 'ready':
        this.#foundInspector(message.inspector);
        this.#interrupter.ready(message.inspector);
        break;
      case 'stream':
        outputs.stream(message.cell, message.name, message.text);
        break;
      case 'display':
        outputs.display(message.cell, message.bundle, message.result, message.displayId);
        break;
      case 'update':
        outputs.update(message.bundle, message.displayId);
        break;
      case 'clear':
        outputs.clear(message.cell, message.wait);
        break;
      case 'error':
        outputs.error(message.cell, message.error);
        break;
      case 'done':
        this.#runs.get(message.cell)?.resolve(message.outcome);
        this.#runs.delete(message.cell);
        clearTimeout(this.#deaf);
        this.#deaf = undefined;
        break;
      case 'interrupted':
        this.#interrupter.dealtWith(message.count);
        break;
      case 'call':
        // What a process that was ended has left in the pipe nobody wants any more.
        if (this.alive) void this.#calls.carryOut(message, this.#runs.get(message.cell));
        break;
      case 'abort':
        this.#calls.abort(message.call);
        break;
      case 'exiting':
        this.#lastWords.exits(message.cell, message.code);
        break;
      case 'variables':
        this.#questions.answer(message.request, message.variables);
        break;
      case 'variable':
        this.#questions.answer(message.request, message.bundle);
        break;
      case 'page':
        this.#questions.answer(message.request, message.reply);
        break;
    }
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, failure?: string): void {
    // A process that did not start says so and then closes, too.
    if (this.#gone) return;
    this.#gone = true;
    const [running] = this.#runs.keys();
    const end = this.#lastWords.describe({
      ...{ code, signal, running, latest: this.#latest, stopped: this.#stopping || (this.#finishing && code === 0) },
      ...(failure !== undefined && { failure }),
    });
    this.#stopping = true;
    this.#interrupter.close();
    this.#foundInspector(undefined);
    this.#calls.close();
    for (const run of this.#runs.values()) {
      run.abort.abort();
      run.resolve('died');
    }
    this.#runs.clear();
    this.#questions.close();
    this.#options.onExit(end);
  }
}
