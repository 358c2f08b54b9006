/** What to do with a thread that stands still: `cut` ends its code up to the event loop or the start of the cell. */
export type Advice = 'cut' | 'step out' | 'wait';

/** After so long Node's own code is cut where a cell has called it: it may compute without end, as an inspection can. */
const muchPatience = 300;

/**
 * @param stack the files of the frames, innermost first
 * @param own start of the paths of the kernel's own files
 * @param waited since the first look, in ms
 */
export function advise(stack: readonly string[], own: readonly string[], waited: number): Advice {
  const owners = stack.map((url) => ownerOf(url, own));
  const [innermost] = owners;
  if (innermost === 'cell') return 'cut';
  const called = owners.indexOf('cell');
  if (called >= 0) {
    const onlyNode = owners.lastIndexOf('kernel', called) < 0;
    return onlyNode && waited > muchPatience ? 'cut' : 'step out';
  }
  // Between two callbacks of promises or ticks, where a loop of awaits is met most often, nothing of Node's is cut.
  return stack.length === 1 && innermostIsQueue(stack) ? 'cut' : 'wait';
}

/**
 * Whether a cell computes, with nothing of Node's on the way to it: in its script, or after an `await`. Arguments as
 * for {@link advise}.
 */
export function runsPlainly(stack: readonly string[], own: readonly string[]): boolean {
  const owners = stack.map((url) => ownerOf(url, own));
  if (owners[0] !== 'cell') return false;
  const caller = owners.findIndex((owner) => owner !== 'cell');
  return caller < 0 || (stack[caller] === 'node:inspector' && owners[caller + 1] === 'kernel');
}

function innermostIsQueue([url]: readonly string[]): boolean {
  return url === 'node:internal/process/task_queues';
}

function ownerOf(url: string, own: readonly string[]): 'cell' | 'node' | 'kernel' {
  if (url.startsWith('node:')) return 'node';
  const path = url.replace('file://', '');
  return own.some((start) => path.startsWith(start)) ? 'kernel' : 'cell';
}
