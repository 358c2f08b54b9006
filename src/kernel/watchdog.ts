/**
 * Runs in a worker thread of the kernel process, because the main thread may be in an endless loop just when this is
 * needed. A byte on the lifeline asks for an interrupt; the end of the lifeline means that the parent is gone, killed
 * perhaps, and the process must not outlive it.
 */
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { descriptors } from './channel.ts';

/** How long the main thread has to notice an interrupt by itself before its JavaScript is terminated, in ms. */
const patience = 15;

/** Counts the interrupts that the main thread has handled. */
const handled = workerData as Int32Array;
let asked = 0;

const lifeline = new Socket({ fd: descriptors.lifeline, readable: true, writable: false });
lifeline.on('data', (bytes: Buffer) => {
  asked += bytes.length;
  setTimeout(terminateIfBusy, patience);
});
lifeline.on('error', die);
lifeline.on('close', die);

function terminateIfBusy(): void {
  if (Atomics.load(handled, 0) >= asked) return;
  // Connected only now: an attached session makes Node wait for a debugger when the process ends.
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => {
    session.disconnect();
    // A `finally` block may loop on, or the loop may have been in a callback: look again.
    setTimeout(terminateIfBusy, patience);
  });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
