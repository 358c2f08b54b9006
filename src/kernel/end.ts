import { existsSync } from 'node:fs';

/** Why a kernel process ended. */
export interface End {
  /** The cell that was running, or that called `process.exit`. */
  readonly cell: number | undefined;
  readonly reason: 'stopped' | 'exited' | 'out of memory' | 'crashed';
  /** In words for the user. */
  readonly message: string;
}

/** What is known when the process is gone. */
export interface Circumstances {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it did not even start. */
  readonly failure?: string;
  /** The cells that were running, and the one that was started last. */
  readonly running: number | undefined;
  readonly latest: number | undefined;
  /** Whether its end was asked for. */
  readonly stopped: boolean;
}

/** What `vscode.l10n` does: puts a sentence into the reader's language, with `{0}` filled in. */
export interface Sentences {
  t(sentence: string, ...values: (string | number)[]): string;
}

export const english: Sentences = {
  t: (sentence, ...values) => sentence.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
};

/** Gathers what a kernel process says of its own end, and puts it into words. */
export class LastWords {
  readonly #folder: string;
  readonly #memory: number;
  readonly #l10n: Sentences;
  #complaint = '';
  #exiting: { readonly cell: number; readonly code: number } | undefined;

  /**
   * @param folder where the process was started
   * @param memory limit of its heap in megabytes
   */
  constructor(folder: string, memory: number, l10n: Sentences) {
    this.#folder = folder;
    this.#memory = memory;
    this.#l10n = l10n;
  }

  /** The process ends by itself: a cell has called `process.exit`. */
  exits(cell: number, code: number): void {
    this.#exiting = { cell, code };
  }

  /**
   * @param printed text on stderr that comes from no cell
   * @returns whether it is part of what V8 says when it gives up, which belongs in no output
   */
  hears(printed: string): boolean {
    if (this.#complaint === '' && !/^(?:\n?<--- Last few GCs|FATAL ERROR)/m.test(printed)) return false;
    this.#complaint += printed;
    return true;
  }

  describe({ code, signal, failure, running, latest, stopped }: Circumstances): End {
    const l10n = this.#l10n;
    if (stopped) return { cell: running, reason: 'stopped', message: l10n.t('The kernel was stopped.') };
    if (failure !== undefined) {
      // Node names the program where it is the folder that is missing.
      const gone = () => l10n.t('the notebook’s folder {0} is not there any more.', this.#folder);
      const why = existsSync(this.#folder) ? failure : gone();
      return { cell: running, reason: 'crashed', message: l10n.t('The kernel process did not start: {0}', why) };
    }
    const lost = (how: string) => `${how} ${l10n.t('Its variables are lost; the next run starts a fresh kernel.')}`;
    if (/heap out of memory|Reached heap limit|invalid array length Allocation failed/i.test(this.#complaint)) {
      const message = lost(l10n.t('The kernel ran out of memory (limit: {0} MB).', this.#memory));
      return { cell: running, reason: 'out of memory', message };
    }
    if (this.#exiting) {
      const { cell, code: given } = this.#exiting;
      const message = lost(l10n.t('The kernel ended: process.exit({0}) was called.', given));
      return { cell: running ?? cell, reason: 'exited', message };
    }
    const how = signal
      ? l10n.t('The kernel process was ended by {0}.', signal)
      : l10n.t('The kernel process ended with code {0}.', String(code));
    return { cell: running ?? latest, reason: 'crashed', message: lost(how) };
  }
}
