import { existsSync, globSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cached } from '../../stage/cache.ts';
import { CommandFailed, run } from '../../stage/processes.ts';
import { say } from '../../stage/say.ts';
import type { BenchKernel } from './bench-kernel.ts';
import { startJupyter, type JupyterProgram, type ZeroMq } from './jupyter.ts';

/** Fetched when the benchmark runs, and no sooner: 180 MB that nobody else needs. */
const packages = { deno: '2.9.6', tslab: '1.0.22', zeromq: '6.8.0' };

/** Another kernel, or why it cannot be measured here. */
export type Peer =
  | { readonly name: string; readonly start: () => Promise<BenchKernel> }
  | { readonly name: string; readonly missing: string };

export async function findPeers(): Promise<Peer[]> {
  const names = [`deno ${packages.deno}`, `tslab ${packages.tslab}`] as const;
  try {
    const modules = path.join(await fetchPeers(), 'node_modules');
    const load = createRequire(path.join(modules, 'peers.cjs'));
    const zeromq = load('zeromq') as ZeroMq;
    const peer = (name: string, program: string | undefined, how: (program: string) => JupyterProgram): Peer =>
      program !== undefined && existsSync(program)
        ? { name, start: () => startJupyter(zeromq, how(program)) }
        : { name, missing: `its package has no program for ${process.platform} on ${process.arch}` };
    return [
      peer(names[0], denoProgram(modules), (deno) => ({
        command: deno,
        folder: path.dirname(modules),
        args: (file) => ['jupyter', '--kernel', '--conn', file],
        environment: { DENO_DIR: path.join(modules, '.deno'), DENO_NO_UPDATE_CHECK: '1' },
        interrupts: 'message',
      })),
      peer(names[1], path.join(modules, 'tslab', 'bin', 'tslab'), (tslab) => ({
        command: process.execPath,
        // It takes the types of Node from where the notebook is.
        folder: path.dirname(modules),
        args: (file) => [tslab, 'kernel', '--config-path', file],
        interrupts: 'signal',
      })),
    ];
  } catch (error) {
    return names.map((name) => ({ name, missing: reason(error) }));
  }
}

function fetchPeers(): Promise<string> {
  const specs = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  return cached(`kernels-${specs.join('-')}`, async (folder) => {
    say(`Fetching ${specs.join(', ')} from the npm registry to measure against (once) …`);
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    // Their programs and prebuilt modules are in the packages; install scripts would only build what is missing.
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...specs];
    const onWindows = process.platform === 'win32';
    await run(onWindows ? 'npm.cmd' : 'npm', args, { cwd: folder, shell: onWindows });
  });
}

function reason(error: unknown): string {
  if (error instanceof CommandFailed) {
    const said = error.printed.split('\n').find((line) => /^npm error (?!code|errno|syscall)/.test(line));
    return `npm could not fetch it (${said?.replace('npm error ', '').slice(0, 120) ?? 'it did not say why'})`;
  }
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** Deno's own launcher is a Node program; measured is what it launches. */
function denoProgram(modules: string): string | undefined {
  const [found] = globSync(['@deno/*/deno', '@deno/*/deno.exe'], { cwd: modules });
  return found && path.join(modules, found);
}
