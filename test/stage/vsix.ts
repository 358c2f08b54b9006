// `npm run package`: the extension as a .vsix, made again only when something in it changed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.ts';
import { run } from './processes.ts';
import { Hindrance, say } from './say.ts';

/** Larger than this, something slipped in that does not belong there. */
const largestBytes = 6 * 1024 * 1024;

const contents = [
  ...[
    'dist',
    'media',
    'l10n',
    'package.json',
    'package.nls.json',
    'package.nls.zh-cn.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
  ],
  '.vscodeignore',
];

/** @returns The path of the package. */
export async function packageExtension(): Promise<string> {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const vsix = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
  const stamp = path.join(root, 'dist', '.packaged');
  const packaged = digest(contents);
  if (fs.existsSync(vsix) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === packaged) return vsix;
  say('Packaging the extension …');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-vsix-'));
  try {
    layOut(folder);
    await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: folder });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const { size } = fs.statSync(vsix);
  if (size > largestBytes) {
    throw new Hindrance(
      `${vsix} has ${megabytes(size)} MB; more than ${megabytes(largestBytes)} MB slow every installation.`,
    );
  }
  fs.writeFileSync(stamp, packaged);
  return vsix;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** The TypeScript server finds plugins nowhere but in an extension's node_modules. */
const plugin = 'marginalia-cells';

/**
 * Lays out what is packaged. esbuild bundled every dependency already, so the manifest names none but the plugin: what
 * vsce takes from node_modules is what the manifest depends on.
 */
function layOut(folder: string): void {
  for (const name of contents) {
    const source = path.join(root, name);
    if (!fs.existsSync(source)) continue;
    fs.cpSync(source, path.join(folder, name), { recursive: true, filter: (file) => !file.endsWith('.map') });
  }
  const manifestFile = path.join(folder, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8')) as { version: string };
  const { version } = manifest;
  const own = { ...manifest, dependencies: { [plugin]: version }, devDependencies: {}, overrides: {}, scripts: {} };
  fs.writeFileSync(manifestFile, JSON.stringify(own, undefined, 2));
  const pluginFolder = path.join(folder, 'node_modules', plugin);
  fs.mkdirSync(pluginFolder, { recursive: true });
  fs.renameSync(path.join(folder, 'dist', 'cells-plugin.cjs'), path.join(pluginFolder, 'index.js'));
  fs.writeFileSync(
    path.join(pluginFolder, 'package.json'),
    JSON.stringify({ name: plugin, version, main: 'index.js' }),
  );
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
