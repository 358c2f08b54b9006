// `npm run package`.
import fs from 'node:fs';
import { runProgram, say } from './say.ts';
import { packageExtension } from './vsix.ts';

await runProgram(async () => {
  const vsix = await packageExtension();
  say(`${(fs.statSync(vsix).size / 1024).toFixed(0)} kB. Install it with: code --install-extension ${vsix}`);
  process.stdout.write(`${vsix}\n`);
  return 0;
});
