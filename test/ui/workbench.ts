// A person at the workbench: opens VS Code with the packaged extension in a browser, on a paper exchange of its own, and
// uses the Margin view.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startPaper, type Paper } from '../stage/paper.ts';
import { root } from '../stage/paths.ts';
import { pageUrl, writeMachineSettings } from '../stage/server.ts';
import { quietWorkbench } from '../stage/settings.ts';
import { NotebookWindow } from './notebook-window.ts';
import { site, warySite } from './site.ts';
import { patienceMs } from './window.ts';

export interface Opening {
  theme?: Theme;
  /** More settings of the machine. */
  settings?: Record<string, unknown>;
  /** A sample notebook that is opened at once. */
  notebook?: string;
  /** Whether the workbench asks if the folder is trusted; otherwise it is. */
  asksForTrust?: boolean;
  /** More arguments of the paper exchange. */
  paper?: string[];
  /** Name of the folder of screenshots in test/artifacts/ui. */
  name: string;
}

type View = 'Accounts' | 'Loans' | 'Orders' | 'Alerts' | 'Activity' | 'Variables';

/** What VS Code calls each theme, and how its page says which kind is in use. */
const themes = {
  light: { name: 'Default Light Modern', sign: '.vs' },
  dark: { name: 'Default Dark Modern', sign: '.vs-dark' },
  'hc-black': { name: 'Default High Contrast', sign: '.hc-black' },
  'hc-light': { name: 'Default High Contrast Light', sign: '.hc-light' },
} as const;
export type Theme = keyof typeof themes;

const windowWidth = 1440;
/** Where the person is, so that local time is not UTC. */
const timezoneId = 'Asia/Singapore';
/** Copying is part of the journeys; a person's browser asks for it once. */
const permissions = ['clipboard-read', 'clipboard-write'];

export class Workbench extends NotebookWindow {
  readonly paper: Paper;
  readonly hoursFromUtc = 8;
  readonly #context: BrowserContext;
  readonly #folder: string;
  readonly #exchanges: Paper[];
  readonly #applySettings: (settings: Record<string, unknown>) => void;

  private constructor(parts: {
    page: Page;
    paper: Paper;
    folder: string;
    context: BrowserContext;
    applySettings: (settings: Record<string, unknown>) => void;
    name: string;
  }) {
    super(parts.page, parts.name, path.join(parts.folder, 'notebooks'));
    this.paper = parts.paper;
    this.#context = parts.context;
    this.#folder = parts.folder;
    this.#exchanges = [parts.paper];
    this.#applySettings = parts.applySettings;
  }

  static async open(opening: Opening): Promise<Workbench> {
    const { theme = 'dark', settings = {}, notebook, paper: more = [], name, asksForTrust = false } = opening;
    const { browser, server, state } = await (asksForTrust ? warySite() : site());
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-ui-'));
    const workspace = path.join(folder, 'notebooks');
    fs.cpSync(path.join(root, 'media', 'notebooks'), workspace, { recursive: true });
    const context = await browser.newContext({
      viewport: { width: windowWidth, height: 900 },
      permissions,
      timezoneId,
    });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    const data = path.join(folder, 'paper.db');
    const paper = await startPaper(data, more);
    const written: Record<string, unknown> = {
      ...quietWorkbench,
      'workbench.colorTheme': themes[theme].name,
      'marginalia.paper.dataFile': data,
      ...settings,
    };
    const applySettings = (changed: Record<string, unknown>) => {
      Object.assign(written, changed);
      writeMachineSettings(state, written);
    };
    applySettings({});
    const workbench = new Workbench({ page, paper, folder, context, applySettings, name });
    try {
      await page.goto(pageUrl({ port: server.port, workspace }));
      // Our icon is there once all extensions are known; before that a notebook would open as text.
      await page.locator('.activitybar').getByRole('tab', { name: 'Margin' }).waitFor();
      if (notebook !== undefined) await workbench.openNotebook(notebook);
    } catch (error) {
      await workbench.shootFailure('to open').catch(() => undefined);
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  async close(): Promise<void> {
    // Leaving the page lets the workbench say goodbye, so that the server ends its extension host at once.
    // Whatever became of the page, what was started is ended.
    await this.page.goto('about:blank').catch(() => undefined);
    await this.#context.close().catch(() => undefined);
    await Promise.all(this.#exchanges.map((exchange) => exchange.stop()));
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Another paper exchange, to play a real one. */
  async anotherExchange(more: string[] = []): Promise<Paper> {
    const exchange = await startPaper(':memory:', more);
    this.#exchanges.push(exchange);
    return exchange;
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#applySettings({ 'workbench.colorTheme': themes[theme].name });
    await this.page.locator(`.monaco-workbench${themes[theme].sign}`).waitFor();
  }

  /** Directs a paper exchange behind the scenes: its clock, prices and faults. */
  async control(method: 'POST' | 'DELETE', control: string, body?: unknown, exchange = this.paper): Promise<void> {
    await direct(exchange, method, control, body);
  }

  /** The commands of a kind that an exchange has accepted, such as `borrow`: what really happened there. */
  async done(kind: string, exchange = this.paper): Promise<Record<string, unknown>[]> {
    const { records } = (await direct(exchange, 'GET', 'journal')) as { records: { command: { do: string } }[] };
    return records.map(({ command }) => command).filter((command) => command.do === kind);
  }

  // --- the sidebar ------------------------------------------------------------------------------------------------

  async openMargin(): Promise<void> {
    await this.page.locator('.activitybar').getByRole('tab', { name: 'Margin' }).click();
    await this.page.locator('.sidebar .pane-header', { hasText: 'Accounts' }).waitFor();
  }

  /** Opens one of the views of the sidebar by its head, or closes it. */
  async openView(view: View, { close = false } = {}): Promise<void> {
    const head = this.page.locator('.sidebar .pane-header', { hasText: view });
    const done = head.and(this.page.locator(`[aria-expanded="${String(!close)}"]`));
    await head.waitFor();
    await this.insist(async () => {
      if (!(await done.isVisible())) await head.click();
    }, done);
  }

  /** A row that is in sight in one of the trees, by what it says aloud. */
  row(name: string | RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name }).first();
  }

  /** Walks down a tree by keyboard until the row is in sight, as often as it takes the row to come to be. */
  async find(view: View, name: string | RegExp): Promise<Locator> {
    const row = this.row(name);
    const tree = this.page.locator('.sidebar').getByRole('tree', { name: view });
    await tree.getByRole('treeitem').first().waitFor();
    const deadline = Date.now() + patienceMs;
    for (let step = 0; !(await isInSight(row)); step += 1) {
      assert.ok(Date.now() < deadline, `no row ${String(name)} in ${view}`);
      await tree.press(step % 60 === 0 ? 'Home' : 'ArrowDown');
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    return row;
  }

  /** Runs an action of a row's context menu. */
  async menu(row: Locator, action: string | RegExp): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: action });
    await this.insist(() => row.click({ button: 'right' }), item);
    // Fresh menus ignore the mouse for a moment, so that the click which opened them does nothing more.
    await item.hover();
    await this.page.keyboard.press('Enter');
  }

