import { fileURLToPath } from 'node:url';
import type { End } from '../../src/kernel/end.ts';
import type { Host } from '../../src/kernel/host-calls.ts';
import { KernelProcess, type KernelOptions } from '../../src/kernel/process.ts';
import type { CellError, MimeBundle, Outcome, Scope } from '../../src/kernel/protocol.ts';

/** What one cell has put out. */
export interface Ran {
  outcome: Outcome | 'died';
  stdout: string;
  stderr: string;
  displays: { bundle: MimeBundle; result: boolean; displayId?: string }[];
  errors: CellError[];
  /** Everything in the order in which it came. */
  events: string[];
}

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** The kernel's sources themselves, which Node can run without a build. */
export const sourceParts: Pick<KernelOptions, 'entry' | 'parts'> = {
  entry: source('kernel/main.ts'),
  parts: {
    frames: source('frames/cells.ts'),
    charts: source('analytics/charts/index.ts'),
    analytics: source('analytics/index.ts'),
    typescript: source('kernel/compiler.ts'),
    own: [
      source('kernel/'),
      ...['acorn', 'sucrase', 'typescript'].map((name) => fileURLToPath(new URL('..', import.meta.resolve(name)))),
    ],
  },
};

export const paperScope: Scope = { profile: 'Paper', mode: 'PAPER', methods: ['getMarginAccount'], controls: true };

/** A real kernel process whose outputs are kept by cell. */
export class KernelUnderTest {
  readonly process: KernelProcess;
  readonly ended: Promise<End>;
  readonly updates: { bundle: MimeBundle; displayId: string }[] = [];
  readonly cells = new Map<number, Ran>();
  #last = 0;
  #waiting: (() => void)[] = [];

  constructor(options: Partial<KernelOptions> = {}) {
    let end: (end: End) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    const host: Host = { call: () => Promise.reject(new Error('nothing is connected')) };
    this.process = new KernelProcess({
      ...sourceParts,
      folder: fileURLToPath(new URL('.', import.meta.url)),
      scope: paperScope,
      colors: false,
      memory: 1024,
      host,
      onExit: (reason) => end(reason),
      outputs: {
        stream: (cell, name, text) =>
          this.#note(cell, (ran) => {
            ran[name] += text;
            ran.events.push(text);
          }),
        display: (cell, bundle, result, displayId) =>
          this.#note(cell, (ran) => {
            ran.displays.push({ bundle, result, ...(displayId && { displayId }) });
            ran.events.push(String(bundle.data['text/plain']));
          }),
        update: (bundle, displayId) => void this.updates.push({ bundle, displayId }),
        clear: (cell) => this.#note(cell, (ran) => (ran.displays = [])),
        error: (cell, error) => this.#note(cell, (ran) => ran.errors.push(error)),
      },
      ...options,
    });
  }

  /** Runs a cell to its end. */
  async run(code: string, language: 'typescript' | 'javascript' = 'typescript'): Promise<Ran> {
    const { ran, done } = this.start(code, language);
    ran.outcome = await done;
    return ran;
  }

  start(code: string, language: 'typescript' | 'javascript' = 'typescript') {
    const cell = ++this.#last;
    return { cell, ran: this.#of(cell), done: this.process.run(cell, code, language) };
  }

  /** Resolves once something that cells have put out fulfils the condition. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.process.stop();
    await this.ended;
  }

  #of(cell: number): Ran {
    let ran = this.cells.get(cell);
    if (!ran) {
      ran = { outcome: 'ok', stdout: '', stderr: '', displays: [], errors: [], events: [] };
      this.cells.set(cell, ran);
    }
    return ran;
  }

  #note(cell: number, note: (ran: Ran) => unknown): void {
    note(this.#of(cell));
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
  }
}
