// `npm run package`: the extension as a .vsix, made again only when something in it changed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.ts';
import { run } from './processes.ts';
import { Hindrance, say } from './say.ts';

/** Larger than this, something slipped in that does not belong there. */
const largestBytes = 6 * 1024 * 1024;

/** @returns The path of the package. */
export async function packageExtension(): Promise<string> {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const vsix = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
  const stamp = path.join(root, 'dist', '.packaged');
  const contents = digest(['dist', 'media', 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore']);
  if (fs.existsSync(vsix) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === contents) return vsix;
  say('Packaging the extension …');
  // esbuild bundled every dependency already.
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: root });
  const { size } = fs.statSync(vsix);
  if (size > largestBytes) {
    throw new Hindrance(
      `${vsix} has ${megabytes(size)} MB; more than ${megabytes(largestBytes)} MB slow every installation.`,
    );
  }
  fs.writeFileSync(stamp, contents);
  return vsix;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** A digest of the contents of files and folders, except source maps and stamps. */
function digest(names: string[]): string {
  const hash = createHash('sha256');
  const visit = (file: string) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) visit(path.join(file, name));
    } else if (!file.endsWith('.map') && !path.basename(file).startsWith('.')) {
      hash.update(`${path.relative(root, file)}\n`).update(fs.readFileSync(file));
    }
  };
  for (const name of names) visit(path.join(root, name));
  return hash.digest('hex');
}
