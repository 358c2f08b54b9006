/**
 * Runs in a worker thread of the kernel process, because the main thread may be in an endless loop just when this is
 * needed. A byte on the lifeline asks for an interrupt; the end of the lifeline means that the parent is gone, killed
 * perhaps, and the process must not outlive it.
 *
 * V8 can end JavaScript from outside (`Runtime.terminateExecution`), but it ends whatever runs: hit the kernel's own code
 * and a message is lost, hit nothing and the next cell is killed. So the watchdog looks before it cuts. It pauses the
 * main thread as a debugger does, reads the stack, and only when the innermost frame is code of a cell, or of what a cell
 * has imported, ends that and lets the thread go on. While the thread stands still nothing can change between the look
 * and the cut. With the kernel or Node in the innermost frame it steps out to the cell that called them, or looks again.
 */
import { Session, type Debugger } from 'node:inspector';
import { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { workerData } from 'node:worker_threads';
import { descriptors } from './channel.ts';
import { Interrupts } from './interrupts.ts';
import { advise } from './look.ts';

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
  if (interrupts.mayLook) look = new Look();
  else setTimeout(watch, betweenLooks);
}

/** One debugging session with the main thread; lasts until no interrupt is under way. */
class Look {
  readonly #session = new Session();
  readonly #scripts = new Map<string, string>();
  readonly #since = performance.now();
  #heard = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    // V8 dies when its compiler, in another thread, looks at a function that is just being stepped out of.
    setFlagsFromString('--no-turbofan');
    // Connected only now: an attached session costs time, and makes Node wait for it when the process ends.
    this.#session.connectToMainThread();
    this.#session.on('Debugger.scriptParsed', ({ params }) => this.#scripts.set(params.scriptId, params.url));
    this.#session.on('Debugger.paused', ({ params }) => this.#onPaused(params.callFrames));
    this.#session.post('Debugger.enable', () => this.#ask());
  }

  #ask(): void {
    clearTimeout(this.#timer);
    if (!interrupts.underWay || performance.now() - this.#heard > silence) {
      this.#session.disconnect();
      setFlagsFromString('--turbofan');
      look = undefined;
      setTimeout(watch, patience);
      return;
    }
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
