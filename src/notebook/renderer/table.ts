import type { TableOutput } from '../../frames/table/bundle.ts';
import { toCsv } from '../../frames/table/csv.ts';
import { doubtIn } from '../../frames/table/filter.ts';
import type { Cell } from '../../frames/table/kinds.ts';
import type { TableReply, TableRequest } from '../../frames/table/query.ts';
import { button, element, saveFile } from './dom.ts';
import { Grid, type Selection, type SortKey } from './grid.ts';
import type { ReadTable } from './read-output.ts';
import { hasSubject, subjectOf, type Subject } from './subject.ts';
import { embeddedSource, type RowSource } from './source.ts';
import type { Words } from './words.ts';
import type { ZoneSwitch } from './zone.ts';

export interface TableView {
  readonly root: HTMLElement;
  dispose(): void;
}

/** More cells than this are saved as a file rather than put on the clipboard. */
const mostCopied = 100_000;
/** Pixels by which a key makes a column wider or narrower. */
const keyStep = 16;

/** A table with its tools: sort, filter, copy, save, time zone. Long ones ask the kernel and fall back to the rows they hold. */
export function tableView(
  output: ReadTable,
  kernel: RowSource | undefined,
  zone: ZoneSwitch,
  l10n: Words,
  reveal?: (subject: Subject) => void,
): TableView {
  return new View(output, kernel, zone, l10n, reveal);
}

class View implements TableView {
  readonly root: HTMLElement;
  private readonly output: TableOutput;
  private readonly zone: ZoneSwitch;
  private readonly l10n: Words;
  private readonly reveal: ((subject: Subject) => void) | undefined;
  private readonly grid: Grid;
  private readonly embedded: RowSource;
  private source: RowSource;
  private sort: readonly SortKey[] = [];
  private filter = '';
  private readonly size = element('span', { class: 'mg-size' });
  private readonly said = element('div', { class: 'mg-said', 'aria-live': 'polite' });
  private readonly trouble = element('div', { class: 'mg-trouble', role: 'status' });
  private readonly stopListening: (() => void)[] = [];
  /** Counts what the reader has asked for. */
  private wanted = 0;
  private asking = false;

  constructor(
    { table: output, columns }: ReadTable,
    kernel: RowSource | undefined,
    zone: ZoneSwitch,
    l10n: Words,
    reveal: ((subject: Subject) => void) | undefined,
  ) {
    this.output = output;
    this.zone = zone;
    this.l10n = l10n;
    this.reveal = hasSubject(output.columns) ? reveal : undefined;
    this.embedded = embeddedSource(output);
    this.source = kernel ?? this.embedded;
    this.grid = new Grid({
      columns: output.columns,
      rows: output.length,
      l10n,
      labelled: output.labels !== undefined,
      ask: (from, count) => this.ask({ from, count }),
      onSort: (column, add) => this.sortBy(column, add),
    });
    this.grid.root.setAttribute('aria-label', output.caption ?? l10n.t('Table'));
    this.grid.root.addEventListener('keydown', (event) => this.onKey(event));
    this.root = element('div', { class: 'mg-view mg-table' }, this.toolbar(), this.grid.root, this.trouble, this.said);
    if (columns > output.columns.length)
      this.trouble.textContent = l10n.t(
        'Showing the first {0} of {1} columns.',
        count(output.columns.length),
        count(columns),
      );
    this.stopListening.push(zone.onChange(() => this.grid.setZone(zone.zone)));
    // Drawing waits until the output is in the page, where sizes and colours are known.
    requestAnimationFrame(() => void this.begin());
  }

  dispose(): void {
    this.stopListening.forEach((stop) => stop());
  }

  private toolbar(): HTMLElement {
    const bar = element('div', { class: 'mg-bar', role: 'toolbar', 'aria-label': this.l10n.t('Table tools') });
    if (this.output.caption !== undefined) bar.append(element('span', { class: 'mg-caption' }, this.output.caption));
    const tools = element('div', { class: 'mg-tools' });
    if (this.output.length > 8) {
      const filter = element('input', {
        class: 'mg-filter',
        type: 'search',
        placeholder: this.l10n.t('Filter: text, or {0}', this.example()),
        'aria-label': this.l10n.t('Filter rows: text, or a column, a comparison and a value; commas join conditions'),
      });
      filter.addEventListener('input', () => {
        this.filter = filter.value;
        void this.refresh();
      });
      filter.addEventListener('keydown', (event) => event.stopPropagation());
      tools.append(filter);
    }
    if (this.output.columns.length > 4)
      tools.append(
        this.toggle(this.l10n.t('Freeze'), this.l10n.t('Keep the first column in sight'), (on) => this.grid.freeze(on)),
      );
    if (this.output.columns.some(({ kind }) => kind === 'time')) tools.append(this.zoneButton());
    if (this.reveal)
      tools.append(
        button(
          this.l10n.t('Show'),
          this.l10n.t('Show what the selected row is about in the Margin view'),
          () => void this.showRow(),
        ),
      );
    tools.append(
      button(
        this.l10n.t('Copy'),
        this.l10n.t('Copy the selection, or all rows, with the column names'),
        () => void this.copyByButton(),
      ),
      button('CSV', this.l10n.t('Save these rows as a CSV file'), () => void this.saveCsv()),
    );
    bar.append(this.size, tools);
    return bar;
  }

