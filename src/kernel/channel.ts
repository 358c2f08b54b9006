import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { descriptors, encodeMessage, messageReader, type FromKernel, type ToKernel } from './protocol.ts';

/** Sends one message to the parent and returns when the pipe has taken it. */
export type Send = (message: FromKernel) => void;

/**
 * Writing is synchronous: a cell that prints faster than the parent reads waits instead of filling memory, messages
 * keep their order, and what was printed before a crash has been delivered.
 */
export const send: Send = (message) => {
  const bytes = Buffer.from(encodeMessage(message));
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptors.toParent, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};

/**
 * @param onMessages called when something has arrived, after every message in it was handed to `onMessage`
 * @returns lets the process end although the parent may still write
 */
export function receive(onMessage: (message: ToKernel) => void, onMessages: () => void): () => void {
  const pipe = new Socket({ fd: descriptors.fromParent, readable: true, writable: false });
  const read = messageReader(
    (message) => onMessage(message as ToKernel),
    (error) => {
      throw error;
    },
  );
  pipe.on('data', (chunk: Buffer) => {
    read(chunk);
    onMessages();
  });
  pipe.on('close', () => process.exit());
  return () => pipe.unref();
}
