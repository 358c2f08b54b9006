// `npm run bench [-- NAME]`: test/bench/NAME.bench.ts, or all of them, each in a process of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.ts';
import { Hindrance, runProgram, say } from './say.ts';

const folder = path.join(root, 'test', 'bench');

async function main(): Promise<number> {
  const all = fs.globSync('*.bench.ts', { cwd: folder }).map((file) => file.replace(/\.bench\.ts$/, ''));
  const [wanted, ...rest] = process.argv.slice(2);
  if (wanted !== undefined && !all.includes(wanted)) {
    throw new Hindrance(`There is no benchmark "${wanted}"; there are: ${all.sort().join(', ') || 'none'}.`);
  }
  let code = 0;
  for (const name of wanted === undefined ? all.sort() : [wanted]) {
    say(`== ${name}`);
    code ||= await new Promise<number>((resolve) => {
      const child = spawn(process.execPath, ['--expose-gc', path.join(folder, `${name}.bench.ts`), ...rest], {
        cwd: root,
        stdio: 'inherit',
      });
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
  }
  return code;
}

await runProgram(main);