  private example(): string {
    const amount = this.output.columns.find(({ kind }) => kind === 'amount' || kind === 'integer');
    return amount ? `${amount.name} > 1` : `${this.output.columns[0]?.name ?? 'column'} = value`;
  }

  private toggle(label: string, title: string, act: (on: boolean) => void): HTMLButtonElement {
    const made = button(label, title, () => {
      const on = made.getAttribute('aria-pressed') !== 'true';
      made.setAttribute('aria-pressed', String(on));
      act(on);
    });
    made.setAttribute('aria-pressed', 'false');
    return made;
  }

  private zoneButton(): HTMLButtonElement {
    const label = () => (this.zone.zone === 'UTC' ? 'UTC' : this.l10n.t('Local'));
    const title = this.l10n.t('Show times in UTC or in local time, in all tables');
    const made = button(label(), title, () => this.zone.toggle());
    this.stopListening.push(this.zone.onChange(() => (made.textContent = label())));
    return made;
  }

  /** The rows that came with the output are there at once; the kernel, or the extension, may take a while to answer. */
  private async begin(): Promise<void> {
    if (this.source !== this.embedded) {
      const first = await this.embedded.ask({ sort: [], filter: '', from: 0, count: 200 });
      this.show({ ...first, length: this.output.length });
    }
    await this.refresh();
  }

  private show(reply: TableReply): void {
    this.grid.show(reply, this.sort, this.zone.zone, this.none());
    this.tellSize(reply);
  }

  /** Typing is faster than sorting a million rows: one question at a time, and next the latest that came up meanwhile. */
  private async refresh(): Promise<void> {
    this.wanted++;
    if (this.asking) return;
    this.asking = true;
    for (let asked = 0; asked !== this.wanted;) {
      asked = this.wanted;
      const reply = await this.ask({ from: 0, count: 200 });
      if (!reply || asked !== this.wanted) continue;
      this.show(reply);
    }
    this.asking = false;
  }

  /** What is said where no rows are: with the reason, where the filter is perhaps not what the reader meant. */
  private none(): string {
    const { l10n } = this;
    const doubt = doubtIn(this.filter, this.output.columns);
    switch (doubt?.about) {
      case 'column':
        return l10n.t('No rows: there is no column “{0}”', doubt.text);
      case 'number':
        return l10n.t('No rows: “{0}” is not a number', doubt.text);
      case 'time':
        return l10n.t('No rows: “{0}” is not a time', doubt.text);
      default:
        return l10n.t('No rows');
    }
  }

  private tellSize(reply: TableReply): void {
    const whole = this.source === this.embedded ? (this.output.data[0]?.length ?? 0) : this.output.length;
    const rows =
      reply.length === whole
        ? whole === 1
          ? this.l10n.t('1 row')
          : this.l10n.t('{0} rows', count(whole))
        : this.l10n.t('{0} of {1} rows', count(reply.length), count(whole));
    this.size.textContent = `${rows} × ${this.output.columns.length}`;
    this.say(rows);
  }

  /**
   * Asks for rows in the present order. When the kernel that holds them is gone, the rows that came with the output still
   * sort, filter and scroll.
   *
   * @returns undefined where the source in use does not answer, which is said then
   */
  private async ask(request: TableRequest): Promise<TableReply | undefined> {
    const { source } = this;
    try {
      return await source.ask({ sort: this.sort, filter: this.filter, ...request });
    } catch (error) {
      if (source === this.embedded) this.complain(error);
      else if (source === this.source) this.fallBack();
      return undefined;
    }
  }

  private fallBack(): void {
    this.source = this.embedded;
    this.trouble.textContent = this.l10n.t(
      'Showing the first {0} of {1} rows: the kernel that holds the rest is gone. Run the cell again to see all.',
      count(this.output.data[0]?.length ?? 0),
      count(this.output.length),
    );
    void this.refresh();
  }

  private complain(error: unknown): void {
    this.trouble.textContent = error instanceof Error ? error.message : String(error);
  }

