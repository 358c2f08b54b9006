import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { childEnvironment } from './environment.ts';
import { descriptors, type Parts } from './protocol.ts';

export interface Program {
  /** The child's entry script. */
  readonly entry: string;
  /** The folder that cells import from: the notebook's. */
  readonly folder: string;
  /** Limit of the JavaScript heap in megabytes. */
  readonly memory: number;
}

/**
 * Node 22 follows cells by its asynchronous hooks unless told otherwise, and these switch on checks that a cut cannot
 * pass. Later versions know only the other way.
 */
const contextFrames = /^2[23]\./.test(process.versions.node) ? ['--experimental-async-context-frame'] : [];

/** How long what a process has left in its pipes may take to be read once it has ended, in ms. */
const patience = 1_000;

const { fromParent, toParent, lifeline } = descriptors;

/**
 * A kernel must not outlive its parent, not even one killed by `kill -9` in the midst of an endless loop, in which the
 * kernel itself notices nothing. So a shell waits beside it for the end of the lifeline, takes a megabyte, and kills it; a
 * line on the lifeline means that the kernel has ended by itself. The kernel takes the place of the shell that has started
 * both, and so is the parent's child. The one that waits is a shell of its own: debuggers look at the arguments of a
 * process's children for an inspector to attach to, and it must not have the kernel's.
 */
const guard = `exec /bin/sh -c "read -r ended || kill -9 $$" <&${lifeline} >/dev/null 2>&1 ${fromParent}<&- ${toParent}>&- ${lifeline}<&-`;
const guarded = `(trap '' HUP TERM; ${guard}) & exec "$@" ${lifeline}<&-`;

/** Starts a kernel process, with pipes at the {@link descriptors}. */
export function spawnKernel({ entry, folder, memory }: Program): ChildProcess {
  const program = [
    process.execPath,
    `--max-old-space-size=${memory}`,
    // Terminating a loop in a timer leaves Node's asynchronous context stack uneven, for which it would abort.
    '--no-force-async-hooks-checks',
    ...contextFrames,
    // The inspector's URL is the key to the process: only who reads its pipes is to have it.
    '--inspect-publish-uid=stderr',
    // Garbage of small cells is collected rarely enough not to be felt: every 170 of them, not every 80.
    '--min-semi-space-size=4',
    '--no-warnings',
    entry,
  ];
  // Windows ends the children of a Node process with it.
  const shell = process.platform === 'win32' ? [] : ['/bin/sh', '-c', guarded, 'sh'];
  const [command = '', ...parameters] = [...shell, ...program];
  const child = spawn(command, parameters, {
    cwd: folder,
    env: childEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const line = pipeTo(child, lifeline);
  line.on('error', () => undefined);
  child.on('exit', () => {
    line.end('\n');
    // A process that a cell has started may hold the pipes open for as long as it likes.
    const letGo = setTimeout(() => child.stdio.forEach((pipe) => pipe?.destroy()), patience);
    child.on('close', () => clearTimeout(letGo));
  });
  return child;
}

/** The parent's end of one of the kernel's pipes. */
export function pipeTo(child: ChildProcess, descriptor: number): Socket {
  return (child.stdio as readonly unknown[])[descriptor] as Socket;
}

/** The bundles in one folder that make up the kernel process. */
export function builtParts(dist: string): { entry: string; parts: Parts } {
  const file = (name: string) => join(dist, `${name}.cjs`);
  return {
    entry: file('kernel'),
    parts: {
      frames: file('frames'),
      charts: file('charts'),
      analytics: file('analytics'),
      typescript: file('typescript'),
      own: [file('kernel'), file('typescript')],
    },
  };
}
