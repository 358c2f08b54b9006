import { getCallSites } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { Interrupts } from './interrupts.ts';
import { runsPlainly } from './look.ts';

/** A deeper stack is left to the debugger. */
const mostFrames = 200;
/** The frames of the glance itself: this function and the script that the parent has evaluated. */
const ownFrames = 2;

/**
 * What a glance finds: nothing left to interrupt, a cell that computes, something that only a debugger can tell, or work
 * of the kernel's during which it should not be asked.
 */
export type Glimpse = 'over' | 'computes' | 'unclear' | 'undisturbed';

/** What the parent asks the main thread through the inspector, in the midst of whatever the thread does. */
export interface Probe {
  /**
   * Tells of an interrupt and looks at the stack, in a fraction of a millisecond where a debugger takes tens. It does not
   * stop the thread, so what it cuts ends a little later, at the next call or turn of a loop: it cuts only where what
   * surrounds the cell is the kernel, which gets over that.
   *
   * @param count number of the interrupt
   * @param cut whether to end a cell that computes
   */
  glance(count: number, cut: boolean): Glimpse;
  /**
   * For a thread that stands still in a cell: whether that is to be ended. The answer `true` counts as a cut.
   *
   * @param count number of the interrupt: another may have come since the last glance
   */
  mayCut(count: number): boolean;
  /**
   * Announces that a debugger will step, or has. V8 dies when its compiler, in another thread, looks at a function that
   * is just being stepped out of.
   */
  stepping(on: boolean): void;
}

/**
 * @param own start of the paths of the kernel's own files
 * @param terminate ends the running script
 */
export function makeProbe(interrupts: Interrupts, own: readonly string[], terminate: () => void): Probe {
  const mayCut = () => {
    if (interrupts.underWay) interrupts.cut();
    return interrupts.underWay;
  };
  return {
    glance: (count, cut) => {
      interrupts.ask(count);
      if (!interrupts.underWay) return 'over';
      if (!interrupts.mayPause) return 'undisturbed';
      const sites = getCallSites(mostFrames);
      const stack = sites.slice(ownFrames).map(({ scriptName }) => scriptName);
      if (sites.length === mostFrames || !runsPlainly(stack, own)) return 'unclear';
      if (cut && mayCut()) terminate();
      return 'computes';
    },
    mayCut: (count) => {
      interrupts.ask(count);
      return mayCut();
    },
    stepping: (on) => setFlagsFromString(on ? '--no-turbofan' : '--turbofan'),
  };
}
