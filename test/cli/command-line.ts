// `notebook` on the command line, for tests: the program people run, against one exchange.
import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { builtProgram } from '../built.ts';

export interface Output {
  readonly output_type: string;
  readonly text?: string;
  readonly data?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  readonly ename?: string;
  readonly traceback?: string[];
}

export interface Saved {
  readonly cells: { id: string; source: string; outputs: Output[]; execution_count: number | null; metadata: object }[];
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly saved: Saved;
}

export const code = (source: string) => ({
  cell_type: 'code',
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
});

export class CommandLine {
  /** The bundle that people run. */
  program = '';
  folder = '';
  /** Runs against one exchange: to start another for each takes longer than the run. */
  at: readonly string[] = [];
  exchange!: RunningExchange;

  async open(): Promise<void> {
    this.program = builtProgram();
    this.folder = mkdtempSync(join(tmpdir(), 'marginalia-cli-'));
    this.exchange = await startExchange({ data: join(this.folder, 'paper.db') });
    this.at = ['--paper-url', join(this.folder, 'paper.db.json')];
  }

  async close(): Promise<void> {
    await this.exchange.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file that `run` and `start` use: `in.ipynb` and `out.ipynb`. */
  file(name: string): string {
    return join(this.folder, name);
  }

  saved(): Saved {
    const output = this.file('out.ipynb');
    return existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Saved) : { cells: [] };
  }

  /** Runs cells to their end. */
  async run(cells: readonly (string | object)[], args: readonly string[] = [], stdin = ''): Promise<Ran> {
    return await new Promise((resolve) => {
      const all = this.#arguments(cells, args);
      const child = execFile(process.execPath, all, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr, saved: this.saved() });
      });
      child.stdin?.end(stdin);
    });
  }

  start(cells: readonly (string | object)[], options: SpawnOptions): ChildProcess {
    return spawn(process.execPath, this.#arguments(cells, []), options);
  }

  #arguments(cells: readonly (string | object)[], args: readonly string[]): string[] {
    const [input, output] = [this.file('in.ipynb'), this.file('out.ipynb')];
    rmSync(output, { force: true });
    const notebook = {
      cells: cells.map((cell) => (typeof cell === 'string' ? code(cell) : { ...code(''), ...cell })),
      metadata: { language_info: { name: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 2,
    };
    writeFileSync(input, JSON.stringify(notebook));
    return [this.program, 'notebook', 'run', input, '--output', output, ...this.at, ...args];
  }
}
