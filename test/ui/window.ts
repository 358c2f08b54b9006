// A VS Code window, and what hands and eyes do in any: the palette, questions, dialogs, messages, pictures. Everything
// waits for what a person would wait for, never for time.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { artifactsFolder } from '../stage/paths.ts';

/** How long anything may take that a person waits for: a minute, because a machine that tests may be a slow and busy one. */
export const patienceMs = 60_000;

export class Window {
  readonly page: Page;
  readonly #pictures: string;
  #taken = 0;

  /** @param name - Of the folder of screenshots in test/artifacts/ui. */
  constructor(page: Page, name: string) {
    this.page = page;
    this.#pictures = path.join(artifactsFolder, 'ui', name);
  }

  /** Looks at something again and again until it is as wanted; for what is not one element that appears or goes. */
  async eventually<T>(look: () => Promise<T>, wanted: (seen: T) => boolean, what: string): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const seen = await look();
      if (wanted(seen)) return seen;
      assert.ok(Date.now() < deadline, `${what}: ${JSON.stringify(seen)}`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  /**
   * Does something until it shows, as a person does who sees that nothing happened: the workbench drops what comes while it
   * moves the focus or draws a list anew.
   */
  async insist(act: () => Promise<unknown>, shows: Locator): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act();
        await shows.first().waitFor({ timeout: patienceMs / 4 });
        return;
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
  }

  // --- pictures ---------------------------------------------------------------------------------------------------

  /** Keeps a picture of the whole window, numbered in the order of the journey. */
  async shoot(title: string): Promise<void> {
    this.#taken += 1;
    const number = String(this.#taken).padStart(2, '0');
    fs.mkdirSync(this.#pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(this.#pictures, `${number} ${title.replaceAll(/["/\\]/g, '')}.png`) });
  }

  /** Keeps a picture of how a step failed, with the messages that may have gone by, and prints what the window says. */
  async shootFailure(title: string): Promise<void> {
    await this.shoot(`failed ${title}`);
    process.stderr.write(`The window when “${title}” failed:\n${await this.#says()}\n`);
    await this.page.keyboard.press('Escape');
    await this.command('Notifications: Show Notifications').catch(() => undefined);
    await this.shoot(`failed ${title}, messages`);
  }

  /** The window in words, for whoever has nothing but the log of a run. */
  #says(): Promise<string> {
    return this.page.evaluate(() => {
      const parts = {
        tabs: '.tabs-container',
        notebook: '.notebook-toolbar-container',
        question: '.quick-input-widget',
        dialog: '.monaco-dialog-box',
        messages: '.notifications-toasts',
        sidebar: '.sidebar',
        status: '.statusbar',
      };
      return Object.entries(parts)
        .map(([part, selector]) => {
          const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
          const said = shown.map(({ innerText }) => innerText);
          return `  ${part}: ${said.join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, 600)}`;
        })
        .join('\n');
    });
  }

  // --- the palette and what it asks ------------------------------------------------------------------------------

  /** Runs a command by its title, such as `Margin: Borrow`. */
  async command(title: string): Promise<void> {
    const command = this.#quickInput.getByRole('option').filter({ hasText: title });
    // What closes at the same moment, such as a dialog, may take the focus back and the palette with it.
    await this.insist(async () => {
      await this.page.keyboard.press('F1');
      await this.write(`>${title}`, patienceMs / 4);
    }, command);
    await command.first().click();
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
    await this.option(label).click();
  }

  option(label: string | RegExp): Locator {
    return this.#quickInput.getByRole('option', { name: label }).first();
  }

  /** The answers that a list offers. */
  async offered(): Promise<string[]> {
    const options = this.#quickInput.getByRole('option');
    await options.first().waitFor();
    return options.allInnerTexts();
  }

  /** Types into the question's box without sending it. */
  async write(text: string, timeout = patienceMs): Promise<void> {
    await this.#quickInput.getByRole('textbox').fill(text, { timeout });
  }

  /** Everything the question says. */
  question(): Promise<string> {
    return this.#quickInput.innerText();
  }

  /** Sends the answer, or picks the one that is marked. */
  async enter(): Promise<void> {
    await this.#quickInput.getByRole('textbox').press('Enter');
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
