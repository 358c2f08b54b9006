// A person at the workbench: opens VS Code with the packaged extension in a browser and does what hands and eyes do.
// Everything waits for what a person would wait for, never for time.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { startPaper, type Paper } from '../stage/paper.ts';
import { artifactsFolder, root } from '../stage/paths.ts';
import { pageUrl, writeMachineSettings } from '../stage/server.ts';
import { quietWorkbench } from '../stage/settings.ts';
import { site, warySite } from './site.ts';

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

/** How long anything may take that a person waits for: a minute, because a machine that tests may be a slow and busy one. */
const patienceMs = 60_000;
const windowWidth = 1440;
/** Where the person is, so that local time is not UTC. */
const timezoneId = 'Asia/Singapore';
/** Copying is part of the journeys; a person's browser asks for it once. */
const permissions = ['clipboard-read', 'clipboard-write'];

export class Workbench {
  readonly page: Page;
  readonly paper: Paper;
  readonly hoursFromUtc = 8;
  /** The folder that is open in the workbench. */
  readonly workspace: string;
  readonly #context: BrowserContext;
  readonly #folder: string;
  readonly #pictures: string;
  readonly #exchanges: Paper[];
  readonly #applySettings: (settings: Record<string, unknown>) => void;
  #taken = 0;
  #outputs: Frame | undefined;

