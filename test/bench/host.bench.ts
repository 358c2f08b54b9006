// `npm run bench -- host`: what Marginalia costs the editor, in a real VS Code with the packaged extension.
//
// activation          as the editor itself accounts for it in "Show Running Extensions"; another session each time
// memory              resident size of the extension host at rest, over one with an empty extension in its place
// change to tree      from the exchange's answer leaving to the row's new figure standing in the page, 500 assets
// requests a minute   at rest, with the Margin view visible and hidden
//
// About two minutes; what it is at goes to stderr. A machine that is too slow for all of it takes fewer samples.
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

/** Samples, or as many as there is time for. */
const sessions = 5;
const sessionsMs = 40_000;
const changes = 15;
const changesMs = 15_000;
const assets = 500;
/** Two readings while somebody looks, one while nobody does. */
const visibleMs = 20_000;
const hiddenMs = 60_000;
/** Nothing may take longer; then the page has gone wrong, and the benchmark ends. */
const patienceMs = 60_000;

const began = performance.now();
const say = (text: string) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
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
  say('packaging and installing');
  const vsix = await packageExtension();
  const own = await serveWith('own', (state) => installExtension(vsCode, state, vsix));
  const other = await serveWith('empty', (state) => {
    installEmpty(path.join(state, 'extensions'));
    return Promise.resolve();
  });
  const activation = await repeat(sessions, sessionsMs, 'activation', () =>
    inSession(own, async (page) => {
      await openMargin(page);
      return activationIn(page);
    }),
  );
  const [visible, hidden, memory, emptyMemory, change] = await inSession(own, async (page) => {
    await openMargin(page);
    say('requests with the Margin view visible');
    // What the first look asks is not rest.
    await rest(3_000);
    const looked = await requestsAMinute(visibleMs);
    say('requests with it hidden, and memory beside a window without Marginalia');
    await page.keyboard.press('Control+Shift+E');
    const unlooked = requestsAMinute(hiddenMs);
    const without = await inSession(other, async () => {
      await unlooked;
      return memoryOf(hostOf(other));
    });
    const withIt = memoryOf(hostOf(own));
    say(`changes of an account with ${String(assets)} assets`);
    return [looked, await unlooked, withIt, without, await changesToTree(page)] as const;
  });
  say('done');
  const over = memory - emptyMemory;
  print('activation, editor’s accounting, median', `${median(activation)} ms`, 'goal 50 ms');
  print('  each', activation.join(', '), '');
  print('extension host at rest over an empty one', `${over.toFixed(1)} MB`, 'goal 25 MB');
  print('  with, without', `${memory.toFixed(1)}, ${emptyMemory.toFixed(1)} MB`, '');
  print(`change of a ${String(assets)}-asset account to tree, median`, `${median(change)} ms`, 'goal 100 ms');
  print('  most', `${String(Math.max(...change))} ms`, '');
  print('requests a minute, Margin view visible', String(visible), '');
  print('requests a minute, Margin view hidden', String(hidden), '');
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
  context.setDefaultTimeout(patienceMs);
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

/** Takes samples until there are enough, or until the time is up. */
async function repeat<T>(times: number, ms: number, what: string, sample: () => Promise<T>): Promise<T[]> {
  const until = performance.now() + ms;
  const taken: T[] = [];
  while (taken.length < times && (taken.length === 0 || performance.now() < until)) {
    taken.push(await sample());
    say(`  ${what} ${String(taken.length)} of ${String(times)}`);
  }
  return taken;
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
  for (const until = performance.now() + patienceMs; ;) {
    if (performance.now() > until) throw new Error(`The page offers no "${title}".`);
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

async function requestsAMinute(ms: number): Promise<number> {
  const before = total(between);
  await rest(ms);
  return ((total(between) - before) * 60_000) / ms;
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
  let figure = 1000;
  return repeat(changes, changesMs, 'change', async () => {
    figure += 1;
    between.free = String(figure);
    const seen = page.evaluate(
      (shown) =>
        new Promise<number>((resolve) => {
          const look = () => {
            const rows = [...document.querySelectorAll('[role=treeitem]')];
            if (!rows.some((row) => row.textContent.includes(shown))) return;
            watching.disconnect();
            // Painted with the next frame.
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
          };
          const watching = new MutationObserver(look);
          watching.observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        }),
      figure.toLocaleString('en-US'),
    );
    await command(page, 'Margin: Refresh');
    return (await seen) - between.sentAt;
  });
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
