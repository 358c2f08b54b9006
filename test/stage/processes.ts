// Child processes and ports.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import net from 'node:net';
import { Hindrance } from './say.ts';

/**
 * Runs a command to its end.
 *
 * @returns What it printed on stdout.
 * @throws Hindrance when it cannot be started; CommandFailed when it ends with another exit code than 0.
 */
export function run(command: string, args: string[], options: Omit<SpawnOptions, 'stdio'> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', (error) => {
      reject(new Hindrance(`${command} cannot be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandFailed(`${command} ${args.join(' ')}`, code ?? signal ?? 'unknown', output + errors));
    });
  });
}

export class CommandFailed extends Error {
  readonly printed: string;

  constructor(command: string, code: number | string, printed: string) {
    super(`${command} ended with ${String(code)}:\n${printed.trim().slice(-4000)}`);
    this.printed = printed;
  }
}

/** Ends a child and waits for it: politely first, forcefully after `patienceMs`. */
export async function end(child: ChildProcess, patienceMs = 5000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(force);
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', (error) => {
      reject(new Hindrance(`No free port can be opened on 127.0.0.1 (${error.message}).`));
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Hindrance('No free port can be opened on 127.0.0.1.'));
      });
    });
  });
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
