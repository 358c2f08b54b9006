// What all journeys share: one VS Code server with the packaged extension, and one browser. Each journey opens a
// browser context of its own in it, which is what makes its user a new one: state and secrets live in the browser.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../stage/browser.ts';
import { editor, newestVsCode, vsCodeVersion } from '../stage/cache.ts';
import { installExtension, serve, type Server } from '../stage/server.ts';
import { packageExtension } from '../stage/vsix.ts';

export interface Site {
  readonly browser: Browser;
  readonly server: Server;
  /** The server's state, with the machine's settings. */
  readonly state: string;
}

let opened: Promise<Site> | undefined;
let wary: Promise<Site> | undefined;

/** Opens the site for the first journey; the others find it open. It closes after the last test of the run. */
export function site(): Promise<Site> {
  opened ??= open();
  return opened;
}

/** The same, with a server that asks whether a folder is trusted. */
export function warySite(): Promise<Site> {
  wary ??= openWary();
  return wary;
}

async function openWary(): Promise<Site> {
  const first = await site();
  const vsCode = await editor(vsCodeVersion(process.env['MARGINALIA_VSCODE'] ?? newestVsCode));
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-site-'));
  const extensions = path.join(first.state, 'extensions');
  const server = await serve({ editor: vsCode, folder: state, asksForTrust: true, extensions });
  return { browser: first.browser, server, state };
}

async function open(): Promise<Site> {
  const vsCode = await editor(vsCodeVersion(process.env['MARGINALIA_VSCODE'] ?? newestVsCode));
  const vsix = await packageExtension();
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-site-'));
  await installExtension(vsCode, state, vsix);
  const [server, browser] = await Promise.all([serve({ editor: vsCode, folder: state }), launchBrowser()]);
  return { browser, server, state };
}

after('closes the editor and the browser', async () => {
  if (!opened) return;
  await (await opened).browser.close();
  for (const each of [wary, opened]) {
    const { server, state } = (await each) ?? {};
    await server?.stop();
    if (state !== undefined) fs.rmSync(state, { recursive: true, force: true });
  }
});
