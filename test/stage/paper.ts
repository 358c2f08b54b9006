// The paper exchange as its own process, as anyone would run it.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.ts';
import { end } from './processes.ts';
import { Hindrance } from './say.ts';

/** What `marginalia paper` prints once it is ready. */
export interface Announcement {
  restUrl: string;
  controlUrl: string;
  controlToken: string;
  apiKey: string;
  apiSecret: string;
}

export interface Paper extends Announcement {
  process: ChildProcess;
  stop(): Promise<void>;
}

const startMs = 60_000;

/**
 * @param data - The database file, or `:memory:`.
 * @throws Hindrance with what it said when it does not start, for example because another one uses the file.
 */
export async function startPaper(data: string, more: string[] = []): Promise<Paper> {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.cjs'), 'paper', '--data', data, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  const line = await new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Hindrance(`The paper exchange ${reason}.\n${errors.trim()}`));
    };
    const timer = setTimeout(() => fail(`did not start within ${String(startMs / 1000)} s`), startMs);
    createInterface({ input: child.stdout }).on('line', (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('close', (code) => fail(`ended at once with ${String(code)}`));
  }).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { ...(JSON.parse(line) as Announcement), process: child, stop: () => end(child) };
}
