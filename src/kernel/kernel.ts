import { open, url } from 'node:inspector';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { page, tableBundle, type TableRequest } from '../frames/tables.ts';
import { Calls } from './calls.ts';
import { Cell, Cells, InterruptedError } from './cells.ts';
import { receive, send } from './channel.ts';
import type { Compiler } from './compile.ts';
import { Displays } from './display.ts';
import { Evaluator } from './evaluator.ts';
import { renderFailure } from './failures.ts';
import { trimStacks } from './stacks.ts';
import { Importer } from './importer.ts';
import { Output } from './output.ts';
import { defineScope, makeTimersStop } from './globals.ts';
import type { Begin, MimeBundle, Outcome, Position, Scope, ToKernel } from './protocol.ts';
import { listVariables, showVariable } from './variables.ts';

/** Where the kernel's own code is, which users need not see in stacks. */
const ownFolder = dirname(process.argv[1] ?? '') + sep;

/** The kernel process's main thread: answers the parent's messages. */
export class Kernel {
  readonly #cells = new Cells();
  readonly #output = new Output(send, this.#cells);
  readonly #calls = new Calls(send, this.#cells, this.#output);
  readonly #displays: Displays;
  readonly #evaluator: Evaluator;
  readonly #begin: Begin;
  /** Counts handled interrupts, for the watchdog thread. */
  readonly #handled = new Int32Array(new SharedArrayBuffer(4));
  readonly #load = createRequire(process.argv[1] ?? process.cwd());
  #scope: Scope;
  #running: Cell | undefined;

  constructor(begin: Begin) {
    this.#begin = begin;
    this.#scope = begin.scope;
    const compiler = () => this.#load(begin.parts.typescript) as Compiler;
    this.#displays = new Displays(send, this.#cells, this.#output, {
      colors: begin.colors,
      table: (value) => tableBundle(value) as MimeBundle | undefined,
    });
    this.#output.capture(begin.colors);
    trimStacks(ownFolder);
    makeTimersStop(this.#cells);
    defineScope({
      calls: this.#calls,
      display: this.#displays.api(),
      importer: new Importer(begin.folder, compiler),
      scope: () => this.#scope,
      load: (part) => this.#evaluator.loadHidden(() => this.#load(begin.parts[part]) as Record<string, unknown>),
    });
    this.#evaluator = new Evaluator(this.#cells, compiler);
    this.#evaluator.hideGlobals();
    this.#watch();
  }

  handle(message: Exclude<ToKernel, Begin | { type: 'finish' }>): void {
    switch (message.type) {
      case 'scope':
        this.#scope = message.scope;
        break;
      case 'run':
        void this.#run(message);
        break;
      case 'interrupt':
        this.#running?.interrupt();
        Atomics.add(this.#handled, 0, 1);
        break;
      case 'reply':
        this.#calls.settle(message.call, message.value);
        break;
      case 'progress':
        this.#calls.progress(message.call, message.rows);
        break;
      case 'refusal':
        this.#calls.refuse(message.call, message.error);
        break;
      case 'list-variables':
        send({ type: 'variables', request: message.request, variables: listVariables(this.#evaluator) });
        break;
      case 'show-variable': {
        const bundle = showVariable(this.#evaluator, message.name);
        send({ type: 'variable', request: message.request, ...(bundle && { bundle }) });
        break;
      }
      case 'page':
        send({ type: 'page', request: message.request, reply: page(message.source, message.query as TableRequest) });
        break;
      case 'open-inspector':
        send({ type: 'inspector', request: message.request, url: openInspector() });
        break;
    }
  }

  async #run({ cell: number, code, language, debugFile }: ToKernel & { type: 'run' }): Promise<void> {
    const cell = new Cell(number);
    this.#running = cell;
    let outcome: Outcome;
    try {
      const evaluation = await this.#evaluator.evaluate(cell, code, language, debugFile);
      ({ outcome } = evaluation);
      if (evaluation.outcome === 'error') this.#fail(number, evaluation.error, evaluation.position, code);
      if (evaluation.outcome === 'ok')
        await untilInterrupt(
          cell,
          this.#cells.run(cell, () => this.#displays.showResult(number, evaluation.value)),
        );
    } catch (error) {
      outcome = error instanceof InterruptedError ? 'interrupted' : 'error';
      if (outcome === 'error') this.#fail(number, error);
    }
    this.#output.flush();
    this.#running = undefined;
    send({ type: 'done', cell: number, outcome });
  }

  #fail(cell: number, thrown: unknown, position?: Position, source?: string): void {
    this.#output.flush();
    const context = {
      locate: (place: Position) => this.#evaluator.originalPosition(place),
      ownFolder,
      colors: this.#begin.colors,
    };
    send({ type: 'error', cell, error: renderFailure(thrown, context, position, source) });
  }

  #watch(): void {
    new Worker(this.#begin.parts.watchdog, { workerData: this.#handled }).unref();
    const late = (thrown: unknown) => {
      // What an interrupted cell left running ends by this error; nobody needs to hear of it.
      if (thrown instanceof InterruptedError) return;
      this.#fail(this.#cells.current.number, thrown);
    };
    process.on('uncaughtException', late);
    process.on('unhandledRejection', late);
    process.on('exit', (code) => {
      this.#output.flush();
      send({ type: 'exiting', cell: this.#cells.current.number, code });
    });
  }
}

/** Lets a debugger attach, on this machine only. */
function openInspector(): string {
  if (url() === undefined) open(0, '127.0.0.1');
  return url() ?? '';
}

/** What a value does to show itself may take for ever, too. */
async function untilInterrupt(cell: Cell, shown: Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    cell.signal.addEventListener('abort', () => reject(cell.signal.reason as Error), { once: true });
    shown.then(resolve, reject);
  });
}

/** Starts with the parent's first message, which says where the notebook is and what is connected. */
export function serve(): void {
  let kernel: Kernel | undefined;
  const release = receive((message) => {
    if (message.type === 'finish') release();
    else if (message.type === 'begin') {
      kernel = new Kernel(message);
      send({ type: 'ready', pid: process.pid });
    } else kernel?.handle(message);
  });
}
