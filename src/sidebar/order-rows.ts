import { plain } from '../connection/figures.ts';
import { accountKey, type OpenOrder, type Snapshot } from '../connection/snapshot.ts';
import { table } from './account-rows.ts';
import type { Row } from './row.ts';
import { matches, type Drawing } from './view-state.ts';

/** The Orders tree: open orders under their pair, cross and isolated apart. */
export function orderRows(snapshot: Snapshot, drawing: Drawing): Row[] {
  const { l10n } = drawing;
  const pairs = new Map<string, OpenOrder[]>();
  for (const order of snapshot.orders) {
    if (!matches(drawing.choices.filter, order.symbol, order.side, order.type)) continue;
    const key = `${accountKey(order.account)}/${order.symbol}`;
    pairs.set(key, [...(pairs.get(key) ?? []), order]);
  }
  return [...pairs].map(([key, orders]) => {
    const [first] = orders;
    const symbol = first?.symbol ?? key;
    const place = first?.account.kind === 'isolated' ? l10n.t('isolated') : l10n.t('cross');
    const count = orders.length === 1 ? l10n.t('1 open order') : l10n.t('{0} open orders', orders.length);
    return {
      id: `orders/${key}`,
      label: symbol,
      description: `${place} · ${count}`,
      icon: { id: 'list-ordered' },
      context: `orderGroup ${first?.account.kind ?? 'cross'}`,
      speech: `${symbol}, ${place}, ${count}`,
      ...(first ? { subject: { kind: 'order', account: first.account, symbol, orderId: first.orderId } as const } : {}),
      children: withLists(orders, drawing),
      expanded: true,
    };
  });
}

/** The orders of a list stand together under it, where its first one would stand. */
function withLists(orders: readonly OpenOrder[], drawing: Drawing): Row[] {
  const shown = new Set<number>();
  return orders.flatMap((order) => {
    const { orderListId } = order;
    if (orderListId === undefined) return [orderRow(order, drawing)];
    if (shown.has(orderListId)) return [];
    shown.add(orderListId);
    const list = orders.filter((other) => other.orderListId === orderListId);
    return [listRow(orderListId, order, list, drawing)];
  });
}

function listRow(listId: number, first: OpenOrder, orders: readonly OpenOrder[], drawing: Drawing): Row {
  const { l10n } = drawing;
  const { account, symbol, orderId } = first;
  const label = l10n.t('List {0}', listId);
  const kind = l10n.t('one cancels the other');
  return {
    id: `list/${accountKey(account)}/${symbol}/${listId}`,
    label,
    description: kind,
    tooltip: l10n.t('The first of these orders to trade cancels the others; cancelling one cancels all.'),
    icon: { id: 'link' },
    context: `order ${account.kind} list`,
    speech: l10n.t('List {0} on {1}, one cancels the other, {2} orders', listId, symbol, orders.length),
    subject: { kind: 'order', account, symbol, orderId },
    children: orders.map((order) => orderRow(order, drawing)),
    expanded: true,
  };
}

function orderRow(order: OpenOrder, { l10n, figures }: Drawing): Row {
  const { side, type, quantity, executed, price, stopPrice, symbol, orderId, account } = order;
  const kind = typeName(type);
  const at = price.gt(0) ? l10n.t('at {0}', figures.price(price)) : l10n.t('at market');
  const trigger = stopPrice.gt(0) ? l10n.t('stop {0}', figures.price(stopPrice)) : undefined;
  const filled = executed.gt(0) ? l10n.t('{0} filled', figures.percent(executed.div(quantity), 1)) : undefined;
  const label = `${side === 'BUY' ? l10n.t('Buy') : l10n.t('Sell')} ${figures.amount(quantity)} ${at}`;
  const placed = new Date(order.placedAt).toISOString().slice(0, 19).replace('T', ' ');
  return {
    id: `order/${accountKey(account)}/${symbol}/${orderId}`,
    label,
    description: [kind, trigger, filled].filter((part) => part !== undefined).join(' · '),
    tooltip: [
      `**${plain(label)}** · ${plain(symbol)}`,
      '',
      table(
        [l10n.t('Type'), plain(kind), ''],
        [l10n.t('Quantity'), figures.amount(quantity), ''],
        [l10n.t('Filled'), figures.amount(executed), ''],
        [l10n.t('Price'), plain(at), ''],
        [l10n.t('Stop price'), trigger ? plain(trigger) : '', ''],
        [l10n.t('Placed'), plain(`${placed} UTC`), ''],
        [l10n.t('Order id'), String(orderId), ''],
      ),
    ].join('\n'),
    icon: side === 'BUY' ? { id: 'arrow-up', colour: 'charts.green' } : { id: 'arrow-down', colour: 'charts.red' },
    context: `order ${account.kind}`,
    speech: [symbol, label, kind, trigger, filled].filter((part) => part !== undefined).join(', '),
    subject: { kind: 'order', account, symbol, orderId },
  };
}

/** `STOP_LOSS_LIMIT` as a person writes it: "stop loss limit". */
export const typeName = (type: string): string => type.toLowerCase().replaceAll('_', ' ');
