/** What to do with a thread that stands still: `cut` ends its code up to the event loop or the start of the cell. */
export type Advice = 'cut' | 'step out' | 'step in' | 'wait';

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
  // Node is between two pieces of code: the next may be a cell's. The kernel finishes by itself.
  return owners.includes('kernel') ? 'wait' : 'step in';
}

function ownerOf(url: string, own: readonly string[]): 'cell' | 'node' | 'kernel' {
  if (url.startsWith('node:')) return 'node';
  const path = url.replace('file://', '');
  return own.some((start) => path.startsWith(start)) ? 'kernel' : 'cell';
}
