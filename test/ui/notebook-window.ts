// Notebooks in a VS Code window: opened, run, scrolled through, and what their outputs show.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { patienceMs, Window } from './window.ts';

export class NotebookWindow extends Window {
  /** The folder that is open in the window. */
  readonly workspace: string;
  #outputs: Frame | undefined;

  constructor(page: Page, name: string, workspace: string) {
    super(page, name);
    this.workspace = workspace;
  }

  /** Opens a new notebook with these cells, each with these outputs. */
  async openCells(cells: string[], name = 'cells', outputs: object[] = []): Promise<void> {
    const content = {
      cells: cells.map((source) => ({ cell_type: 'code', source, metadata: {}, outputs, execution_count: null })),
      metadata: { language_info: { name: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    fs.writeFileSync(path.join(this.workspace, `${name}.ipynb`), JSON.stringify(content));
    await this.openNotebook(`${name}.ipynb`);
  }

  /** Opens a file of the folder by its name, and waits until it is there as a notebook with our kernel. */
  async openNotebook(file: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name: file, selected: true });
    await this.insist(async () => {
      // Found anew each time: the list of files may be one from before the file was written.
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      await this.write(file, patienceMs / 4);
      const found = this.option(new RegExp(`^${file.replaceAll('.', '\\.')}`));
      await found.click({ timeout: patienceMs / 4 });
    }, tab);
    const text = this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`);
    await this.#notebook.or(text).first().waitFor();
    // VS Code opens as text what is opened before it knows of notebooks.
    if (await text.isVisible()) {
      await this.command('View: Reopen Editor With...');
      await this.choose(/^Jupyter Notebook/);
    }
    await this.#notebook.getByText('Marginalia (TypeScript)').first().waitFor();
  }

  /** The notebook in front. */
  get #notebook(): Locator {
    return this.page.locator('.notebookOverlay:visible');
  }

  /** A cell of the notebook in front, by its place. */
  cell(index: number): Locator {
    // Not by its place among what is drawn: VS Code draws only the cells that are near.
    return this.#notebook.locator(`.cell-list-container .monaco-list-row[data-index="${String(index)}"]`);
  }

  async runCell(index: number): Promise<void> {
    const cell = this.cell(index);
    const button = cell.getByRole('button', { name: /^Execute Cell( \(|$)/ }).first();
    if (!(await cell.isVisible())) await this.toTop();
    await this.insist(() => cell.hover({ timeout: patienceMs / 4 }), button);
    await button.click();
  }

  async runAll(): Promise<void> {
    await this.#notebook.getByRole('button', { name: 'Run All', exact: true }).click();
    // Else a glance at what runs might come before anything does.
    const ended = this.#notebook.locator('.codicon-notebook-state-success, .codicon-notebook-state-error');
    await this.#stop.or(ended).first().waitFor();
  }

  get #stop(): Locator {
    return this.#notebook.getByRole('button', { name: /^(Interrupt|Stop Execution)/ });
  }

  /** Waits until no cell is pending or running. */
  async cellsDone(): Promise<void> {
    await this.#stop.first().waitFor({ state: 'hidden', timeout: 2 * patienceMs });
  }

  /**
   * Scrolls down the notebook, from where it stands, until something of its outputs is in sight. The workbench draws
   * outputs only when their cell comes near.
   */
  async reveal(find: (outputs: Frame) => Locator): Promise<Locator> {
    const list = await this.#scroller();
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
    await this.#scroller();
    await this.page.mouse.wheel(0, -100_000);
  }

  /** Puts the mouse beside the cells, where the wheel scrolls the notebook and not what an output shows. */
  async #scroller(): Promise<Locator> {
    const list = this.#notebook.locator('.cell-list-container');
    await list.hover({ position: { x: 8, y: 200 } });
    return list;
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
    const file = path.join(this.workspace, name);
    const read = () => Promise.resolve(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
    // To its last line: a file is there before all of it is written.
    return this.eventually(read, (text) => text.endsWith('\n'), `${name} was not saved`);
  }
}
