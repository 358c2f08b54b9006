import { getCallSites } from 'node:util';
import type { Interrupts } from './interrupts.ts';
import { runsPlainly } from './look.ts';

/** A deeper stack is left to the debugger. */
const mostFrames = 200;
/** The frames of the glance itself: this function and the script that the watchdog has evaluated. */
const ownFrames = 2;

/** Answers whether the main thread, in whose midst it is called, runs code of a cell that may be cut; and cuts it. */
export type Glance = (cut: boolean) => boolean;

/**
 * A look at the stack that costs the main thread a fraction of a millisecond, where a debugger costs it tens. It cannot
 * stop the thread, so what it cuts ends a little later, at the next call or turn of a loop: it cuts only where what
 * surrounds the cell is the kernel, which gets over that.
 *
 * @param own start of the paths of the kernel's own files
 * @param terminate ends the running script
 */
export function makeGlance(interrupts: Interrupts, own: readonly string[], terminate: () => void): Glance {
  return (cut) => {
    const sites = getCallSites(mostFrames);
    if (!interrupts.underWay || sites.length === mostFrames) return false;
    const stack = sites.slice(ownFrames).map(({ scriptName }) => scriptName);
    if (!runsPlainly(stack, own)) return false;
    if (cut) {
      interrupts.cut();
      terminate();
    }
    return true;
  };
}
