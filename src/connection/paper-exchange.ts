import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Emitter, type Disposable, type Event } from './event.ts';
import type { Localiser } from './localiser.ts';
import type { Announcement } from './session.ts';

export interface PaperExchangeOptions {
  /** The exchange's journal; read on each opening, because the setting may have changed. */
  readonly dataFile: () => string;
  /** The bundled command line, started with this process' own executable as Node. */
  readonly commandLine: string;
  readonly log: (line: string) => void;
  readonly l10n: Localiser;
}

/** The exchange could not be started; `output` is what it said, without its announcement. */
export class PaperExchangeError extends Error {
  override readonly name = 'PaperExchangeError';
  readonly output: string;
  /** Another exchange holds the data file. */
  readonly held: boolean;

  constructor(message: string, output: string, held = false) {
    super(message);
    this.output = output;
    this.held = held;
  }
}

/** Another exchange holds the data file: the code that `paper` ends with. */
const heldByAnother = 3;
const startWithinMs = 20_000;
const joinWithinMs = 10_000;

/**
 * The paper exchange behind the PAPER profile. One data file has one exchange, whichever window or terminal started it:
 * a running one is joined, otherwise one is started, and only a started one is ended with this window.
 */
export class PaperExchange implements Disposable {
  readonly #options: PaperExchangeOptions;
  readonly #ended = new Emitter<void>();
  #child: ChildProcess | undefined;

  /** The exchange this window started has ended without being asked to. */
  readonly onDidEnd: Event<void> = this.#ended.event;

  constructor(options: PaperExchangeOptions) {
    this.#options = options;
  }

  /** Throws PaperExchangeError when no exchange can be joined or started. */
  async open(): Promise<Announcement> {
    const file = this.#options.dataFile();
    const running = await join(file);
    if (running) return running;
    await mkdir(dirname(file), { recursive: true });
    try {
      return await this.#start(file);
    } catch (error) {
      // Two windows at once, at their start or when a third took its exchange with it: the other one was quicker.
      const other = error instanceof PaperExchangeError && error.held ? await joinSoon(file) : undefined;
      if (other) return other;
      throw error;
    }
  }

  dispose(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    this.#ended.dispose();
  }

  #start(file: string): Promise<Announcement> {
    const { l10n } = this.#options;
    this.#options.log(`Starting the paper exchange on ${file}`);
    const child = spawn(process.execPath, [this.#options.commandLine, 'paper', '--data', file, '--while-stdin'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child?.kill();
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
      this.#options.log(text.trimEnd());
    });
    return new Promise((resolve, reject) => {
      const fail = (message: string, held = false) => {
        clearTimeout(timer);
        child.kill();
        reject(new PaperExchangeError(message, said.trim(), held));
      };
      const timer = setTimeout(
        () => fail(l10n.t('The paper exchange did not start within {0} s.', startWithinMs / 1000)),
        startWithinMs,
      );
      child.once('error', (error) => fail(l10n.t('The paper exchange could not be started: {0}', error.message)));
      child.once('exit', (code) => {
        if (this.#child === child) this.#child = undefined;
        fail(
          code === heldByAnother
            ? l10n.t(
                '{0} is in use by another paper exchange that does not answer. End it, or choose another data file.',
                file,
              )
            : l10n.t('The paper exchange ended at once with code {0}. {1}', code ?? '–', lastLine(said)),
          code === heldByAnother,
        );
      });
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer);
        const announcement = parseAnnouncement(line);
        if (!announcement) {
          fail(l10n.t('The paper exchange announced itself in a form this version does not know.'));
          return;
        }
        child.removeAllListeners('exit');
        child.once('exit', () => {
          if (this.#child !== child) return;
          this.#child = undefined;
          this.#ended.fire();
        });
        resolve(announcement);
      });
    });
  }
}

/** What a program said last is mostly why it ended. */
const lastLine = (said: string): string => said.trim().split('\n').at(-1) ?? '';

/** The exchange that already serves `file`, if it is alive. */
async function join(file: string): Promise<Announcement | undefined> {
  const text = await readFile(`${file}.json`, 'utf8').catch(() => undefined);
  const announcement = text === undefined ? undefined : parseAnnouncement(text);
  if (!announcement) return undefined;
  const { default: fetch } = await import('node-fetch');
  const alive = await fetch(`${announcement.restUrl}/api/v3/ping`, { timeout: 2_000 }).catch(() => undefined);
  return alive?.ok ? announcement : undefined;
}

/**
 * The exchange that another window is starting: the file is locked before it is announced. Asked for again and again: the
 * announcement of one that was killed lies there still, so that it is written says less than that someone answers.
 */
async function joinSoon(file: string): Promise<Announcement | undefined> {
  for (const until = Date.now() + joinWithinMs; ;) {
    const running = await join(file);
    if (running || Date.now() > until) return running;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const fields = ['restUrl', 'wsApiUrl', 'streamUrl', 'controlUrl', 'controlToken', 'apiKey', 'apiSecret'] as const;

export function parseAnnouncement(text: string): Announcement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const announced: Partial<Record<(typeof fields)[number], string>> = {};
  for (const field of fields) {
    const entry = given[field];
    if (typeof entry !== 'string') return undefined;
    announced[field] = entry;
  }
  return announced as Announcement;
}
