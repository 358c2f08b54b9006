import { isNumeric, type Zone } from '../../frames/table/format.ts';
import type { Cell, ShownColumn } from '../../frames/table/kinds.ts';
import type { TableReply } from '../../frames/table/query.ts';
import { writeCell } from './cell-text.ts';
import { fittingWidth } from './column-width.ts';
import { element } from './dom.ts';
import type { Words } from './words.ts';

export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
}

/** A rectangle of cells; `active` is where the keyboard is, `anchor` where the selection began. Row -1 is the head. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** First and last row and column. */
export interface Selection {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

const rowHeight = 22;
const headHeight = 26;
/** Browsers lay out no element much higher than this; a longer table's scrollbar moves by more than a pixel per pixel. */
const mostPixels = 15_000_000;
/** Rows beyond the visible ones that are kept drawn, so that a slow answer shows no gap. */
const spareRows = 20;
const pageRows = 200;
/** Pages that are kept, so that scrolling through millions of rows does not keep them all. */
const mostPages = 50;

export interface GridOptions {
  readonly columns: readonly ShownColumn[];
  /** Rows of the whole table, unfiltered. */
  readonly rows: number;
  /** Whether rows carry labels worth a column. */
  readonly labelled: boolean;
  readonly l10n: Words;
  /** Gets rows; undefined where they cannot be had, which whoever asks has said by then. */
  readonly ask: (from: number, count: number) => Promise<TableReply | undefined>;
  readonly onSort: (column: number, add: boolean) => void;
}

/**
 * The scrolling part of a table: draws the rows in sight, however many there are, and asks for them by pages. Follows the
 * ARIA grid pattern, so that screen readers know the size of what is not drawn.
 */
export class Grid {
  readonly root: HTMLDivElement;
  active: Position = { row: 0, column: 0 };
  anchor: Position = { row: 0, column: 0 };
  private readonly head: HTMLDivElement;
  private readonly body: HTMLDivElement;
  private readonly options: GridOptions;
  private readonly id = `mg${Math.random().toString(36).slice(2, 9)}`;
  private readonly pages = new Map<number, TableReply | undefined>();
  private widths: number[] = [];
  private length = 0;
  private zone: Zone = 'UTC';
  private sort: readonly SortKey[] = [];
  private frozen = false;
  private none = '';
  /** Whether the keyboard or the mouse has been here: before, no cell is marked. */
  private visited = false;
  /** Answers to questions asked before the last change of order are late and dropped. */
  private generation = 0;
  private scheduled = 0;

  constructor(options: GridOptions) {
    this.options = options;
    this.head = element('div', { class: 'mg-head', role: 'row', 'aria-rowindex': 1 });
    this.body = element('div', { class: 'mg-body', role: 'rowgroup' });
    this.root = element(
      'div',
      {
        class: 'mg-grid',
        role: 'grid',
        tabindex: 0,
        'aria-multiselectable': 'true',
        'aria-colcount': options.columns.length + 1,
      },
      this.head,
      this.body,
    );
    this.root.addEventListener('scroll', () => this.schedule(), { passive: true });
    this.root.addEventListener('focus', () => {
      this.visited = true;
      this.draw();
    });
    this.root.addEventListener('blur', () => this.draw());
  }

  /**
   * Shows another order, filter or zone; the first page comes with it.
   * @param none - What stands in the place of rows where there are none.
   */
  show(first: TableReply, sort: readonly SortKey[], zone: Zone, none: string): void {
    this.generation++;
    this.pages.clear();
    this.length = first.length;
    this.sort = sort;
    this.zone = zone;
    this.none = none;
    if (this.widths.length === 0)
      this.widths = this.options.columns.map((column, place) => this.widthOf(column, first.data[place] ?? []));
    if (first.from === 0) this.pages.set(0, first);
    this.root.setAttribute('aria-rowcount', String(this.length + 1));
    // Without rows there is one line, which says so.
    this.body.style.height = `${Math.min(Math.max(1, this.length) * rowHeight, mostPixels)}px`;
    this.root.style.maxHeight = `${headHeight + 16 * rowHeight + 14}px`;
    this.active = { row: Math.min(this.active.row, this.length - 1), column: this.active.column };
    this.anchor = this.active;
    this.drawHead();
    this.draw();
  }

  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.drawHead();
    this.draw();
  }

  setZone(zone: Zone): void {
    this.zone = zone;
    this.drawHead();
    this.draw();
  }

  /** Moves the keyboard's place, and the selection with it unless it is being extended. */
  moveTo(position: Position, extend: boolean): void {
    this.visited = true;
    const row = Math.max(-1, Math.min(position.row, this.length - 1));
    const column = Math.max(0, Math.min(position.column, this.options.columns.length - 1));
    this.active = { row, column };
    if (!extend) this.anchor = this.active;
    this.scrollTo(row, column);
    this.draw();
  }

  get rowsInSight(): number {
    return Math.max(1, Math.floor((this.root.clientHeight - headHeight) / rowHeight) - 1);
  }

  get rowCount(): number {
    return this.length;
  }

