// An extension that starts with the editor and does nothing, to compare with.
import fs from 'node:fs';
import path from 'node:path';

/** Puts it where a server finds its extensions. */
export function installEmpty(extensions: string): void {
  const folder = path.join(extensions, 'nobody.empty-1.0.0');
  fs.mkdirSync(folder, { recursive: true });
  const manifest = {
    ...{ name: 'empty', publisher: 'nobody', version: '1.0.0', engines: { vscode: '^1.105.0' } },
    ...{ main: './main.js', activationEvents: ['onStartupFinished'], extensionKind: ['workspace'] },
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'main.js'), 'exports.activate = () => {};\n');
}
