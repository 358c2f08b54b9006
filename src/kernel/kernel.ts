import { open, url } from 'node:inspector';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
// The global one does nothing for an interrupted cell.
import { setTimeout } from 'node:timers';
import { page, tableBundle, type TableRequest } from '../frames/tables.ts';
import { Calls } from './calls.ts';
import { Cell, Cells, InterruptedError } from './cells.ts';
import { receive, send } from './channel.ts';
import type { Compiler } from './compile.ts';
import { Displays } from './display.ts';
import { Evaluator } from './evaluator.ts';
import { renderFailure } from './failures.ts';
import { trimStacks } from './stacks.ts';
import type { Groups } from './groups.ts';
import { Importer } from './importer.ts';
import { Inbox } from './inbox.ts';
import { Interrupts } from './interrupts.ts';
import { listenForGood } from './listeners.ts';
import { Output } from './output.ts';
import { makeProbe } from './probe.ts';
import { defineScope, type Recall } from './globals.ts';
import type { Begin, MimeBundle, Outcome, Position, Scope, ToKernel } from './protocol.ts';
import { Timers } from './timers.ts';
import { listVariables, showVariable } from './variables.ts';

/** Where the kernel's own code is, which users need not see in stacks. */
const ownFolder = dirname(process.argv[1] ?? '') + sep;

type Message = Exclude<ToKernel, Begin | { type: 'finish' }>;

