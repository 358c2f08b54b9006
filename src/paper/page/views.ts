import type { AccountView, HoldingView, OrderView } from '../server/overview.ts';

type Child = Node | string;

/** An element with a class and children; text stays text, whatever is in it. */
export function element(tag: string, style: string, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (style !== '') made.className = style;
  made.append(...children);
  return made;
}

/** Zeros at the end say nothing to a person. */
const short = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);

function amountCell(amount: string): HTMLElement {
  const text = short(amount);
  return element('td', text === '0' ? 'zero' : '', text);
}

function table(caption: string, heads: readonly string[], rows: readonly HTMLElement[], texts = 1): HTMLElement {
  const head = element(
    'tr',
    '',
    ...heads.map((text, index) => {
      const cell = element('th', index < texts ? 'text' : '', text);
      cell.setAttribute('scope', 'col');
      return cell;
    }),
  );
  const made = element('table', '', element('thead', '', head), element('tbody', '', ...rows));
  made.setAttribute('aria-label', caption);
  return element('div', 'scroll', made);
}

const words: Readonly<Record<string, readonly [string, string]>> = {
  EXCESSIVE: ['safe', 'good'],
  NORMAL: ['normal', 'good'],
  MARGIN_CALL: ['margin call', 'warn'],
  PRE_LIQUIDATION: ['close to liquidation', 'bad'],
  FORCE_LIQUIDATION: ['liquidation', 'bad'],
};

export function accountCard(account: AccountView): HTMLElement {
  const { name, kind, level, status = 'NORMAL', marginCall, liquidation, liquidationPrice, holdings } = account;
  const [word, tone] = words[status] ?? [status, ''];
  const title = element(
    'h3',
    '',
    kind === 'isolated' ? `${name} isolated` : kind === 'wallet' ? `${name} wallet` : name,
  );
  const lines: HTMLElement[] = [];
  if (level !== undefined) {
    title.append(element('span', `level figure ${tone}`, level), element('span', tone, word));
    lines.push(
      element(
        'p',
        'hint figure',
        `Margin call at ${marginCall ?? ''}, liquidation at ${liquidation ?? ''}${liquidationPrice === undefined ? '' : ` (price ${liquidationPrice})`}.`,
      ),
    );
  } else if (kind !== 'wallet') lines.push(element('p', 'hint', 'Owes nothing.'));
  const rows = holdings.map((holding: HoldingView) => {
    const cells = [holding.free, holding.locked, ...(kind === 'wallet' ? [] : [holding.borrowed, holding.interest])];
    return element('tr', '', element('td', '', holding.asset), ...cells.map(amountCell));
  });
  const heads = ['Asset', 'Free', 'Locked', ...(kind === 'wallet' ? [] : ['Borrowed', 'Interest'])];
  const body = rows.length > 0 ? table(`Holdings of ${name}`, heads, rows) : element('p', 'hint', 'Holds nothing.');
  return element('article', 'account card', title, ...lines, body);
}

export function orderTable(orders: readonly OrderView[]): HTMLElement {
  if (orders.length === 0) return element('p', 'hint', 'No open orders.');
  const rows = orders.map((order) =>
    element(
      'tr',
      '',
      ...[order.symbol, order.account, order.side, order.type].map((text) => element('td', 'text', text)),
      amountCell(order.quantity),
      amountCell(order.executed),
      amountCell(order.price),
    ),
  );
  return element(
    'div',
    'card',
    table('Open orders', ['Pair', 'Account', 'Side', 'Type', 'Quantity', 'Executed', 'Price'], rows, 4),
  );
}

const time = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
export const clockText = (now: number, kind: string): string => `${time(now)} UTC (${kind} clock)`;

/** What a person reads of an event; undefined for those that only repeat what the accounts show. */
export function eventLine(type: string, event: Record<string, unknown>): string | undefined {
  const text = (name: string): string => {
    const value = event[name];
    return typeof value === 'string' ? short(value) : typeof value === 'number' ? String(value) : '';
  };
  const when = time(Number(event.time));
  const order = (event.order ?? {}) as Record<string, string | undefined>;
  switch (type) {
    case 'loan':
      return `${when}  ${text('account')} ${text('kind').toLowerCase()} ${text('amount')} ${text('asset')}`;
    case 'interest':
      return `${when}  ${text('account')} interest ${text('interest')} ${text('asset')}`;
    case 'transfer':
      return `${when}  transfer ${text('amount')} ${text('asset')} from ${text('from')} to ${text('to')}`;
    case 'order':
      return `${when}  ${order.account ?? ''} ${order.side ?? ''} ${order.type ?? ''} ${order.symbol ?? ''} ${text('execution').toLowerCase()}, ${(order.status ?? '').toLowerCase()}`;
    case 'status':
      return `${when}  ${text('account')} level ${text('level')}: ${text('status').toLowerCase().replaceAll('_', ' ')}`;
    case 'price':
      return `${when}  ${text('symbol')} ${event.price === null ? 'let go' : `held at ${text('price')}`}`;
    case 'liquidation': {
      const record = (event.record ?? {}) as Record<string, string | undefined>;
      const [did, of] = [record.side === 'BUY' ? 'bought' : 'sold', record.symbol ?? ''];
      return `${when}  ${record.account ?? ''} liquidation ${did} ${short(record.executed ?? '')} of ${of} at ${short(record.averagePrice ?? '')}`;
    }
    case 'replay':
      return `${when}  ${event.id === null ? 'recorded prices end' : 'recorded prices begin'}`;
    default:
      return undefined;
  }
}
