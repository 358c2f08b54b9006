// What is in the package that people install, read from the very file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { packageExtension } from '../stage/vsix.ts';

const mostBytes = 6 * 1024 * 1024;

/** Names and sizes in a zip file, from its central directory. */
function contentsOf(file: string): Map<string, number> {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found = new Map<string, number>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    found.set(bytes.toString('utf8', at + 46, at + 46 + name), bytes.readUInt32LE(at + 24));
    at += 46 + name + extra + comment;
  }
  return found;
}

describe('the package', () => {
  let vsix: string;
  let contents: Map<string, number>;
  before(async () => {
    vsix = await packageExtension();
    contents = contentsOf(vsix);
  });
  const has = (name: string) => (contents.get(`extension/${name}`) ?? 0) > 0;

  it('is smaller than 6 MB', () => {
    assert.ok(fs.statSync(vsix).size < mostBytes, `${String(fs.statSync(vsix).size)} bytes`);
  });

  it('has every program that the extension starts or loads', () => {
    const programs = [
      ...['extension', 'cli', 'kernel', 'frames', 'analytics', 'charts', 'typescript', 'cells-server'],
    ].map((name) => `dist/${name}.cjs`);
    const pages = ['dist/renderer/renderer.js', 'dist/renderer/viewer.js', 'dist/page/index.html', 'dist/page/page.js'];
    assert.deepEqual(
      [...programs, ...pages].filter((name) => !has(name)),
      [],
    );
  });

  it('has the TypeScript plugin where the editor’s TypeScript looks for it', () => {
    assert.ok(has('node_modules/marginalia-cells/index.js') && has('node_modules/marginalia-cells/package.json'));
  });

  it('has what the manifest names, and both languages', () => {
    const manifest = fs.readFileSync('package.json', 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media)\/[^"]+)"/g)].map(([, name]) => name ?? '');
    assert.ok(named.length > 5);
    const texts = [
      'package.nls.json',
      'package.nls.zh-cn.json',
      'l10n/bundle.l10n.zh-cn.json',
      'LICENSE.txt',
      'readme.md',
    ];
    assert.deepEqual(
      [...named, ...texts].filter((name) => !has(name)),
      [],
    );
  });

  it('has nothing that does not belong there', () => {
    const stray = [...contents.keys()].filter((name) => /\.map$|\.ts$|\/(src|test|\.vscode-test)\//.test(name));
    // Declarations are what cells are completed with.
    assert.deepEqual(
      stray.filter((name) => !/^extension\/dist\/types\/.*\.d\.ts$/.test(name)),
      [],
    );
  });
});
