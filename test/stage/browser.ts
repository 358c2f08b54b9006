// A headless Chromium to drive the workbench with: the one in the npm package where it runs, else an installed one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { cached } from './cache.ts';
import { run } from './processes.ts';
import { Hindrance, say } from './say.ts';

interface Chromium {
  executable: string;
  env: Record<string, string>;
}

/**
 * Starts the browser.
 *
 * @throws Hindrance saying what to install when no Chromium runs on this machine.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executable, env } = await findChromium();
  return chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    // The packaged build has no GPU process, and containers lend no more than 64 MB of shared memory.
    args: ['--disable-gpu', '--disable-dev-shm-usage'],
  });
}

async function findChromium(): Promise<Chromium> {
  const named = process.env['MARGINALIA_CHROMIUM'];
  if (named !== undefined) return { executable: named, env: {} };
  const reasons: string[] = [];
  if (process.platform === 'linux' && process.arch === 'x64') {
    const home = await packagedChromium();
    for (const env of [{}, { LD_LIBRARY_PATH: path.join(home, 'lib') }]) {
      const executable = path.join(home, 'chromium');
      const failure = whyNotRunning(executable, env);
      if (failure === undefined) return { executable, env: { ...env, ...fonts(home) } };
      reasons.push(failure);
    }
  }
  const installed = installedChromium();
  if (installed !== undefined) return { executable: installed, env: {} };
  throw new Hindrance(
    [
      'No Chromium runs on this machine. Install one (Debian: apt-get install chromium; or Chrome),',
      'or name its program in the environment variable MARGINALIA_CHROMIUM.',
      ...reasons,
    ].join('\n'),
  );
}

/** The Chromium of the npm package, unpacked, with the libraries and fonts that a bare machine lacks. */
function packagedChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const folder = path.resolve(path.dirname(entry), '../..');
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return cached(`chromium-${version}`, async (target) => {
    say(`Unpacking Chromium ${version} …`);
    await inflate(path.join(folder, 'bin', 'chromium.br'), path.join(target, 'chromium'));
    fs.chmodSync(path.join(target, 'chromium'), 0o755);
    for (const name of ['al2023.tar', 'fonts.tar']) {
      const tar = path.join(target, name);
      await inflate(path.join(folder, 'bin', `${name}.br`), tar);
      await run('tar', ['-xf', tar, '-C', target]);
      fs.rmSync(tar);
    }
  });
}

async function inflate(source: string, target: string): Promise<void> {
  fs.writeFileSync(target, await promisify(brotliDecompress)(fs.readFileSync(source)));
}

/** A font configuration for machines that have none, where every letter would be an empty box. */
function fonts(home: string): Record<string, string> {
  if (fs.existsSync('/etc/fonts/fonts.conf') && fs.existsSync('/usr/share/fonts')) return {};
  const file = path.join(home, 'own-fonts.conf');
  if (!fs.existsSync(file)) {
    // In one stroke: another browser may be reading it.
    const made = `${file}.${String(process.pid)}`;
    fs.writeFileSync(
      made,
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir>` +
        `<dir>/usr/share/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>`,
    );
    fs.renameSync(made, file);
  }
  return { FONTCONFIG_FILE: file };
}

function whyNotRunning(executable: string, env: Record<string, string>): string | undefined {
  try {
    execFileSync(executable, ['--version'], { env: { ...process.env, ...env }, stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

function installedChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  candidates.push(
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  );
  return candidates.find((file) => fs.existsSync(file));
}
