import { formatCell, isNumeric, type Zone } from '../../frames/table/format.ts';
import type { Cell, ShownColumn } from '../../frames/table/kinds.ts';
import type { TableReply } from '../../frames/table/query.ts';
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

export const rowHeight = 22;
const headHeight = 26;
/** Browsers lay out no element much higher than this; a longer table's scrollbar moves by more than a pixel per pixel. */
const mostPixels = 15_000_000;
/** Rows beyond the visible ones that are kept drawn, so that a slow answer shows no gap. */
const spareRows = 20;
const pageRows = 200;
/** Characters of a value that are drawn; a column shows far fewer. */
const mostDrawn = 500;

export interface GridOptions {
  readonly columns: readonly ShownColumn[];
  /** Rows of the whole table, unfiltered. */
  readonly rows: number;
  /** Whether rows carry labels worth a column. */
  readonly labelled: boolean;
  readonly l10n: Words;
  readonly ask: (from: number, count: number) => Promise<TableReply>;
  readonly onSort: (column: number, add: boolean) => void;
  readonly onMove: () => void;
  readonly onTrouble: (error: unknown) => void;
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
  /** Measures text. */
  private readonly pen = document.createElement('canvas').getContext('2d');
  private readonly pages = new Map<number, TableReply | undefined>();
  private widths: number[] = [];
  private length = 0;
  private zone: Zone = 'UTC';
  private sort: readonly SortKey[] = [];
  private frozen = false;
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
        'aria-colcount': options.columns.length,
      },
      this.head,
      this.body,
    );
    this.root.addEventListener('scroll', () => this.schedule(), { passive: true });
    this.root.addEventListener('focus', () => this.draw());
  }

  /** Shows another order, filter or zone; the first page comes with it. */
  show(first: TableReply, sort: readonly SortKey[], zone: Zone): void {
    this.generation++;
    this.pages.clear();
    this.length = first.length;
    this.sort = sort;
    this.zone = zone;
    if (this.widths.length === 0)
      this.widths = this.options.columns.map((column, place) => this.widthOf(column, first.data[place] ?? []));
    if (first.from === 0) this.pages.set(0, first);
    this.root.setAttribute('aria-rowcount', String(this.length + 1));
    this.body.style.height = `${Math.min(this.length * rowHeight, mostPixels)}px`;
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
    const row = Math.max(-1, Math.min(position.row, this.length - 1));
    const column = Math.max(0, Math.min(position.column, this.options.columns.length - 1));
    this.active = { row, column };
    if (!extend) this.anchor = this.active;
    this.scrollTo(row, column);
    this.draw();
    this.options.onMove();
  }

  get rowsInSight(): number {
    return Math.max(1, Math.floor((this.root.clientHeight - headHeight) / rowHeight) - 1);
  }

  get rowCount(): number {
    return this.length;
  }

  /** First and last row and column of the selection. */
  selection(): { rows: [number, number]; columns: [number, number] } {
    const rows = [this.active.row, this.anchor.row].sort((a, b) => a - b) as [number, number];
    const columns = [this.active.column, this.anchor.column].sort((a, b) => a - b) as [number, number];
    return { rows: [Math.max(0, rows[0]), Math.max(0, rows[1])], columns };
  }

  setWidth(column: number, width: number): void {
    this.widths[column] = Math.max(40, width);
    this.layOut();
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
    const corner = element('div', { class: 'mg-label mg-frozen', role: 'presentation', style: 'left: 0' });
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
      'aria-colindex': place + 1,
      'aria-sort': key ? (key.descending ? 'descending' : 'ascending') : undefined,
      title: this.options.l10n.t('{0}: click to sort, with Shift to sort further by it', column.name),
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
    const rows: HTMLElement[] = [];
    for (let row = from; row < to; row++) rows.push(this.row(row, row * rowHeight + shift));
    this.body.replaceChildren(...(this.length === 0 ? [this.none()] : rows));
    const held =
      this.active.row < 0 ? `${this.id}-h${this.active.column}` : `${this.id}-${this.active.row}-${this.active.column}`;
    this.root.setAttribute('aria-activedescendant', held);
    for (const title of this.head.querySelectorAll('.mg-title'))
      title.classList.toggle('mg-active', title.id === held && this.hasFocus);
  }

  private none(): HTMLElement {
    return element('div', { class: 'mg-none' }, this.options.l10n.t('No rows'));
  }

  private get hasFocus(): boolean {
    return (this.root.getRootNode() as Document | ShadowRoot).activeElement === this.root;
  }

  private row(row: number, top: number): HTMLElement {
    const page = this.page(row);
    const offset = row - (page?.from ?? 0);
    const { rows, columns } = this.selection();
    const drawn = element('div', {
      class: 'mg-row',
      role: 'row',
      'aria-rowindex': row + 2,
      style: `transform: translateY(${top}px)`,
    });
    const label = page?.labels[offset];
    drawn.append(
      element(
        'div',
        { class: 'mg-label mg-frozen', role: 'rowheader', style: 'left: 0' },
        label === undefined ? '…' : String(label ?? ''),
      ),
    );
    this.options.columns.forEach((column, place) => {
      const chosen =
        this.hasFocus &&
        row >= rows[0] &&
        row <= rows[1] &&
        place >= columns[0] &&
        place <= columns[1] &&
        this.active.row >= 0;
      const cell = element('div', {
        class: `mg-cell${isNumeric(column) ? ' mg-right' : ''}${this.pinned(place)}${chosen ? ' mg-chosen' : ''}`,
        style: this.pinStyle(place),
        role: 'gridcell',
        id: `${this.id}-${row}-${place}`,
        'aria-colindex': place + 1,
        'aria-selected': chosen ? 'true' : undefined,
      });
      fill(cell, page?.data[place]?.[offset], column, this.zone);
      cell.addEventListener('pointerdown', (event) => {
        if (event.button === 0) this.moveTo({ row, column: place }, event.shiftKey);
      });
      cell.addEventListener('pointerenter', (event) => {
        if (event.buttons === 1 && this.hasFocus) this.moveTo({ row, column: place }, true);
      });
      drawn.append(cell);
    });
    return drawn;
  }

  /** The page that holds a row; asked for, and drawn when it comes, if it is not here yet. */
  private page(row: number): TableReply | undefined {
    const from = row - (row % pageRows);
    const first = this.pages.get(0);
    if (first && row < first.from + (first.labels.length || 0)) return first;
    if (this.pages.has(from)) return this.pages.get(from);
    this.pages.set(from, undefined);
    const generation = this.generation;
    this.options.ask(from, pageRows).then(
      (reply) => {
        if (generation !== this.generation) return;
        this.pages.set(from, reply);
        this.schedule();
      },
      (error: unknown) => this.options.onTrouble(error),
    );
    return undefined;
  }

  private widthOf(column: ShownColumn, cells: readonly Cell[]): number {
    const context = this.pen;
    const style = getComputedStyle(this.root);
    const measure = (text: string, font: string) => {
      if (!context) return text.length * 8;
      context.font = font;
      return context.measureText(text).width;
    };
    const size = parseFloat(style.fontSize) || 13;
    const mono = style.getPropertyValue('--vscode-editor-font-family') || 'monospace';
    const longest = [column.widest ?? null, ...cells.slice(0, 500)].reduce<string>((text, cell) => {
      const next = formatCell(cell, column, this.zone);
      return next.length > text.length ? next.slice(0, mostDrawn) : text;
    }, '');
    const head = column.name + (column.kind === 'time' ? ` ${this.options.l10n.t('local')}` : '');
    const width = Math.max(
      measure(longest, `${size - 1}px ${mono}`),
      measure(head, `600 ${size}px ${style.fontFamily || 'sans-serif'}`) + 16,
    );
    return Math.min(420, Math.max(56, Math.ceil(width) + 24));
  }
}

/** Writes a value; the zeros that only align it are dimmed, a negative amount is marked by more than its sign. */
function fill(cell: HTMLElement, value: Cell | undefined, column: ShownColumn, zone: Zone): void {
  const text = formatCell(value, column, zone);
  if (column.kind !== 'amount') {
    cell.textContent = text.slice(0, mostDrawn);
    if (column.kind === 'text' && text.length > 40) cell.title = text.slice(0, 8 * mostDrawn);
    return;
  }
  if (text.startsWith('-')) cell.classList.add('mg-minus');
  const zeros = /\.?0+$/.exec(text.includes('.') ? text : '');
  if (!zeros) cell.textContent = text;
  else cell.append(text.slice(0, zeros.index), element('span', { class: 'mg-zeros' }, zeros[0]));
}
