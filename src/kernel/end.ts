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

const lost = 'Its variables are lost; the next run starts a fresh kernel.';

/** Gathers what a kernel process says of its own end, and puts it into words. */
export class LastWords {
  readonly #folder: string;
  readonly #memory: number;
  #complaint = '';
  #exiting: { readonly cell: number; readonly code: number } | undefined;

  /**
   * @param folder where the process was started
   * @param memory limit of its heap in megabytes
   */
  constructor(folder: string, memory: number) {
    this.#folder = folder;
    this.#memory = memory;
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
    if (stopped) return { cell: running, reason: 'stopped', message: 'The kernel was stopped.' };
    if (failure !== undefined) {
      // Node names the program where it is the folder that is missing.
      const why = existsSync(this.#folder) ? failure : `the notebook's folder ${this.#folder} is not there any more.`;
      return { cell: running, reason: 'crashed', message: `The kernel process did not start: ${why}` };
    }
    if (/heap out of memory|Reached heap limit|invalid array length Allocation failed/i.test(this.#complaint)) {
      const message = `The kernel ran out of memory (limit: ${this.#memory} MB). ${lost}`;
      return { cell: running ?? latest, reason: 'out of memory', message };
    }
    if (this.#exiting) {
      const { cell, code: given } = this.#exiting;
      const message = `The kernel ended: process.exit(${given}) was called. ${lost}`;
      return { cell: running ?? cell, reason: 'exited', message };
    }
    const how = signal ? `was ended by ${signal}` : `ended with code ${String(code)}`;
    return { cell: running ?? latest, reason: 'crashed', message: `The kernel process ${how}. ${lost}` };
  }
}
