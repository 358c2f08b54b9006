// `npm run test:host`: test/host/*.test.ts with mocha inside a real VS Code's extension host.
//
//   npm run test:host [-- --vscode 1.105] [--grep TEXT] [--desktop]
//
// --desktop lets @vscode/test-electron download a desktop VS Code instead, for machines that can run one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { editor, newestVsCode, vsCodeVersion } from './cache.ts';
import { artifactsFolder, root } from './paths.ts';
import { Hindrance, runProgram, say } from './say.ts';
import { readTally, tell } from './tally.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      vscode: { type: 'string', default: newestVsCode },
      grep: { type: 'string' },
      desktop: { type: 'boolean', default: false },
    },
  });
  const version = vsCodeVersion(values.vscode);
  if (!values.desktop) await editor(version);
  const bundles = path.join(artifactsFolder, 'host');
  const index = await bundleTests(bundles);
  const tally = process.env['MARGINALIA_TALLY'] ?? path.join(bundles, `results-${version}.json`);
  fs.rmSync(tally, { force: true });
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-workspace-'));
  const samples = path.join(root, 'media', 'notebooks');
  if (fs.existsSync(samples)) fs.cpSync(samples, workspace, { recursive: true });
  say(`Host tests in VS Code ${version} …`);
  try {
    await runTests({
      ...(values.desktop ? {} : { vscodeExecutablePath: path.join(root, 'test', 'stage', 'launcher.ts') }),
      version,
      extensionDevelopmentPath: root,
      extensionTestsPath: index,
      launchArgs: [workspace],
      extensionTestsEnv: {
        MARGINALIA_VSCODE: version,
        MARGINALIA_TALLY: tally,
        MARGINALIA_LOG: path.join(bundles, `workbench-${version}.log`),
        ...(values.grep === undefined ? {} : { MARGINALIA_GREP: values.grep }),
        // The launcher is found by its first line: it has to meet this Node.
        PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
      },
    });
  } catch (error) {
    if (!fs.existsSync(tally)) throw error;
  } finally {
    fs.rmSync(workspace, { recursive: true, force: true });
  }
  return tell(readTally(tally));
}

/** @returns The module whose `run()` VS Code calls. */
async function bundleTests(folder: string): Promise<string> {
  const source = path.join(root, 'test', 'host');
  const tests = fs.globSync('**/*.test.ts', { cwd: source });
  if (tests.length === 0) throw new Hindrance(`There is no *.test.ts in ${source}.`);
  fs.rmSync(folder, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: ['index.ts', ...tests].map((name) => path.join(source, name)),
    outbase: source,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(folder, 'index.cjs');
}

await runProgram(main);
