// `npm run bench -- host [SESSIONS] [SECONDS OF A MINUTE]`: what Marginalia costs the editor, in a real VS Code with the packaged extension.
//
// activation          as the editor itself accounts for it in "Show Running Extensions"; another session each time
// memory              resident size of the extension host at rest, over one with an empty extension in its place
// change to tree      from the exchange's answer leaving to the row's new figure standing in the page, 500 assets
// requests a minute   at rest, with the Margin view visible and hidden
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../stage/browser.ts';
import { editor } from '../stage/cache.ts';
import { startPaper } from '../stage/paper.ts';
import { installExtension, pageUrl, serve, writeMachineSettings, type Server } from '../stage/server.ts';
import { quietWorkbench } from '../stage/settings.ts';
import { packageExtension } from '../stage/vsix.ts';
import { standBetween, type Between } from './host/between.ts';
import { installEmpty } from './host/empty.ts';

const sessions = Number(process.argv[2] ?? 5);
const changes = 20;
const assets = 500;
/** Shorter ones give a first look. */
const minuteMs = Number(process.argv[3] ?? 60) * 1_000;
/** An extension host that has just started still has garbage of its own to collect. */
const restMs = minuteMs / 4;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const print = (name: string, figure: string, goal: string) =>
  console.log(`${name.padEnd(44)} ${figure.padStart(22)}   ${goal}`);

