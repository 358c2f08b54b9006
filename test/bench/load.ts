import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * A load generator for HTTP servers that run in processes of their own: a fixed number of kept connections, each with one
 * request on its way. It keeps account of the server's processor time, because on a machine that others use too, time
 * per request says more than requests per second.
 */

export interface Served {
  /** First line on its standard output. */
  readonly line: string;
  readonly pid: number;
  stop(): void;
}

/** Starts a Node program and waits for its first line. */
export function serve(args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ line, pid: child.pid ?? 0, stop: () => child.kill('SIGKILL') }),
    );
  });
}

/** Processor time of a process so far, ms, of all its threads; NaN where the system does not say (only Linux does). */
export function processorTime(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Hundredths of a second in user and in system mode.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

export interface Measured {
  readonly perSecond: number;
  /** Processor time of the server per request, µs. */
  readonly server: number;
  /** The same of the generator: near the server's, and the generator is what is measured. */
  readonly generator: number;
  /** Length of one reply's body, bytes. */
  readonly length: number;
}

/**
 * Sends `requests` in turn on `connections` connections for `ms`, each as soon as the one before was answered.
 * @throws Error when anything but 200 is answered
 */
export async function load(
  target: { readonly port: number; readonly pid: number },
  requests: readonly Buffer[],
  connections: number,
  ms: number,
): Promise<Measured> {
  let answered = 0;
  let next = 0;
  let length = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(target.port)));
  const before = processorTime(target.pid);
  const own = process.cpuUsage();
  const begun = performance.now();
  const end = begun + ms;
  await Promise.all(
    sockets.map(
      ({ socket, hear }) =>
        new Promise<void>((resolve, reject) => {
          const send = (): void => {
            socket.write(requests[next++ % requests.length] ?? '');
          };
          hear.reply = (status, size) => {
            length = size;
            answered += 1;
            if (status !== '200') reject(new Error(`answered ${status}`));
            else if (performance.now() < end) send();
            else resolve();
          };
          socket.once('error', reject);
          socket.once('close', () => reject(new Error('the server closed a connection')));
          send();
        }),
    ),
  );
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(own);
  const server = ((processorTime(target.pid) - before) * 1000) / answered;
  for (const { socket } of sockets) socket.removeAllListeners('close').destroy();
  return { perSecond: answered / seconds, server, generator: (user + system) / answered, length };
}

interface Ear {
  reply(status: string, length: number): void;
}

/** A connection that reads into one buffer and finds the end of each reply by its length. */
function open(port: number): Promise<{ socket: Socket; hear: Ear }> {
  const hear: Ear = { reply: () => undefined };
  let wanted = 0;
  let status = '';
  let size = 0;
  let head = '';
  const heard = (count: number, buffer: Uint8Array): boolean => {
    if (wanted > 0) wanted -= count;
    else {
      head += (buffer as Buffer).toString('latin1', 0, count);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return true;
      status = head.slice(9, 12);
      const at = head.search(/content-length: /i) + 16;
      size = parseInt(head.slice(at, at + 9), 10);
      wanted = end + 4 + size - head.length;
      head = '';
    }
    if (wanted === 0) hear.reply(status, size);
    return true;
  };
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(65_536), callback: heard },
    });
    socket.once('connect', () => resolve({ socket, hear }));
    socket.once('error', reject);
  });
}
