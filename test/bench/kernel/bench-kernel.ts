import { readFileSync, readdirSync } from 'node:fs';

/** A kernel as the benchmark drives it, whatever it speaks. */
export interface BenchKernel {
  readonly pid: number;
  /** Text on stdout since it was last emptied. */
  printed: string[];
  /** Text on stderr, and what cells threw. */
  complaints: string;
  /** When the kernel was last heard of, in ms. */
  heard: number;
  /** Resolves once the kernel has said that the cell is done and its outputs have arrived; with whether it did well. */
  run(code: string): Promise<boolean>;
  /** Resolves with the next text on stdout. */
  nextPrinted(): Promise<void>;
  interrupt(): void;
  stop(): void;
}

/** Resident memory of a process and all below it, in megabytes; NaN where the system does not say (only Linux does). */
export function memoryOf(pid: number): number {
  try {
    const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(pages) / 1024 + childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), 0);
  } catch {
    return NaN;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