/** The kernel process's main thread: answers the parent's messages. */
class Kernel {
  readonly #interrupts = new Interrupts();
  readonly #cells = new Cells(this.#interrupts);
  readonly #output = new Output(send, this.#cells);
  readonly #calls = new Calls(send, this.#cells, this.#output);
  readonly #groups: Groups;
  readonly #displays: Displays;
  readonly #importer: Importer;
  readonly #evaluator: Evaluator;
  readonly #begin: Begin;
  readonly #recall: Recall;
  readonly #inbox = new Inbox<Message>(
    (message) => this.#cells.outside(() => this.#handle(message)),
    (message) => answerEmpty(message),
  );
  readonly #load = createRequire(process.argv[1] ?? process.cwd());
  #scope: Scope;
  #running: Cell | undefined;
  #leaving = false;

  constructor(begin: Begin) {
    this.#begin = begin;
    this.#scope = begin.scope;
    const compiler: Compiler = {
      transpile: (code, unit) =>
        this.#interrupts.undisturbed(() => (this.#load(begin.parts.typescript) as Compiler).transpile(code, unit)),
    };
    this.#displays = new Displays(send, this.#cells, this.#output, {
      colors: begin.colors,
      table: (value) => tableBundle(value) as MimeBundle | undefined,
    });
    this.#groups = this.#output.capture(begin.colors);
    trimStacks(ownFolder, (path, place) => this.#importer.original(path, place));
    this.#importer = new Importer(begin.folder, compiler);
    this.#recall = defineScope({
      calls: this.#calls,
      display: this.#displays.api(),
      importer: this.#importer,
      scope: () => this.#scope,
      alive: () => void this.#cells.checkInterrupt(),
      probe: makeProbe(this.#interrupts, begin.parts.own, () => this.#evaluator.terminate()),
      load: (part) =>
        this.#interrupts.undisturbed(() =>
          this.#evaluator.loadHidden(() => this.#load(begin.parts[part]) as Record<string, unknown>),
        ),
    });
    this.#evaluator = new Evaluator(this.#cells, compiler);
    new Timers(this.#cells).guard();
    this.#evaluator.hideGlobals();
    this.#watch();
  }

  /** @param message waits for {@link work} */
  receive(message: Message): void {
    this.#inbox.add(message);
  }

  work(): void {
    this.#inbox.drain();
  }

  #handle(message: Message): void {
    switch (message.type) {
      case 'scope':
        this.#scope = message.scope;
        break;
      case 'run':
        void this.#run(message);
        break;
      case 'interrupt':
        this.#interrupt(message.count);
        break;
      case 'reply':
        this.#calls.settle(message.call, message.value);
        break;
      case 'rows':
        this.#calls.rows(message.call, message.rows);
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
    }
  }

  async #run({ cell: number, ticket, code, language, debugFile }: ToKernel & { type: 'run' }): Promise<void> {
    const cell = new Cell(number, ticket);
    this.#running = cell;
    this.#groups.enter();
    let outcome: Outcome;
    try {
      const evaluation = await this.#evaluator.evaluate(cell, code, language, debugFile);
      if (this.#running !== cell) return;
      ({ outcome } = evaluation);
      if (evaluation.outcome === 'error') {
        this.#recall.error(evaluation.error);
        this.#fail(number, evaluation.error, evaluation.position, code);
      } else if (evaluation.outcome === 'ok') {
        if (evaluation.value !== undefined) this.#recall.result(evaluation.value);
        await this.#cells.run(cell, () => this.#displays.showResult(number, evaluation.value));
      }
    } catch (error) {
      outcome = InterruptedError.is(error) ? 'interrupted' : 'error';
      if (outcome === 'error') this.#fail(number, error);
    }
    this.#finish(cell, this.#cells.isInterrupted(cell) ? 'interrupted' : outcome);
  }

  #finish(cell: Cell, outcome: Outcome): void {
    if (this.#running !== cell) return;
    this.#running = undefined;
    if (outcome !== 'ok') this.#groups.leave();
    this.#output.flush();
    send({ type: 'done', cell: cell.number, outcome });
  }

  /**
   * Ends the running cell here and now: of its promises, and of those that wait for them in `#run`, nothing more may be
   * heard, because ending code that runs in a promise's callback drops every other callback that waits its turn.
   */
  #interrupt(count: number): void {
    this.#interrupts.read(count);
    // A handler that kept the process from ending was cut, and with it what would have ended the process.
    if (this.#leaving) process.kill(process.pid, 'SIGKILL');
    const running = this.#running;
    if (running) {
      running.interrupt();
      this.#finish(running, 'interrupted');
    }
    this.#inbox.hold();
    this.#dealAfterTurn(count);
  }

  /** A turn that only a cut has brought about tells nothing: a chain of ticks goes on after it. */
  #dealAfterTurn(count: number): void {
    const { cuts } = this.#interrupts;
    // Timers, unlike immediates, are not lost when one that runs before them is cut.
    setTimeout(() => {
      if (this.#interrupts.cuts !== cuts) this.#dealAfterTurn(count);
      else {
        this.#interrupts.deal(count);
        send({ type: 'interrupted', count });
        this.#importer.forgetUnfinished();
        this.#inbox.release();
      }
    });
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

  /** Node itself prints none: it would warn of what the kernel uses, too, and of `.js` files without a package. */
  #warn({ name, message, code }: Error & { readonly code?: unknown }): void {
    if (name === 'ExperimentalWarning' || code === 'MODULE_TYPELESS_PACKAGE_JSON') return;
    const prefix = typeof code === 'string' ? `[${code}] ` : '';
    this.#output.write('stderr', `${prefix}${name}: ${message}\n`);
  }

  #watch(): void {
    const late = (thrown: unknown) => {
      // What an interrupted cell left running ends by this error; nobody needs to hear of it.
      if (InterruptedError.is(thrown)) return;
      this.#fail(this.#cells.current.number, thrown);
    };
    listenForGood({
      uncaughtException: late,
      unhandledRejection: late,
      warning: (warning: Error) => this.#warn(warning),
      exit: (code: number) => {
        this.#leaving = true;
        this.#output.flush();
        send({ type: 'exiting', cell: this.#cells.current.number, code });
      },
    });
  }
}

/** Where the parent can reach the main thread, in the midst of a cell too, and a debugger attach: on this machine only. */
function openInspector(): string | undefined {
  open(0, '127.0.0.1');
  return url();
}

/** What a question is answered whose handling was cut short. */
function answerEmpty(message: Message): void {
  if (message.type === 'list-variables') send({ type: 'variables', request: message.request, variables: [] });
  if (message.type === 'show-variable') send({ type: 'variable', request: message.request });
  if (message.type === 'page') send({ type: 'page', request: message.request });
}

/** Starts with the parent's first message, which says where the notebook is and what is connected. */
export function serve(): void {
  let kernel: Kernel | undefined;
  const release = receive(
    (message) => {
      if (message.type === 'finish') release();
      else if (message.type === 'begin') {
        kernel = new Kernel(message);
        const inspector = openInspector();
        send({ type: 'ready', ...(inspector !== undefined && { inspector }) });
      } else kernel?.receive(message);
    },
    () => kernel?.work(),
  );
}
