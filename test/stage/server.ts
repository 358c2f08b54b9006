// A VS Code server on 127.0.0.1, with its own folder for everything it would keep in the home directory.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Editor } from './cache.ts';
import { end, freePort, run } from './processes.ts';
import { Hindrance } from './say.ts';

export interface ServerOptions {
  editor: Editor;
  /** The server's state: extensions, logs, machine settings. */
  folder: string;
  /** A secret that the URL has to carry. Without one, any local process can drive the editor: for tests only. */
  token?: string;
  /** Accept extension tests from the page, and answer confirmations by itself: never with a journey about money. */
  driver?: boolean;
  /** Ask whether the authors of a folder are trusted, as VS Code does on its own. Otherwise all are. */
  asksForTrust?: boolean;
  /** Where extensions are installed, if not in the server's own folder. */
  extensions?: string;
  port?: number;
  env?: NodeJS.ProcessEnv;
}

export interface Server {
  port: number;
  process: ChildProcess;
  /** The end of what it printed, to explain a failure. */
  log(): string;
  stop(): Promise<void>;
}

/** How long a server may take to answer. Two busy cores and a cold disk need most of it. */
const startMs = 120_000;

/** @throws Hindrance with the server's last words when it does not come up. */
export async function serve(options: ServerOptions): Promise<Server> {
  const port = options.port ?? (await freePort());
  fs.mkdirSync(options.folder, { recursive: true });
  const child = spawn(
    options.editor.node,
    [
      options.editor.server,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token]),
      ...(options.driver ? ['--enable-smoke-test-driver'] : []),
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...serverFolders(options.folder, options.extensions),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
  );
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const giveUp = (reason: string) => {
      clearTimeout(timer);
      reject(new Hindrance(`The VS Code server ${reason}.\n${printed.trim()}`));
    };
    const timer = setTimeout(() => giveUp(`did not come up within ${String(startMs / 1000)} s`), startMs);
    const listen = (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-8000);
      if (!printed.includes('Web UI available at')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', (error) => giveUp(`cannot be started: ${error.message}`));
    child.once('exit', (code) => giveUp(`ended at once with ${String(code)}`));
  }).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { port, process: child, log: () => printed, stop: () => end(child) };
}

/** Settings of the machine that serves, which no workspace and no user setting of the browser overrides for this server. */
export function writeMachineSettings(folder: string, settings: Record<string, unknown>): void {
  const file = path.join(folder, 'data', 'Machine', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings, undefined, 2));
}

export async function installExtension(editor: Editor, folder: string, vsix: string): Promise<void> {
  await run(editor.node, [
    editor.server,
    ...['--install-extension', vsix, '--force', '--accept-server-license-terms'],
    ...serverFolders(folder),
  ]);
}

function serverFolders(folder: string, extensions = path.join(folder, 'extensions')): string[] {
  return ['--server-data-dir', folder, '--extensions-dir', extensions];
}

export interface PageAddress {
  port: number;
  token?: string;
  /** The folder opened as workspace. */
  workspace: string;
  /** A file shown at once. */
  openFile?: string;
  payload?: [string, string][];
}

/** The address of the workbench in a browser. */
export function pageUrl({ port, token, workspace, openFile, payload = [] }: PageAddress): string {
  const url = new URL(`http://127.0.0.1:${String(port)}/`);
  if (token !== undefined) url.searchParams.set('tkn', token);
  url.searchParams.set('folder', workspace);
  const entries = [...payload];
  if (openFile !== undefined) entries.push(['openFile', remoteUri(port, openFile)]);
  if (entries.length > 0) url.searchParams.set('payload', JSON.stringify(entries));
  return url.href;
}

/** How the workbench in the browser names a file of the server. */
export function remoteUri(port: number, file: string): string {
  return `vscode-remote://127.0.0.1:${String(port)}${file}`;
}