  /** A click sorts up, then down, then not at all; with `add` the other keys stay. */
  private sortBy(column: number, add: boolean): void {
    const present = this.sort.find((key) => key.column === column);
    const others = add ? this.sort.filter((key) => key.column !== column) : [];
    const next = !present
      ? { column, descending: false }
      : !present.descending
        ? { column, descending: true }
        : undefined;
    this.sort =
      add && present && next
        ? this.sort.map((key) => (key.column === column ? next : key))
        : next
          ? [...others, next]
          : others;
    void this.refresh();
  }

  private onKey(event: KeyboardEvent): void {
    const { row, column } = this.grid.active;
    const far = event.ctrlKey || event.metaKey;
    const last = { row: this.grid.rowCount - 1, column: this.output.columns.length - 1 };
    const moves: Record<string, [number, number]> = {
      ArrowUp: [far ? 0 : row - 1, column],
      ArrowDown: [far ? last.row : row + 1, column],
      ArrowLeft: [row, far ? 0 : column - 1],
      ArrowRight: [row, far ? last.column : column + 1],
      PageUp: [Math.max(0, row - this.grid.rowsInSight), column],
      PageDown: [row + this.grid.rowsInSight, column],
      Home: [far ? 0 : row, 0],
      End: [far ? last.row : row, last.column],
    };
    const move = moves[event.key];
    const resizes = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
    if (row < 0 && event.shiftKey && resizes !== undefined)
      this.grid.setWidth(column, this.grid.width(column) + resizes);
    else if (move) {
      // A frozen column is always in sight; the ones next to it are wanted there as well.
      if (event.key === 'Home') this.grid.root.scrollLeft = 0;
      this.grid.moveTo({ row: move[0], column: move[1] }, event.shiftKey && row >= 0);
    } else if (far && event.key.toLowerCase() === 'c') void this.copyByKey();
    else if (far && event.key.toLowerCase() === 'a') {
      this.grid.moveTo({ row: 0, column: 0 }, false);
      this.grid.moveTo(last, true);
    } else if ((event.key === 'Enter' || event.key === ' ') && row < 0) this.sortBy(column, event.shiftKey);
    else if (event.key === 'Enter' && this.reveal) void this.showRow();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private async showRow(): Promise<void> {
    const reply = await this.ask({ from: Math.max(0, this.grid.active.row), count: 1 });
    if (reply)
      this.reveal?.(
        subjectOf(
          this.output.columns,
          reply.data.map(([cell]) => cell),
        ),
      );
  }

  private say(text: string): void {
    this.said.textContent = text;
  }

  /** The selection with its heads, tab-separated as spreadsheets paste it. */
  private async copy({ rows: [top, bottom], columns: [left, right] }: Selection): Promise<void> {
    if ((bottom - top + 1) * (right - left + 1) > mostCopied) return this.saveCsv();
    const reply = await this.ask({ from: top, count: bottom - top + 1 });
    if (!reply) return;
    const names = this.output.columns.slice(left, right + 1).map(({ name }) => name);
    const data = this.forPeople(reply.data).slice(left, right + 1);
    const rows = reply.labels.length;
    await this.toClipboard(toCsv(names, data, rows, '\t'));
    this.say(rows === 1 ? this.l10n.t('Copied 1 row') : this.l10n.t('Copied {0} rows', count(rows)));
  }

  /** All rows where no more than a cell is selected: the button stands for the whole table. */
  private copyByButton(): Promise<void> {
    return this.copy(this.grid.oneSelected ? this.grid.everything() : this.grid.selection());
  }

  /** A single cell as it is, without its head: the keys stand for what is marked. */
  private async copyByKey(): Promise<void> {
    const { row, column } = this.grid.active;
    if (!this.grid.oneSelected || row < 0) return this.copy(this.grid.selection());
    const reply = await this.ask({ from: row, count: 1 });
    if (!reply) return;
    await this.toClipboard(String(this.forPeople(reply.data)[column]?.[0] ?? ''));
    this.say(this.l10n.t('Copied the cell'));
  }

  private async toClipboard(text: string): Promise<void> {
    await navigator.clipboard.writeText(text).catch((error: unknown) => this.complain(error));
  }

  /** Times leave the table as ISO 8601, which spreadsheets and databases read. */
  private forPeople(data: readonly (readonly Cell[])[]): (readonly Cell[])[] {
    return data.map((cells, place) =>
      this.output.columns[place]?.kind === 'time'
        ? cells.map((cell) => (typeof cell === 'number' ? new Date(cell).toISOString() : cell))
        : cells,
    );
  }

  private async saveCsv(): Promise<void> {
    const reply = await this.ask({ as: 'csv' });
    if (!reply) return;
    const name = (this.output.caption ?? 'table').replace(/[^\w -]+/g, '').trim() || 'table';
    saveFile(`${name}.csv`, 'text/csv', reply.csv ?? '');
  }
}

function count(amount: number): string {
  return amount.toLocaleString('en-US');
}