  /** Opens a row that can be opened. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.click();
    await this.page.keyboard.press('ArrowRight');
  }

  /** One of the figures that a row says aloud, such as the principal of a loan. */
  async amount(row: Locator, figure: string): Promise<number> {
    await row.waitFor();
    return amountIn(await row.getAttribute('aria-label'), figure);
  }

  /** Waits until a row that was there is gone. */
  async gone(row: Locator): Promise<void> {
    await row.waitFor({ state: 'hidden' });
  }

  /** Waits until a figure of a row is what `wanted` asks for. */
  async amountIs(row: Locator, figure: string, wanted: (amount: number) => boolean): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const label = await row.getAttribute('aria-label');
      if (wanted(amountIn(label, figure))) return;
      assert.ok(Date.now() < deadline, `${figure} stayed as it was: ${String(label)}`);
      await this.#sidebarChanges();
    }
  }

  /** Waits for anything to change in the sidebar, a second at most. */
  async #sidebarChanges(): Promise<void> {
    await this.page.locator('.sidebar').evaluate(
      (sidebar) =>
        new Promise<void>((resolve) => {
          const done = () => {
            observer.disconnect();
            resolve();
          };
          const observer = new MutationObserver(done);
          observer.observe(sidebar, { subtree: true, childList: true, attributes: true, characterData: true });
          setTimeout(done, 1000);
        }),
    );
  }

  get statusBar(): Locator {
    return this.page.locator('.statusbar');
  }

  /** Opens our walkthrough, or comes back to it, and finds its steps. */
  async openWalkthrough(): Promise<Locator> {
    const title = 'Your first ten minutes on margin';
    const tab = this.page.getByRole('tab', { name: /^(Welcome|Walkthrough)\b/ });
    const choose = async () => {
      await this.command('Open Walkthrough');
      await this.choose(new RegExp(`^${title}`));
    };
    if ((await tab.count()) > 0) await tab.click();
    else await choose();
    // The workbench may stop at the page that lists walkthroughs, with the steps beside it: it is chosen there then, or
    // by the command once more where the list is too short for it.
    const steps = this.page.locator('.getting-started-step');
    const listed = this.page.locator('.getting-started-category', { hasText: title }).first();
    const deadline = Date.now() + patienceMs;
    let chooseAt = Date.now() + 3000;
    while (!(await this.#isInWindow(steps.first()))) {
      assert.ok(Date.now() < deadline, 'the walkthrough did not come');
      if (await this.#isInWindow(listed)) await listed.click({ timeout: 2000 }).catch(() => undefined);
      else if (Date.now() > chooseAt) {
        await choose();
        chooseAt = Date.now() + 5000;
      }
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    return steps;
  }

  async #isInWindow(element: Locator): Promise<boolean> {
    const box = (await element.count()) > 0 ? await element.boundingBox({ timeout: 500 }).catch(() => null) : null;
    return box !== null && box.width > 0 && box.x >= 0 && box.x + box.width <= windowWidth;
  }
}

async function direct(exchange: Paper, method: string, control: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${exchange.controlUrl}/${control}`, {
    method,
    headers: { authorization: `Bearer ${exchange.controlToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${control}: ${answer.ok ? '' : await answer.text()}`);
  return answer.json();
}

function amountIn(label: string | null, figure: string): number {
  return Number(new RegExp(`${figure} (-?[\\d,]+(\\.\\d+)?)`).exec(label ?? '')?.[1]?.replaceAll(',', ''));
}

/** A row can be there, and yet be under the rows that stick to the top of its tree. */
async function isInSight(row: Locator): Promise<boolean> {
  if (!(await row.isVisible())) return false;
  const isOnTop = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    return above !== null && element.contains(above);
  };
  // It may have been drawn anew, or be gone, since the look before.
  return row.evaluate(isOnTop, undefined, { timeout: 1000 }).catch(() => false);
}
