import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { childEnvironment } from './environment.ts';
import {
  encodeMessage,
  messageReader,
  wireError,
  type CellError,
  type FromKernel,
  type Language,
  type MimeBundle,
  type Outcome,
  type Parts,
  type Scope,
  type StreamName,
  type Target,
  type ToKernel,
  type Variable,
} from './protocol.ts';

/** What a kernel needs of the side that holds the connection. */
export interface Host {
  /** Does for a cell what needs a key or a question to the user. Rows that were given out by `onRows` come no second time. */
  call(call: HostCall): Promise<unknown>;
  /** The process is gone: whatever was kept open for it can go. */
  close?(): void;
}

/** What a cell asks of the host. */
export interface HostCall {
  readonly target: Target;
  readonly method: string;
  readonly parameters: unknown;
  /** The `n` of the `In[n]` that asks, as it says itself. */
  readonly cell: number;
  /** Whether that is so, and its run has not ended: the call carries what only that run knows. */
  readonly own: boolean;
  /** Aborted when the cell is interrupted, gives the call up, or is gone with its process. */
  readonly signal: AbortSignal;
  /** Takes the rows of a long call as they come. */
  readonly onRows: (rows: readonly unknown[]) => void;
}

/** Where the outputs of cells go. A cell may still print after it is done. */
export interface Outputs {
  stream(cell: number, name: StreamName, text: string): void;
  display(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void;
  update(bundle: MimeBundle, displayId: string): void;
  clear(cell: number, wait: boolean): void;
  error(cell: number, error: CellError): void;
}

export interface KernelOptions {
  /** The child's entry script. */
  readonly entry: string;
  readonly parts: Parts;
  /** The folder that cells import from: the notebook's. */
  readonly folder: string;
  readonly scope: Scope;
  readonly colors: boolean;
  /** Limit of the JavaScript heap in megabytes. */
  readonly memory: number;
  /** How long an interrupt may take before the cell is told why, in ms. */
  readonly patience?: number;
  readonly host: Host;
  readonly outputs: Outputs;
  /** Called once, when the process is gone. */
  readonly onExit: (end: End) => void;
}

/** Why a kernel process ended. */
export interface End {
  /** The cell that was running, or that called `process.exit`. */
  readonly cell: number | undefined;
  readonly reason: 'stopped' | 'exited' | 'out of memory' | 'crashed';
  /** In words for the user. */
  readonly message: string;
}

interface Run {
  resolve(outcome: Outcome | 'died'): void;
  readonly ticket: string;
  readonly abort: AbortController;
}

/**
 * Node 22 follows cells by its asynchronous hooks unless told otherwise, and these switch on checks that a cut cannot
 * pass. Later versions know only the other way.
 */
const contextFrames = /^2[23]\./.test(process.versions.node) ? ['--experimental-async-context-frame'] : [];

/** What Node's inspector says about itself. Its URL is the key to the process, and belongs in no output. */
const inspectorNotes =
  /^(?:Debugger listening on .*|For help, see: .*(?:inspector|debugging)|Debugger attached\.|Debugger ending on .*|Waiting for the debugger.*)\n/gm;

/** The bundles in one folder that make up the kernel process. */
export function builtParts(dist: string): { entry: string; parts: Parts } {
  const file = (name: string) => join(dist, `${name}.cjs`);
  return {
    entry: file('kernel'),
    parts: {
      watchdog: file('watchdog'),
      frames: file('frames'),
      charts: file('charts'),
      analytics: file('analytics'),
      typescript: file('typescript'),
      own: [file('kernel'), file('typescript')],
    },
  };
}

/** One kernel process, seen from its parent. Cells run one at a time, in the order of `run`. */
export class KernelProcess {
  readonly #options: KernelOptions;
  readonly #child: ChildProcess;
  readonly #runs = new Map<number, Run>();
  readonly #calls = new Map<number, AbortController>();
  readonly #questions = new Map<number, (answer: unknown) => void>();
  readonly #noise: string[] = [];
  #lastQuestion = 0;
  #interrupts = 0;
  #deaf: NodeJS.Timeout | undefined;
  #exiting: { cell: number; code: number } | undefined;
  #stopping = false;
  #finishing = false;
  #gone = false;
  #current: number | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${options.memory}`,
        // Terminating a loop in a timer leaves Node's asynchronous context stack uneven, for which it would abort.
        '--no-force-async-hooks-checks',
        ...contextFrames,
        '--no-warnings',
        options.entry,
      ],
      {
        cwd: options.folder,
        env: childEnvironment(process.env),
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    this.#listen();
    const { folder, colors, scope, parts } = options;
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
      this.#runs.set(cell, { resolve, ticket, abort: new AbortController() });
      this.#current = cell;
      this.#send({ type: 'run', cell, ticket, code, language, ...(debugFile !== undefined && { debugFile }) });
    });
  }

  /** Ends the running cell and what it asked of the exchange; variables stay. */
  interrupt(): void {
    if (!this.alive) return;
    for (const run of this.#runs.values()) run.abort.abort();
    this.#send({ type: 'interrupt', count: ++this.#interrupts });
    this.#pipe(5).write('!');
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
          'The cell does not answer to its interrupt. It may be in a call that nothing interrupts, such as execSync: ' +
            'wait for its end, or restart the kernel, which loses the variables.\n',
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

  /** Where a debugger can attach: a `ws://` URL on this machine. */
  async openInspector(): Promise<string | undefined> {
    return (await this.#ask((request) => ({ type: 'open-inspector', request }))) as string | undefined;
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
    this.#abortCalls();
  }

  #pipe(descriptor: 3 | 5): Writable {
    return (this.#child.stdio as readonly unknown[])[descriptor] as Writable;
  }

  #send(message: ToKernel): void {
    if (this.alive) this.#pipe(3).write(encodeMessage(message));
  }

  #listen(): void {
    const child = this.#child;
    (child.stdio[4] as unknown as Readable).on(
      'data',
      messageReader(
        (message) => this.#receive(message as FromKernel),
        () => this.#stray('stderr', 'The kernel process said something that is no message.\n'),
      ),
    );
    // What native code or a child of a cell's own prints past the kernel.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#stray('stdout', text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#stray('stderr', text));
    for (const pipe of [this.#pipe(3), this.#pipe(5)]) pipe.on('error', () => undefined);
    child.on('error', (error) => this.#ended(null, null, error.message));
    child.on('exit', () => this.#abortCalls());
    child.on('close', (code, signal) => this.#ended(code, signal));
  }

  #stray(name: StreamName, printed: string): void {
    const text = name === 'stderr' ? printed.replace(inspectorNotes, '') : printed;
    if (text === '') return;
    if (name === 'stderr' && /^(?:\n?<--- Last few GCs|FATAL ERROR)/m.test(text)) {
      this.#noise.push(text);
      return;
    }
    if (this.#noise.length > 0 && name === 'stderr') this.#noise.push(text);
    else this.#options.outputs.stream(this.#current ?? 0, name, text);
  }

  #receive(message: FromKernel): void {
    const { outputs } = this.#options;
    switch (message.type) {
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
      case 'call':
        // What a process that was ended has left in the pipe nobody wants any more.
        if (this.alive) void this.#answer(message);
        break;
      case 'abort':
        this.#calls.get(message.call)?.abort();
        break;
      case 'exiting':
        this.#exiting = { cell: message.cell, code: message.code };
        break;
      case 'variables':
        this.#settle(message.request, message.variables);
        break;
      case 'variable':
        this.#settle(message.request, message.bundle);
        break;
      case 'page':
        this.#settle(message.request, message.reply);
        break;
      case 'inspector':
        this.#settle(message.request, message.url);
        break;
      case 'ready':
        break;
    }
  }

  /** Asks the process something; `undefined` when it is gone before it answers. */
  #ask(question: (request: number) => ToKernel): Promise<unknown> {
    return new Promise((resolve) => {
      if (!this.alive) {
        resolve(undefined);
        return;
      }
      const request = ++this.#lastQuestion;
      this.#questions.set(request, resolve);
      this.#send(question(request));
    });
  }

  #settle(request: number, answer: unknown): void {
    this.#questions.get(request)?.(answer);
    this.#questions.delete(request);
  }

  async #answer({ call, cell, ticket, target, method, parameters }: FromKernel & { type: 'call' }): Promise<void> {
    const abort = new AbortController();
    this.#calls.set(call, abort);
    const run = this.#runs.get(cell);
    const signal = run ? AbortSignal.any([abort.signal, run.abort.signal]) : abort.signal;
    const own = run !== undefined && run.ticket === ticket;
    try {
      const onRows = (rows: readonly unknown[]) => this.#send({ type: 'rows', call, rows });
      const value = await this.#options.host.call({ target, method, parameters, cell, own, signal, onRows });
      this.#send({ type: 'reply', call, value });
    } catch (error) {
      this.#send({ type: 'refusal', call, error: wireError(error) });
    } finally {
      this.#calls.delete(call);
    }
  }

  #abortCalls(): void {
    for (const call of this.#calls.values()) call.abort();
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, failure?: string): void {
    // A process that did not start says so and then closes, too.
    if (this.#gone) return;
    this.#gone = true;
    const end = this.#describeEnd(code, signal, failure);
    this.#stopping = true;
    this.#abortCalls();
    for (const run of this.#runs.values()) {
      run.abort.abort();
      run.resolve('died');
    }
    this.#runs.clear();
    for (const resolve of this.#questions.values()) resolve(undefined);
    this.#questions.clear();
    this.#options.host.close?.();
    this.#options.onExit(end);
  }

  #describeEnd(code: number | null, signal: NodeJS.Signals | null, failure?: string): End {
    const running = [...this.#runs.keys()][0];
    if (this.#stopping || (this.#finishing && code === 0))
      return { cell: running, reason: 'stopped', message: 'The kernel was stopped.' };
    const lost = 'Its variables are lost; the next run starts a fresh kernel.';
    if (failure !== undefined) {
      const { folder } = this.#options;
      // Node names the program where it is the folder that is missing.
      const why = existsSync(folder) ? failure : `the notebook's folder ${folder} is not there any more.`;
      return { cell: running, reason: 'crashed', message: `The kernel process did not start: ${why}` };
    }
    if (/heap out of memory|Reached heap limit|invalid array length Allocation failed/i.test(this.#noise.join(''))) {
      const message = `The kernel ran out of memory (limit: ${this.#options.memory} MB). ${lost}`;
      return { cell: running ?? this.#current, reason: 'out of memory', message };
    }
    if (this.#exiting) {
      const { cell, code: given } = this.#exiting;
      return {
        cell: running ?? cell,
        reason: 'exited',
        message: `The kernel ended: process.exit(${given}) was called. ${lost}`,
      };
    }
    const how = signal ? `was ended by ${signal}` : `ended with code ${String(code)}`;
    return { cell: running ?? this.#current, reason: 'crashed', message: `The kernel process ${how}. ${lost}` };
  }
}