  get oneSelected(): boolean {
    return this.active.row === this.anchor.row && this.active.column === this.anchor.column;
  }

  everything(): Selection {
    return { rows: [0, this.length - 1], columns: [0, this.options.columns.length - 1] };
  }

  selection(): Selection {
    const rows = [this.active.row, this.anchor.row].sort((a, b) => a - b) as [number, number];
    const columns = [this.active.column, this.anchor.column].sort((a, b) => a - b) as [number, number];
    return { rows: [Math.max(0, rows[0]), Math.max(0, rows[1])], columns };
  }

  setWidth(column: number, width: number): void {
    this.widths[column] = Math.max(40, width);
    this.layOut();
    this.schedule();
  }

  width(column: number): number {
    return this.widths[column] ?? 0;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = requestAnimationFrame(() => {
      this.scheduled = 0;
      this.draw();
    });
  }

  /** How many rows one pixel of the scrollbar stands for, beyond the height that browsers lay out. */
  private get stretch(): number {
    const full = this.length * rowHeight;
    const room = Math.max(1, this.root.clientHeight - headHeight);
    return full > mostPixels ? (full - room) / (mostPixels - room) : 1;
  }

  private scrollTo(row: number, column: number): void {
    const room = this.root.clientHeight - headHeight - 14;
    const top = this.root.scrollTop * this.stretch;
    if (row >= 0 && row * rowHeight < top) this.root.scrollTop = (row * rowHeight) / this.stretch;
    else if (row >= 0 && (row + 1) * rowHeight > top + room)
      this.root.scrollTop = ((row + 1) * rowHeight - room) / this.stretch;
    const labels = this.labelWidth;
    const left = labels + this.widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    const pinned = labels + (this.frozen ? (this.widths[0] ?? 0) : 0);
    const right = left + (this.widths[column] ?? 0);
    if (!(this.frozen && column === 0) && left - pinned < this.root.scrollLeft) this.root.scrollLeft = left - pinned;
    else if (right > this.root.scrollLeft + this.root.clientWidth) this.root.scrollLeft = right - this.root.clientWidth;
  }

  private get labelWidth(): number {
    return this.options.labelled ? 110 : Math.max(40, String(this.options.rows).length * 8 + 20);
  }

  private layOut(): void {
    const columns = [this.labelWidth, ...this.widths].map((width) => `${Math.round(width)}px`).join(' ');
    this.root.style.setProperty('--mg-columns', `${columns} 1fr`);
  }

  private drawHead(): void {
    this.layOut();
    const corner = element('div', {
      class: 'mg-label mg-frozen',
      style: 'left: 0',
      role: 'columnheader',
      'aria-colindex': 1,
      'aria-label': this.options.l10n.t('Row'),
    });
    const titles = this.options.columns.map((column, place) => this.title(column, place));
    this.head.replaceChildren(corner, ...titles);
  }

  private title(column: ShownColumn, place: number): HTMLDivElement {
    const rank = this.sort.findIndex((key) => key.column === place);
    const key = this.sort[rank];
    const title = element('div', {
      class: `mg-title${isNumeric(column) ? ' mg-right' : ''}${this.pinned(place)}`,
      style: this.pinStyle(place),
      role: 'columnheader',
      id: `${this.id}-h${place}`,
      'aria-colindex': place + 2,
      'aria-sort': key ? (key.descending ? 'descending' : 'ascending') : undefined,
      title: this.options.l10n.t(
        '{0}: click or Enter to sort, with Shift to sort further by it; Shift with an arrow key to resize',
        column.name,
      ),
    });
    title.append(element('span', {}, column.name));
    if (column.kind === 'time') title.append(element('span', { class: 'mg-unit' }, ` ${this.unit()}`));
    if (key) {
      const order = this.sort.length > 1 ? String(rank + 1) : '';
      title.append(
        element('span', { class: 'mg-order', 'aria-hidden': 'true' }, `${key.descending ? '▼' : '▲'}${order}`),
      );
    }
    title.addEventListener('click', (event) => {
      if (!(event.target as Element).classList.contains('mg-edge')) this.options.onSort(place, event.shiftKey);
    });
    title.append(this.edge(place));
    return title;
  }

  /** What a column of times is headed with. */
  private unit(): string {
    return this.zone === 'UTC' ? 'UTC' : this.options.l10n.t('local');
  }

  /** The right edge of a head: drag to resize, double click to fit. */
  private edge(place: number): HTMLSpanElement {
    const edge = element('span', { class: 'mg-edge', 'aria-hidden': 'true' });
    edge.addEventListener('pointerdown', (down) => {
      const before = this.width(place);
      edge.setPointerCapture(down.pointerId);
      const move = (event: PointerEvent) => this.setWidth(place, before + event.clientX - down.clientX);
      edge.addEventListener('pointermove', move);
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
      down.preventDefault();
    });
    edge.addEventListener('dblclick', () => {
      const column = this.options.columns[place];
      const cells = [...this.pages.values()].flatMap((reply) => reply?.data[place] ?? []);
      if (column) this.setWidth(place, this.widthOf(column, cells));
    });
    return edge;
  }