const vsCode = await editor();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-bench-'));
const workspace = path.join(folder, 'workspace');
fs.mkdirSync(workspace);
const browser = await launchBrowser();
const servers: Server[] = [];
const data = path.join(folder, 'paper.db');
const paper = await startPaper(':memory:', ['--limits', 'off']);
const between = await standBetween(paper);
// The paper profile joins the exchange that this file names: the one that counts.
fs.writeFileSync(`${data}.json`, JSON.stringify({ ...paper, process: undefined, restUrl: between.restUrl }));
try {
  const vsix = await packageExtension();
  const own = await serveWith('own', (state) => installExtension(vsCode, state, vsix));
  const figures = await measureOwn(own);
  await own.stop();
  const other = await serveWith('empty', (state) => {
    installEmpty(path.join(state, 'extensions'));
    return Promise.resolve();
  });
  const emptyMemory: number[] = [];
  for (let session = 0; session < sessions; session += 1)
    emptyMemory.push(
      await inSession(other, async () => {
        await rest(restMs);
        return memoryOf(hostOf(other));
      }),
    );
  await other.stop();
  const over = median(figures.memory) - median(emptyMemory);
  print('activation, editor’s accounting, median', `${median(figures.activation)} ms`, 'goal 50 ms');
  print('  each', figures.activation.join(', '), '');
  print('extension host at rest over an empty one', `${over.toFixed(1)} MB`, 'goal 25 MB');
  print('  with, without', `${median(figures.memory).toFixed(1)}, ${median(emptyMemory).toFixed(1)} MB`, '');
  print(`change of a ${String(assets)}-asset account to tree, median`, `${median(figures.change)} ms`, 'goal 100 ms');
  print('  most', `${String(Math.max(...figures.change))} ms`, '');
  print('requests a minute, Margin view visible', String(figures.visible), '');
  print('requests a minute, Margin view hidden', String(figures.hidden), '');
} finally {
  await browser.close();
  await Promise.all(servers.map((server) => server.stop()));
  await between.close();
  await paper.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function serveWith(name: string, install: (state: string) => Promise<void>): Promise<Server> {
  const state = path.join(folder, name);
  fs.mkdirSync(path.join(state, 'extensions'), { recursive: true });
  await install(state);
  writeMachineSettings(state, { ...quietWorkbench, 'marginalia.paper.dataFile': data });
  const server = await serve({ editor: vsCode, folder: state });
  servers.push(server);
  return server;
}

/** A window of its own, from the first paint to its end. */
async function inSession<T>(server: Server, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  try {
    await page.goto(pageUrl({ port: server.port, workspace }));
    await page.locator('.monaco-workbench .statusbar').waitFor();
    return await use(page);
  } finally {
    // Leaving lets the server end the extension host at once.
    await page.goto('about:blank');
    await context.close();
    // Some hosts are kept for a window that may come back; the next one is told from it by its number.
    for (let waited = 0; waited < 50 && hostsOf(server).length > 0; waited += 1) await rest(100);
  }
}

async function measureOwn(server: Server) {
  const activation: number[] = [];
  const memory: number[] = [];
  for (let session = 0; session < sessions; session += 1)
    await inSession(server, async (page) => {
      await openMargin(page);
      activation.push(await activationIn(page));
      await page.keyboard.press('Control+Shift+E');
      await rest(restMs);
      memory.push(memoryOf(hostOf(server)));
    });
  return inSession(server, async (page) => {
    await openMargin(page);
    const visible = await requestsInAMinute();
    await page.keyboard.press('Control+Shift+E');
    const hidden = await requestsInAMinute();
    return { activation, memory, visible, hidden, change: await changesToTree(page) };
  });
}

/** Runs a command by its title. A page that still loads drops keys, and does not offer commands that came later. */
async function command(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible');
  const option = input.getByRole('option').filter({ hasText: title }).first();
  const shown = (locator: Locator) =>
    locator.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  for (;;) {
    await page.keyboard.press('F1');
    if (await shown(input)) {
      await input.getByRole('textbox').fill(`>${title}`);
      if (await shown(option)) break;
      await page.keyboard.press('Escape');
    }
  }
  await option.click();
}

/** "Activation: 12 ms" of our row. */
async function activationIn(page: Page): Promise<number> {
  const activated = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Marginalia' });
  await command(page, 'Developer: Show Running Extensions');
  const text = await activated.locator('.activation-time').filter({ hasText: /\d/ }).innerText();
  // A window of its own in front of all.
  await page.keyboard.press('Escape');
  await activated.waitFor({ state: 'hidden' });
  return Number(/(\d+) ?ms/.exec(text)?.[1] ?? NaN);
}

async function openMargin(page: Page): Promise<void> {
  await command(page, 'Margin: Start the Paper Account');
  await page
    .getByRole('treeitem', { name: /^Cross account/ })
    .first()
    .waitFor();
}

async function requestsInAMinute(): Promise<number> {
  // What a change of the view asks is not rest.
  await rest(5_000);
  const before = total(between);
  await rest(minuteMs);
  return ((total(between) - before) * 60_000) / minuteMs;
}

function total({ counts }: Between): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** The row of the last asset changes; the page says when it showed it. */
async function changesToTree(page: Page): Promise<number[]> {
  between.assets = assets;
  await openMargin(page);
  const name = `A${String(assets - 1)}`;
  await command(page, 'Margin: Refresh');
  await page
    .getByRole('treeitem', { name: new RegExp(`^${name}`) })
    .first()
    .waitFor();
  const taken: number[] = [];
  for (let change = 0; change < changes; change += 1) {
    between.free = String(1000 + change);
    const seen = page.evaluate(
      (figure) =>
        new Promise<number>((resolve) => {
          const look = () => {
            const rows = [...document.querySelectorAll('[role=treeitem]')];
            if (!rows.some((row) => row.textContent.includes(figure))) return;
            watching.disconnect();
            // Painted with the next frame.
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
          };
          const watching = new MutationObserver(look);
          watching.observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        }),
      (1000 + change).toLocaleString('en-US'),
    );
    await command(page, 'Margin: Refresh');
    taken.push((await seen) - between.sentAt);
  }
  return taken;
}

/** Process ids of the extension hosts that a server runs. */
function hostsOf(server: Server): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const line = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const parent = /\nPPid:\t(\d+)/.exec(fs.readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        return line.includes('extensionHost') && Number(parent) === server.process.pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

function hostOf(server: Server): number {
  const hosts = hostsOf(server);
  if (hosts.length === 0) throw new Error('There is no extension host.');
  return Math.max(...hosts);
}

/** Megabytes that are resident and its own. */
function memoryOf(pid: number): number {
  const rollup = fs.readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? NaN);
  return (kilobytes('Private_Clean') + kilobytes('Private_Dirty')) / 1024;
}
