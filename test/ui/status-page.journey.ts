// The paper exchange's own page, in a browser and by keyboard.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startPaper, type Paper } from '../stage/paper.ts';
import { artifactsFolder } from '../stage/paths.ts';
import { site } from './site.ts';

describe("the paper exchange's status page", () => {
  let paper: Paper;
  let context: BrowserContext;
  let page: Page;
  /** What the page did that it had no leave to, or that failed. */
  const complaints: string[] = [];

  before(async () => {
    const { browser } = await site();
    paper = await startPaper(':memory:', ['--clock', 'manual', '--seed', '1', '--start', '2026-03-02T10:20:00Z']);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(paper.restUrl) && !request.url().startsWith('data:'))
        complaints.push(request.url());
    });
  });
  after(async () => {
    await context.close();
    await paper.stop();
  });

  const shoot = async (title: string): Promise<void> => {
    const folder = path.join(artifactsFolder, 'ui', 'status-page');
    fs.mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${title}.png`) });
  };
  /** Walks there with the Tab key, as someone without a mouse does. */
  const tabTo = async (target: Locator): Promise<void> => {
    const reached = (): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
    for (let steps = 0; !(await reached()); steps++) {
      assert.ok(steps < 100, 'the Tab key does not lead there');
      await page.keyboard.press('Tab');
    }
  };

  it('asks for the token, and shows the accounts once it is typed', async () => {
    await page.goto(paper.restUrl);
    const token = page.getByLabel('Token');
    await tabTo(token);
    await page.keyboard.type(paper.controlToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Cross/ }).waitFor();
    assert.equal(await token.isVisible(), false);
  });

  it('moves the clock and deposits by keyboard', async () => {
    await page.locator('#clock', { hasText: '10:20:00' }).waitFor();
    await tabTo(page.getByRole('button', { name: '+1 hour' }));
    await page.keyboard.press('Enter');
    await page.locator('#clock', { hasText: '11:20:00' }).waitFor();
    await tabTo(page.locator('#deposit').getByLabel('Asset'));
    await page.keyboard.type('XRP');
    await tabTo(page.locator('#deposit').getByLabel('Amount'));
    await page.keyboard.type('4321');
    await page.keyboard.press('Enter');
    await page.getByText('Deposited.').waitFor();
    await page.getByRole('row', { name: /^XRP/ }).getByText('4321', { exact: false }).first().waitFor();
    await shoot('after a deposit');
  });

  it('opens with the token in the address, and takes it out of there', async () => {
    const other = await context.newPage();
    await other.goto(`${paper.restUrl}/#token=${paper.controlToken}`);
    await other.getByRole('heading', { name: /^Cross/ }).waitFor();
    assert.ok(!other.url().includes(paper.controlToken));
    await other.close();
  });

  it('runs no script but its own, and asks nobody else', async () => {
    const refused = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
          const script = document.createElement('script');
          script.textContent = 'document.title = "taken over"';
          document.body.append(script);
        }),
    );
    assert.equal(refused, 'script-src-elem');
    assert.notEqual(await page.title(), 'taken over');
    // The browser complains of what was just tried, sooner or later.
    assert.equal(complaints.filter((text) => !/Content Security Policy/.test(text)).join('\n'), '');
  });
});