  private constructor(parts: {
    page: Page;
    paper: Paper;
    folder: string;
    context: BrowserContext;
    applySettings: (settings: Record<string, unknown>) => void;
    name: string;
  }) {
    this.page = parts.page;
    this.paper = parts.paper;
    this.workspace = path.join(parts.folder, 'notebooks');
    this.#context = parts.context;
    this.#folder = parts.folder;
    this.#exchanges = [parts.paper];
    this.#applySettings = parts.applySettings;
    this.#pictures = path.join(artifactsFolder, 'ui', parts.name);
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
      if (notebook !== undefined) await workbench.#openNotebook(notebook);
    } catch (error) {
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

  /** Keeps a picture of the whole window, numbered in the order of the journey. */
  async shoot(title: string): Promise<void> {
    this.#taken += 1;
    const number = String(this.#taken).padStart(2, '0');
    fs.mkdirSync(this.#pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(this.#pictures, `${number} ${title}.png`) });
  }

  /** Keeps a picture of how a step failed, with the messages that may have gone by. */
  async shootFailure(title: string): Promise<void> {
    await this.shoot(`failed ${title}`);
    await this.page.keyboard.press('Escape');
    await this.command('Notifications: Show Notifications').catch(() => undefined);
    await this.shoot(`failed ${title}, messages`);
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

  // --- the palette and what it asks ------------------------------------------------------------------------------

  /** Runs a command by its title, such as `Margin: Borrow`. */
  async command(title: string): Promise<void> {
    // What closes at the same moment, such as a dialog, may take the focus back and the palette with it: once more then.
    for (let attempt = 1; ; attempt += 1) {
      await this.page.keyboard.press('F1');
      try {
        await this.#quickInput.getByRole('textbox').fill(`>${title}`, { timeout: patienceMs / 4 });
        break;
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
    await this.#quickInput.getByRole('option').filter({ hasText: title }).first().click();
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Waits until the question is the one expected, by its title, prompt or placeholder. */
  async asked(question: string | RegExp): Promise<void> {
    const field = this.#quickInput.getByPlaceholder(question);
    await this.#quickInput.getByText(question).or(field).first().waitFor();
  }

  /** Picks an answer from a list. */
  async choose(label: string | RegExp): Promise<void> {
    await this.#quickInput.getByRole('option', { name: label }).first().click();
  }

  /** The answers that a list offers. */
  async offered(): Promise<string[]> {
    const options = this.#quickInput.getByRole('option');
    await options.first().waitFor();
    return options.allInnerTexts();
  }

  /** Types into the question's box without sending it. */
  async write(text: string): Promise<void> {
    await this.#quickInput.getByRole('textbox').fill(text);
  }

  /** Everything the question says. */
  question(): Promise<string> {
    return this.#quickInput.innerText();
  }

  async enter(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  /** What stands under the box: a refusal, or what the answer would do. */
  async hint(text: string | RegExp): Promise<void> {
    await this.#quickInput.locator('.quick-input-message').filter({ hasText: text }).waitFor();
  }

  // --- dialogs and messages ---------------------------------------------------------------------------------------

  get dialog(): Locator {
    return this.page.getByRole('dialog').filter({ has: this.page.locator('.dialog-message-container') });
  }

  /** Answers the question, and waits until it is gone; the next one may follow at once. */
  async confirm(button: string | RegExp): Promise<void> {
    const asked = await this.dialog.elementHandle();
    await this.dialog.getByRole('button', { name: button }).click();
    await asked.waitForElementState('hidden');
  }

  /** A message in the corner. */
  async notice(text: string | RegExp): Promise<void> {
    await this.page.locator('.notification-toast').filter({ hasText: text }).first().waitFor();
  }

  async dismissNotices(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  // --- the sidebar ------------------------------------------------------------------------------------------------

  async openMargin(): Promise<void> {
    await this.page.locator('.activitybar').getByRole('tab', { name: 'Margin' }).click();
    await this.page.locator('.sidebar .pane-header').first().waitFor();
  }

  /** Opens or closes one of the views of the sidebar by its head. */
  async openView(view: View): Promise<void> {
    const head = this.page.locator('.sidebar .pane-header', { hasText: view });
    const before = await head.getAttribute('aria-expanded');
    await head.click();
    await head.and(this.page.locator(`[aria-expanded="${before === 'true' ? 'false' : 'true'}"]`)).waitFor();
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
    await row.click({ button: 'right' });
    // Fresh menus ignore the mouse for a moment, so that the click which opened them does nothing more.
    await this.page.getByRole('menuitem', { name: action }).hover();
    await this.enter();
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
    const box = (await element.count()) > 0 ? await element.boundingBox() : null;
    return box !== null && box.width > 0 && box.x >= 0 && box.x + box.width <= windowWidth;
  }

  // --- notebooks --------------------------------------------------------------------------------------------------

  /** Opens a new notebook with these cells, each with these outputs. */
  async openCells(cells: string[], name = 'cells', outputs: object[] = []): Promise<void> {
    const content = {
      cells: cells.map((source) => ({ cell_type: 'code', source, metadata: {}, outputs, execution_count: null })),
      metadata: { language_info: { name: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    fs.writeFileSync(path.join(this.workspace, `${name}.ipynb`), JSON.stringify(content));
    await this.#openNotebook(`${name}.ipynb`);
    await this.page.locator('.notebookOverlay').getByText('Marginalia (TypeScript)').first().waitFor();
  }

  async #openNotebook(file: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.write(file);
    await this.choose(new RegExp(`^${file.replace('.', '\\.')}`));
    await this.page.getByRole('tab', { name: file }).waitFor();
  }

  /** A cell of code, by its place among them. */
  cell(index: number): Locator {
    return this.page.locator('.notebookOverlay .monaco-list-row.code-cell-row').nth(index);
  }

  async runCell(index: number): Promise<void> {
    const cell = this.cell(index);
    await cell.hover();
    await cell
      .getByRole('button', { name: /^Execute Cell/ })
      .first()
      .click();
  }

  async runAll(): Promise<void> {
    await this.page.locator('.notebookOverlay').getByRole('button', { name: 'Run All', exact: true }).click();
  }

  /** Waits until no cell is pending or running. */
  async cellsDone(): Promise<void> {
    const notebook = this.page.locator('.notebookOverlay');
    await notebook
      .getByRole('button', { name: /^(Interrupt|Stop Execution)/ })
      .waitFor({ state: 'hidden', timeout: patienceMs });
  }

  /**
   * Scrolls down the notebook, from where it stands, until something of its outputs is in sight. The workbench draws
   * outputs only when their cell comes near.
   */
  async reveal(find: (outputs: Frame) => Locator): Promise<Locator> {
    const list = this.page.locator('.notebookOverlay .cell-list-container');
    await list.hover();
    const deadline = Date.now() + patienceMs;
    for (let step = 1; ; step += 1) {
      assert.ok(Date.now() < deadline, 'the output did not come in sight');
      const wanted = find(await this.outputs()).first();
      const box = (await wanted.count()) > 0 ? await wanted.boundingBox({ timeout: 500 }).catch(() => null) : null;
      const room = await list.boundingBox();
      if (box && room && box.y >= room.y && box.y + Math.min(box.height, 300) <= room.y + room.height) return wanted;
      // At the end, and not there: from the top again.
      await this.page.mouse.wheel(0, step % 40 === 0 ? -100_000 : 250);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  /** Goes to the top of the notebook. */
  async toTop(): Promise<void> {
    await this.page.locator('.notebookOverlay .cell-list-container').hover();
    await this.page.mouse.wheel(0, -100_000);
  }

  /** The frame that shows the outputs of the notebook's cells. A notebook that was away has a new one. */
  async outputs(): Promise<Frame> {
    const known = this.#outputs;
    if (known && !known.isDetached() && (await known.locator('body').isVisible())) return known;
    this.#outputs = await this.frame((frame) => frame.locator('.output_container:visible'));
    return this.#outputs;
  }

  /** Agrees to the place that a save dialog suggests, the open folder, and reads what was saved there. */
  async saved(name: string): Promise<string> {
    const dialog = this.page.locator('.quick-input-widget');
    await dialog.getByRole('button', { name: 'OK' }).click();
    const deadline = Date.now() + patienceMs;
    const file = path.join(this.workspace, name);
    while (!fs.existsSync(file) || fs.statSync(file).size === 0) {
      assert.ok(Date.now() < deadline, `${name} was not saved`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    return fs.readFileSync(file, 'utf8');
  }

  /** The frame of a webview, by something that is in it. */
  async frame(mark: (frame: Frame) => Locator): Promise<Frame> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      for (const frame of this.page.frames()) {
        const found = await mark(frame)
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      assert.ok(Date.now() < deadline, 'the page did not come');
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
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
  return row.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    return above !== null && element.contains(above);
  });
}