  private pinned(column: number): string {
    return this.frozen && column === 0 ? ' mg-frozen' : '';
  }

  private pinStyle(column: number): string | undefined {
    return this.frozen && column === 0 ? `left: ${this.labelWidth}px` : undefined;
  }

  private draw(): void {
    const top = Math.floor((this.root.scrollTop * this.stretch) / rowHeight);
    const inSight = Math.ceil(this.root.clientHeight / rowHeight) || 17;
    const from = Math.max(0, top - spareRows);
    const to = Math.min(this.length, top + inSight + spareRows);
    // With a stretched scrollbar, rows are placed around what is in sight and not at their true height.
    const shift = this.root.scrollTop - this.root.scrollTop * this.stretch;
    const columns = this.columnsInSight();
    const rows: HTMLElement[] = [];
    for (let row = from; row < to; row++) rows.push(this.row(row, row * rowHeight + shift, columns));
    this.body.replaceChildren(...(this.length === 0 ? [element('div', { class: 'mg-none' }, this.none)] : rows));
    const held =
      this.active.row < 0 ? `${this.id}-h${this.active.column}` : `${this.id}-${this.active.row}-${this.active.column}`;
    this.root.setAttribute('aria-activedescendant', held);
    for (const title of this.head.querySelectorAll('.mg-title'))
      title.classList.toggle('mg-active', title.id === held && this.hasFocus);
  }

  /** Places of the columns to draw: hundreds of cells in each row take longer than a frame. */
  private columnsInSight(): readonly number[] {
    const from = this.root.scrollLeft;
    const to = from + (this.root.clientWidth || Infinity);
    const drawn: number[] = [];
    let left = this.labelWidth;
    for (const [place, width] of this.widths.entries()) {
      if ((left + width >= from && left <= to) || (this.frozen && place === 0)) drawn.push(place);
      left += width;
    }
    return drawn;
  }

  private get hasFocus(): boolean {
    return (this.root.getRootNode() as Document | ShadowRoot).activeElement === this.root;
  }

  private row(row: number, top: number, drawnColumns: readonly number[]): HTMLElement {
    const page = this.page(row);
    const offset = row - (page?.from ?? 0);
    const { rows, columns } = this.selection();
    const inRows = this.visited && this.active.row >= 0 && row >= rows[0] && row <= rows[1];
    const drawn = element('div', {
      class: row % 2 ? 'mg-row mg-odd' : 'mg-row',
      role: 'row',
      'aria-rowindex': row + 2,
      style: `transform: translateY(${top}px)`,
    });
    const label = page?.labels[offset];
    drawn.append(
      element(
        'div',
        { class: 'mg-label mg-frozen', role: 'rowheader', 'aria-colindex': 1, style: 'left: 0' },
        label === undefined ? '…' : String(label ?? ''),
      ),
    );
    for (const place of drawnColumns) {
      const column = this.options.columns[place];
      if (!column) continue;
      const chosen = inRows && place >= columns[0] && place <= columns[1];
      const cell = element('div', {
        class: `mg-cell${isNumeric(column) ? ' mg-right' : ''}${this.pinned(place)}${chosen ? ' mg-chosen' : ''}`,
        style: `grid-column: ${place + 2}; ${this.pinStyle(place) ?? ''}`,
        role: 'gridcell',
        id: `${this.id}-${row}-${place}`,
        'aria-colindex': place + 2,
        'aria-selected': chosen ? 'true' : undefined,
      });
      writeCell(cell, page?.data[place]?.[offset], column, this.zone);
      cell.addEventListener('pointerdown', (event) => {
        if (event.button === 0) this.moveTo({ row, column: place }, event.shiftKey);
      });
      cell.addEventListener('pointerenter', (event) => {
        if (event.buttons === 1 && this.hasFocus) this.moveTo({ row, column: place }, true);
      });
      drawn.append(cell);
    }
    return drawn;
  }

  /** The page that holds a row; asked for, and drawn when it comes, if it is not here yet. */
  private page(row: number): TableReply | undefined {
    const from = row - (row % pageRows);
    const first = this.pages.get(0);
    if (first && row < first.from + first.labels.length) return first;
    if (this.pages.has(from)) return this.pages.get(from);
    this.pages.set(from, undefined);
    this.forgetPages();
    const generation = this.generation;
    void this.options.ask(from, pageRows).then((reply) => {
      if (generation !== this.generation) return;
      this.pages.set(from, reply);
      this.schedule();
    });
    return undefined;
  }

  /** Drops the pages that were asked for longest ago; the first stays, its values are what widths are fitted to. */
  private forgetPages(): void {
    const [first, oldest] = this.pages.keys();
    const dropped = first === 0 ? oldest : first;
    if (this.pages.size > mostPages && dropped !== undefined) this.pages.delete(dropped);
  }

  private widthOf(column: ShownColumn, cells: readonly Cell[]): number {
    const unit = column.kind === 'time' ? ` ${this.options.l10n.t('local')}` : '';
    return fittingWidth(this.root, column.name + unit, column, cells, this.zone);
  }
}
