import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelProcess } from '../../../src/kernel/process.ts';
import { builtParts } from '../../../src/kernel/spawn.ts';
import type { BenchKernel } from './bench-kernel.ts';

const dist = fileURLToPath(new URL('../../../dist', import.meta.url));

/** The kernel process through its whole path, as the editor drives it. */
export function startOurs(): BenchKernel {
  let cell = 0;
  let awaited: (() => void) | undefined;
  const kernel = new KernelProcess({
    ...builtParts(dist),
    folder: path.dirname(dist),
    scope: { profile: undefined, mode: undefined, methods: [], controls: false },
    colors: true,
    memory: 2048,
    host: { call: () => Promise.reject(new Error('nothing is connected')) },
    onExit: () => undefined,
    outputs: {
      stream: (_cell, name, text) => {
        if (name === 'stderr') bench.complaints += text;
        else bench.printed.push(text);
        bench.heard = performance.now();
        awaited?.();
      },
      display: () => undefined,
      update: () => undefined,
      clear: () => undefined,
      error: (_cell, error) => void (bench.complaints += error.stack),
    },
  });
  const bench: BenchKernel = {
    pid: kernel.pid ?? 0,
    printed: [],
    complaints: '',
    heard: 0,
    run: async (code) => {
      const outcome = await kernel.run(++cell, code);
      bench.heard = performance.now();
      return outcome === 'ok';
    },
    nextPrinted: () => new Promise((resolve) => (awaited = resolve)),
    interrupt: () => kernel.interrupt(),
    stop: () => kernel.stop(),
  };
  return bench;
}
