/**
 * Runs in a worker thread of the kernel process, because the main thread may be in an endless loop just when this is
 * needed. A byte on the lifeline asks for an interrupt; the end of the lifeline means that the parent is gone, killed
 * perhaps, and the process must not outlive it.
 *
 * V8 can end JavaScript from outside (`Runtime.terminateExecution`), but it ends whatever runs: hit the kernel's own code
 * and a message is lost, hit nothing and the next cell is killed. So the watchdog looks before it cuts: first by a
 * glance, which is quick and ends plain computations. Else it pauses the main thread as a debugger does, reads the stack,
 * and only when the innermost frame is code of a cell, or of what a cell has imported, ends that and lets the thread go
 * on. While the thread stands still nothing can change between the look and the cut. With the kernel or Node in the
 * innermost frame it steps out to the cell that called them, or looks again.
 */
import { Session, type Debugger } from 'node:inspector';
import { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { workerData } from 'node:worker_threads';
import { descriptors } from './channel.ts';
import { Interrupts } from './interrupts.ts';
import { advise } from './look.ts';
import { kernelGlobal } from './modules.ts';

/** What the main thread starts this one with. */
export interface WatchdogData {
  readonly interrupts: Int32Array;
  /** Start of the paths of the kernel's own files. */
  readonly own: readonly string[];
}

/** How long the main thread has to deal with an interrupt by itself, in ms. */
const patience = 5;
/** How long to wait for the main thread to stand still before asking again, in ms. */
const betweenLooks = 5;
/** Glances that find nothing to cut before the debugger is called. */
const mostGlances = 4;
/** A cell that computes is found computing again after so many ms; one that is just ending is not. */
const betweenGlances = 1;
/** After so many ms a connection from which nothing is heard is given up: a process that exits waits for its end. */
const silence = 2_000;

const { interrupts: words, own } = workerData as WatchdogData;
const interrupts = new Interrupts(words);
let look: Look | undefined;

const lifeline = new Socket({ fd: descriptors.lifeline, readable: true, writable: false });
lifeline.on('data', (bytes: Buffer) => {
  interrupts.ask(bytes.length);
  setTimeout(watch, patience);
});
lifeline.on('error', die);
lifeline.on('close', die);

function watch(): void {
  if (!interrupts.underWay || look) return;
  look = new Look();
  look.begin();
}

/** One session with the main thread; lasts until no interrupt is under way. */
class Look {
  readonly #session = new Session();
  readonly #scripts = new Map<string, string>();
  #since = performance.now();
  #heard = performance.now();
  #timer: NodeJS.Timeout | undefined;

  begin(): void {
    // Connected only now: an attached session costs time, and makes Node wait for it when the process ends.
    this.#session.connectToMainThread();
    this.#glance(false, mostGlances);
  }

  /** @param cut whether to end what runs: an earlier glance has found the same */
  #glance(cut: boolean, left: number): void {
    if (this.#isOver()) return;
    if (left <= 0 && interrupts.mayLook) {
      this.#debug();
      return;
    }
    const deaf = setInterval(() => this.#isOver() && clearInterval(deaf), silence);
    const expression = `${kernelGlobal}.glance(${cut})`;
    this.#session.post('Runtime.evaluate', { expression, silent: true, returnByValue: true }, (_failure, reply) => {
      clearInterval(deaf);
      this.#heard = performance.now();
      const found = (reply as { result?: { value?: unknown } } | undefined)?.result?.value === true;
      if (found && !cut) setTimeout(() => this.#glance(true, left), betweenGlances);
      else setTimeout(() => this.#glance(false, left - 1), betweenLooks);
    });
  }

  #debug(): void {
    // V8 dies when its compiler, in another thread, looks at a function that is just being stepped out of.
    setFlagsFromString('--no-turbofan');
    this.#since = performance.now();
    this.#session.on('Debugger.scriptParsed', ({ params }) => this.#scripts.set(params.scriptId, params.url));
    this.#session.on('Debugger.paused', ({ params }) => this.#onPaused(params.callFrames));
    this.#session.post('Debugger.enable', () => this.#ask());
  }

  /** Closes the session when it is no longer needed, or the main thread is too deaf for it. */
  #isOver(): boolean {
    if (look !== this) return true;
    if (interrupts.underWay && performance.now() - this.#heard <= silence) return false;
    this.#session.disconnect();
    setFlagsFromString('--turbofan');
    look = undefined;
    setTimeout(watch, patience);
    return true;
  }

  #ask(): void {
    clearTimeout(this.#timer);
    if (this.#isOver()) return;
    // Asking again is harmless, and needed: V8 forgets steps that leave optimized code.
    if (interrupts.mayLook) this.#session.post('Debugger.pause', () => (this.#heard = performance.now()));
    else this.#heard = performance.now();
    this.#timer = setTimeout(() => this.#ask(), betweenLooks);
  }

  #onPaused(frames: readonly Debugger.CallFrame[]): void {
    this.#heard = performance.now();
    const stack = frames.map((frame) => this.#scripts.get(frame.location.scriptId) ?? '');
    switch (interrupts.underWay ? advise(stack, own, this.#heard - this.#since) : 'wait') {
      case 'cut':
        interrupts.cut();
        this.#session.post('Runtime.terminateExecution');
        this.#session.post('Debugger.resume');
        break;
      case 'step out':
        this.#session.post('Debugger.stepOut');
        break;
      case 'wait':
        this.#session.post('Debugger.resume');
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), betweenLooks);
  }
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
