// `npm start`: the paper exchange with its demo account, and a real VS Code in the browser with the packaged extension.
//
//   npm start [-- --no-open] [-- --port N]
//
// What is traded and changed is kept in .vscode-test/demo for the next start; delete that folder to begin anew.
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { editor, isAlive, type Editor } from './cache.ts';
import { startPaper } from './paper.ts';
import { demoFolder, root } from './paths.ts';
import { end, freePort, isPortFree } from './processes.ts';
import { Hindrance, runProgram, say } from './say.ts';
import { installExtension, pageUrl, serve, writeMachineSettings } from './server.ts';
import { quietWorkbench } from './settings.ts';
import { packageExtension } from './vsix.ts';

/** Who runs the demo, so that a second start can tell, and so that a start after a crash can clear up. */
interface Running {
  pid: number;
  url?: string;
  children: number[];
}

const inDemo = (name: string) => path.join(demoFolder, name);
const runningFile = inDemo('running.json');

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'no-open': { type: 'boolean' }, port: { type: 'string' } } });
  fs.mkdirSync(demoFolder, { recursive: true });
  claim();
  const children: ChildProcess[] = [];
  const stopped = untilSignal();
  try {
    const vsCode = await editor();
    const vsix = await packageExtension();
    say('Starting the paper exchange …');
    const paper = await startPaper(inDemo('paper.db'));
    children.push(paper.process);
    await installOnce(vsCode, vsix);
    const { folder, first } = copyNotebooks();
    writeMachineSettings(inDemo('editor'), {
      ...quietWorkbench,
      'marginalia.paper.dataFile': inDemo('paper.db'),
      'marginalia.openAtStart': true,
    });
    say('Starting VS Code …');
    const token = readToken();
    const server = await serve({ editor: vsCode, folder: inDemo('editor'), token, port: await port(values.port) });
    children.push(server.process);
    const url = pageUrl({ port: server.port, token, workspace: folder, ...(first && { openFile: first }) });
    note({ pid: process.pid, url, children: children.flatMap(({ pid }) => pid ?? []) });
    say('\nMarginalia is running. Open this address in a browser; Ctrl-C here ends everything.\n');
    process.stdout.write(`${url}\n`);
    if (!values['no-open']) openInBrowser(url);
    const reason = await Promise.race([
      stopped,
      once(paper.process, 'exit').then(() => 'The paper exchange ended by itself.'),
      once(server.process, 'exit').then(() => `VS Code ended by itself.\n${server.log()}`),
    ]);
    say(`\n${reason}`);
    return reason === stopRequested ? 0 : 1;
  } finally {
    await Promise.all(children.map((child) => end(child)));
    fs.rmSync(runningFile, { force: true });
  }
}

const stopRequested = 'Stopping. Balances and notebooks are kept for the next start.';

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(stopRequested));
  });
}

/** @throws Hindrance when another start runs in this checkout. */
function claim(): void {
  const before = readRunning();
  if (before && isAlive(before.pid)) {
    const where = before.url === undefined ? 'It is still starting.' : `Its address: ${before.url}`;
    throw new Hindrance(
      `Marginalia already runs from this checkout (process ${String(before.pid)}). ${where}\nEnd it with Ctrl-C in its terminal before starting another.`,
    );
  }
  // A start that was killed could not end its children; they hold the paper exchange's database.
  for (const pid of before?.children ?? []) if (isOurs(pid)) process.kill(pid, 'SIGTERM');
  note({ pid: process.pid, children: [] });
}

function readRunning(): Running | undefined {
  try {
    return JSON.parse(fs.readFileSync(runningFile, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

/** Process numbers are used again: only one whose command line names this checkout's demo is a child of ours. */
function isOurs(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(demoFolder);
  } catch {
    return false;
  }
}

function note(running: Running): void {
  fs.writeFileSync(runningFile, JSON.stringify(running), { mode: 0o600 });
}

async function installOnce(vsCode: Editor, vsix: string): Promise<void> {
  const stamp = inDemo('installed');
  const digest = createHash('sha256').update(fs.readFileSync(vsix)).digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return;
  say('Installing the extension …');
  await installExtension(vsCode, inDemo('editor'), vsix);
  fs.writeFileSync(stamp, digest);
}

/** Puts the sample notebooks that are not there yet into the workspace; the ones that are may have been edited. */
function copyNotebooks(): { folder: string; first: string | undefined } {
  const folder = inDemo('notebooks');
  const samples = path.join(root, 'media', 'notebooks');
  fs.mkdirSync(folder, { recursive: true });
  const names = fs.existsSync(samples) ? fs.readdirSync(samples).sort() : [];
  for (const name of names) {
    const target = path.join(folder, name);
    if (!fs.existsSync(target)) fs.cpSync(path.join(samples, name), target, { recursive: true });
  }
  const first = ['welcome.ipynb', ...names].find((name) => names.includes(name) && name.endsWith('.ipynb'));
  return { folder, first: first && path.join(folder, first) };
}

/** The same from start to start, so that an open browser tab only needs a reload. */
function readToken(): string {
  const file = inDemo('token');
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8');
}

async function port(wanted: string | undefined): Promise<number> {
  if (wanted !== undefined) {
    const number = Number(wanted);
    if (!Number.isInteger(number) || number < 1 || number > 65535) throw new Hindrance(`--port ${wanted} is no port.`);
    if (!(await isPortFree(number)))
      throw new Hindrance(`Port ${wanted} of 127.0.0.1 is taken. Leave --port out to use a free one.`);
    return number;
  }
  // The browser keeps the workbench's layout by address, so the last port is the best one.
  const file = inDemo('port');
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const chosen = last > 0 && (await isPortFree(last)) ? last : await freePort();
  fs.writeFileSync(file, String(chosen));
  return chosen;
}

function openInBrowser(url: string): void {
  const [command, args] = browserCommand(url);
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => say('(No browser could be opened from here.)'));
  child.unref();
}

function browserCommand(url: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['cmd', ['/c', 'start', '', url.replaceAll('&', '^&')]];
  return ['xdg-open', [url]];
}

await runProgram(main);
