/**
 * A small Jupyter client: as much of the wire protocol (https://jupyter-client.readthedocs.io/en/stable/messaging.html)
 * as it takes to run cells and interrupt them.
 */
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../stage/processes.ts';
import type { BenchKernel } from './bench-kernel.ts';

/** What is used of the package `zeromq`. */
export interface ZeroMq {
  Dealer: new (options: SocketOptions) => Dealer;
  Subscriber: new (options: SocketOptions) => Subscriber;
}

interface SocketOptions {
  readonly linger: number;
  readonly reconnectInterval: number;
  readonly receiveHighWaterMark: number;
}

interface Receiving extends AsyncIterable<Buffer[]> {
  connect(address: string): void;
  close(): void;
}

interface Dealer extends Receiving {
  send(frames: (string | Buffer)[]): Promise<void>;
}

interface Subscriber extends Receiving {
  subscribe(): void;
}

export interface JupyterProgram {
  readonly command: string;
  /** Where the notebook is. */
  readonly folder: string;
  /** @param connectionFile where the kernel reads its ports from */
  readonly args: (connectionFile: string) => string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** As a kernelspec's `interrupt_mode` says it. */
  readonly interrupts: 'signal' | 'message';
}

interface Message {
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: {
    readonly name?: string;
    readonly text?: string;
    readonly execution_state?: string;
    readonly status?: string;
    readonly evalue?: string;
  };
}

/** Nothing is dropped on this side, and a kernel is found soon after it listens. */
const options: SocketOptions = { linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 };

/** How long after the reply to a cell its end may still be said on the other socket, in ms. */
const patience = 2_000;

interface Run {
  status: string | undefined;
  idle: boolean;
  readonly resolve: (well: boolean) => void;
}

export async function startJupyter(zeromq: ZeroMq, program: JupyterProgram): Promise<BenchKernel> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'kernel-bench-'));
  const connectionFile = path.join(temporary, 'connection.json');
  const key = randomUUID();
  const ports = await freePorts(5);
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  const connection = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  const common = { transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256', key };
  writeFileSync(connectionFile, JSON.stringify({ ...connection, ...common }));

  const child = spawn(program.command, program.args(connectionFile), {
    cwd: program.folder,
    env: { ...process.env, ...program.environment },
    stdio: 'ignore',
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the kernel process ended (${String(code ?? signal)})`)));
  });
  // Whoever waits for the kernel hears of it.
  ended.catch(() => undefined);

  const [shell, control] = [new zeromq.Dealer(options), new zeromq.Dealer(options)];
  const published = new zeromq.Subscriber(options);
  published.subscribe();
  const sockets: [Receiving, number | undefined][] = [
    [shell, shell_port],
    [control, control_port],
    [published, iopub_port],
  ];
  for (const [socket, port] of sockets) socket.connect(`tcp://127.0.0.1:${port ?? 0}`);

  const session = randomUUID();
  const runs = new Map<string, Run>();
  let awaited: (() => void) | undefined;

  const send = (socket: Dealer, type: string, content: unknown): string => {
    const id = randomUUID();
    const header = {
      msg_id: id,
      session,
      username: 'bench',
      date: new Date().toISOString(),
      msg_type: type,
      version: '5.3',
    };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const signature = createHmac('sha256', key);
    for (const part of parts) signature.update(part);
    void socket.send(['<IDS|MSG>', signature.digest('hex'), ...parts]);
    return id;
  };
  const mark = (message: Message, change: Partial<Run>): void => {
    const run = runs.get(message.parent_header.msg_id ?? '');
    if (!run) return;
    Object.assign(run, change);
    if (run.status === undefined) return;
    const well = run.status === 'ok';
    if (run.idle) run.resolve(well);
    // A kernel that prints faster than it sends loses this too.
    else setTimeout(() => run.resolve(well), patience).unref();
  };
  void listen(shell, (message) => {
    bench.heard = performance.now();
    if (message.header.msg_type === 'execute_reply') mark(message, { status: message.content.status ?? '' });
  });
  void listen(control, () => undefined);
  void listen(published, (message) => {
    const { header, content } = message;
    bench.heard = performance.now();
    if (header.msg_type === 'status' && content.execution_state === 'idle') mark(message, { idle: true });
    if (header.msg_type === 'error') bench.complaints += content.evalue ?? '';
    if (header.msg_type !== 'stream') return;
    if (content.name === 'stderr') bench.complaints += content.text ?? '';
    else bench.printed.push(content.text ?? '');
    awaited?.();
  });

  const bench: BenchKernel = {
    pid: child.pid ?? 0,
    printed: [],
    complaints: '',
    heard: 0,
    run: (code) => {
      const done = new Promise<boolean>((resolve) => {
        const content = {
          code,
          silent: false,
          store_history: true,
          user_expressions: {},
          allow_stdin: false,
          stop_on_error: true,
        };
        runs.set(send(shell, 'execute_request', content), { status: undefined, idle: false, resolve });
      });
      return Promise.race([done, ended]);
    },
    nextPrinted: () => Promise.race([new Promise<void>((resolve) => (awaited = resolve)), ended]),
    interrupt: () => {
      if (program.interrupts === 'signal') child.kill('SIGINT');
      else send(control, 'interrupt_request', {});
    },
    stop: () => {
      child.kill('SIGKILL');
      for (const [socket] of sockets) socket.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
  return bench;
}

async function listen(socket: Receiving, onMessage: (message: Message) => void): Promise<void> {
  try {
    for await (const frames of socket) {
      const from = frames.findIndex((frame) => frame.toString('latin1') === '<IDS|MSG>');
      const [header, parent_header, , content] = frames
        .slice(from + 2)
        .map((frame) => JSON.parse(frame.toString()) as never);
      onMessage({ header, parent_header, content } as unknown as Message);
    }
  } catch (error) {
    // A socket that is closed while it waits says so.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
