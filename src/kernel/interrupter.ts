import { setTimeout as delay } from 'node:timers/promises';
import { advise, type Advice } from './look.ts';
import { kernelGlobal } from './modules.ts';
import type { Glimpse } from './probe.ts';
import { RemoteSession } from './remote-session.ts';

/** How long the process has to deal with an interrupt by itself, in ms. */
const patience = 3;
/** How long to wait before looking again, in ms. A cell that computes computes still; one that is just ending does not. */
const betweenLooks = 2;
/** Glances that find nothing clear before the debugger is called. */
const mostGlances = 3;
/** How long to wait before connecting again, in ms. */
const betweenConnections = 100;

/**
 * Interrupts what a kernel process runs, from its parent. The process is told by a message, which does when it waits for
 * something. Its main thread may be in an endless loop, though: V8's inspector, which listens in a thread of its own,
 * reaches it there.
 *
 * V8 can end JavaScript from outside (`Runtime.terminateExecution`), but it ends whatever runs: hit the kernel's own code
 * and a message is lost, hit nothing and the next cell is killed. So the thread is looked at before it is cut: first by a
 * glance, which is quick and ends plain computations. Else it is paused as a debugger does, its stack is read, and only
 * when the innermost frame is code of a cell, or of what a cell has imported, that is ended and the thread goes on. While
 * the thread stands still nothing can change between the look and the cut. With the kernel or Node in the innermost frame
 * it steps out to the cell that called them, or is looked at again.
 */
export class Interrupter {
  readonly #own: readonly string[];
  readonly #tell: (count: number) => void;
  #url: string | undefined;
  #told = false;
  #asked = 0;
  #dealtWith = 0;
  #pursuit: Promise<void> | undefined;
  #connection = new AbortController();

  /**
   * @param own start of the paths of the kernel's own files
   * @param tell sends the message of this number
   */
  constructor(own: readonly string[], tell: (count: number) => void) {
    this.#own = own;
    this.#tell = tell;
  }

  interrupt(): void {
    this.#tell(++this.#asked);
    this.#begin();
  }

  /** @param url where the inspector of the process listens; none when it could not be opened */
  ready(url: string | undefined): void {
    // Said once, before any cell runs: one could say it again.
    if (this.#told) return;
    this.#told = true;
    this.#url = url;
    if (this.#underWay) this.#begin();
  }

  /** The process has dealt with the interrupt of this number. */
  dealtWith(count: number): void {
    this.#dealtWith = count;
  }

  /** Ends the connection: a process that exits waits for that. */
  letGo(): void {
    this.#connection.abort();
  }

  /** The process is gone. */
  close(): void {
    this.#url = undefined;
    this.letGo();
  }

  get #underWay(): boolean {
    return this.#asked > this.#dealtWith && this.#url !== undefined;
  }

  /** Resolves once nothing is pursued any more. What runs before that may be resumed where another debugger stops it. */
  get pursuit(): Promise<void> | undefined {
    return this.#pursuit;
  }

  #begin(): void {
    this.#pursuit ??= this.#pursue().finally(() => (this.#pursuit = undefined));
  }

  /** Connects only now: an attached session costs the process time, and has it wait when it exits. */
  async #pursue(): Promise<void> {
    await delay(patience);
    while (this.#underWay) {
      this.#connection = new AbortController();
      try {
        await this.#reach(await RemoteSession.connect(this.#url ?? '', this.#connection.signal));
      } catch {
        // Let go, or the process is just ending.
        await delay(betweenConnections);
      } finally {
        this.letGo();
      }
    }
  }

  async #reach(session: RemoteSession): Promise<void> {
    let cut = false;
    for (let unclear = 0; unclear < mostGlances;) {
      if (!this.#underWay) return;
      const found = await this.#glance(session, cut);
      // A cut changes nothing where another debugger holds the thread, at a breakpoint say.
      if (found === 'unclear' || (found === 'computes' && cut)) unclear++;
      // What was cut comes to its end, or goes on with what waited behind it.
      cut = found === 'computes' && !cut;
      await delay(betweenLooks);
    }
    await this.#debug(session);
  }

  #glance(session: RemoteSession, cut: boolean): Promise<Glimpse | undefined> {
    // Where the thread is stopped in the midst of this, it is the kernel's own code that is stopped.
    const script = `//# sourceURL=${this.#own[0] ?? ''}`;
    return session.evaluate(`${kernelGlobal}.probe.glance(${this.#asked}, ${cut}) ${script}`);
  }

  async #debug(session: RemoteSession): Promise<void> {
    const since = performance.now();
    const scripts = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ scriptId, url }) => scripts.set(scriptId, url));
    session.on('Debugger.paused', ({ callFrames }) => {
      const stack = callFrames.map(({ location }) => scripts.get(location.scriptId) ?? '');
      void this.#onPaused(session, advise(stack, this.#own, performance.now() - since));
    });
    await session.evaluate(`${kernelGlobal}.probe.stepping(true)`);
    await session.post('Debugger.enable');
    while (this.#underWay) {
      // Asking again is harmless, and needed: V8 forgets steps that leave optimized code. And no answer is waited for: the
      // other side holds a message back until the one before it is acknowledged, which takes 40 ms if nothing is said.
      session.post('Debugger.pause').catch(ignore);
      await delay(betweenLooks);
    }
    // The last pause may have come too late. Left behind, it would stop the next cell in another debugger that is attached.
    await session.post('Runtime.evaluate', { expression: '0' });
    await session.post('Debugger.disable');
    await session.evaluate(`${kernelGlobal}.probe.stepping(false)`);
  }

  async #mayCut(session: RemoteSession): Promise<boolean> {
    let answer: boolean | undefined;
    // The cut of a glance may have come too late for the cell, and end the question instead. To go on without an answer
    // would be to run the cell on.
    while (answer === undefined && this.#underWay)
      answer = await session.evaluate(`${kernelGlobal}.probe.mayCut(${this.#asked})`);
    return answer === true;
  }

  async #onPaused(session: RemoteSession, advice: Advice): Promise<void> {
    try {
      if (advice === 'step out') await session.post('Debugger.stepOut');
      else {
        const terminateOnResume = advice === 'cut' && (await this.#mayCut(session));
        await session.post('Debugger.resume', { terminateOnResume });
      }
    } catch {
      // The session has ended, which lets the thread go on.
    }
  }
}

/** The session has ended; the next step will notice. */
const ignore = () => undefined;
