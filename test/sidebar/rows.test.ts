import assert from 'node:assert/strict';
import { figures } from '../../src/connection/figures.ts';
import { english } from '../../src/connection/localiser.ts';
import type { Alert } from '../../src/connection/alerts.ts';
import { cross } from '../../src/connection/snapshot.ts';
import { accountRows } from '../../src/sidebar/account-rows.ts';
import { alertRows } from '../../src/sidebar/alert-rows.ts';
import { loanRows } from '../../src/sidebar/loan-rows.ts';
import { orderRows } from '../../src/sidebar/order-rows.ts';
import type { Row } from '../../src/sidebar/row.ts';
import { defaultChoices, type Drawing, type ViewChoices } from '../../src/sidebar/view-state.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { balance, pair, snapshot } from '../connection/a-snapshot.ts';

function drawing(choices: Partial<ViewChoices> = {}, masked = false): Drawing {
  return { l10n: english, figures: figures(masked), choices: { ...defaultChoices, ...choices } };
}

const all = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...all(row.children ?? [])]);
const labels = (rows: readonly Row[] | undefined) => rows?.map((row) => row.label);

describe('the Accounts tree', () => {
  it('shows the cross account with its level, then the isolated pairs', () => {
    const [cross, isolated] = accountRows(snapshot(), drawing());
    assert.deepEqual([cross?.label, cross?.description], ['Cross', '2.5 · net 0.75 BTC']);
    assert.deepEqual([isolated?.label, isolated?.description], ['BTCUSDT', '2.01 · liq 20,801.1 · 10x']);
  });

  it('puts what is owed first, hides what is empty, and shows the five figures of an asset', () => {
    const [cross] = accountRows(snapshot(), drawing());
    assert.deepEqual(labels(cross?.children), ['USDT', 'BTC']);
    const usdt = cross?.children?.[0];
    assert.equal(usdt?.description, '10,000 · 50 locked · owes 20,000.25');
    assert.deepEqual(
      usdt.children?.map((row) => `${row.label} ${row.description}`),
      ['Free 10,000 USDT', 'Locked 50 USDT', 'Borrowed 20,000 USDT', 'Interest 0.25 USDT', 'Net -9,950.25 USDT'],
    );
  });

  it('shows empty balances when asked to', () => {
    const [cross] = accountRows(snapshot(), drawing({ hideZeros: false }));
    assert.deepEqual(labels(cross?.children), ['USDT', 'BTC', 'BNB']);
  });

  it('says where nothing is owed instead of printing the level 999', () => {
    const free = snapshot();
    const [cross] = accountRows({ ...free, cross: { ...free.cross, level: undefined } }, drawing());
    assert.match(cross?.description ?? '', /^no debt/);
  });

  it('warns of a called account', () => {
    const called = snapshot({ isolated: [pair({ status: 'MARGIN_CALL', level: decimal('1.08') })] });
    const row = accountRows(called, drawing())[1];
    assert.deepEqual(row?.icon, { id: 'warning', colour: 'marginalia.call' });
    assert.match(row.speech, /margin call/);
  });

  it('groups by asset, over all accounts', () => {
    const rows = accountRows(snapshot(), drawing({ grouping: 'asset' }));
    assert.deepEqual(labels(rows), ['BTC', 'USDT']);
    assert.deepEqual(labels(rows[1]?.children), ['Cross', 'BTCUSDT']);
  });

  it('filters by asset', () => {
    const [cross] = accountRows(snapshot(), drawing({ filter: 'btc' }));
    assert.deepEqual(labels(cross?.children), ['BTC']);
  });

  it('puts favourites first', () => {
    const [cross] = accountRows(snapshot(), drawing({ favourites: new Set(['account/cross/BTC']) }));
    assert.deepEqual(labels(cross?.children), ['BTC', 'USDT']);
  });

  it('puts a favourite pair first and knows it for one, so that its menu can take that back', () => {
    const pairs = snapshot({ isolated: [pair({ symbol: 'ADAUSDT' }), pair()] });
    assert.deepEqual(labels(accountRows(pairs, drawing())), ['Cross', 'ADAUSDT', 'BTCUSDT']);
    const rows = accountRows(pairs, drawing({ favourites: new Set(['account/BTCUSDT']) }));
    assert.deepEqual(labels(rows), ['Cross', 'BTCUSDT', 'ADAUSDT']);
    assert.deepEqual(
      rows.map(({ context }) => /\bfavourite\b/.test(context ?? '')),
      [false, true, false],
    );
  });
});

describe('the Alerts tree', () => {
  const alert: Alert = {
    id: 'a',
    watched: { kind: 'level', account: cross },
    condition: 'atOrBelow',
    threshold: '1.5',
    state: 'armed',
    profile: 'p1',
  };
  const rows = (profile: string | undefined) =>
    alertRows([alert], snapshot(), drawing(), 0, { inUse: profile, nameOf: () => 'Main account' });

  it('shows what each watches and where that stands', () => {
    assert.deepEqual(
      rows('p1').map(({ label, description }) => [label, description]),
      [['Margin level of cross ≤ 1.5', 'armed · now 2.5']],
    );
  });

  it('shows no figure of the profile in use beside an alert of another one', () => {
    for (const inUse of ['p2', undefined]) {
      const [row] = rows(inUse);
      assert.equal(row?.description, 'armed · Profile: Main account');
      assert.doesNotMatch(row.speech + (row.tooltip ?? ''), /2\.5/);
    }
  });
});

describe('the Loans tree', () => {
  it('shows what each loan costs, and says where the rate is not known', () => {
    const [cross, isolated] = loanRows(snapshot(), drawing());
    assert.equal(cross?.description, '20,000.25 · cross · 5 % a year');
    assert.deepEqual(
      cross.children?.map((row) => `${row.label}: ${row.description}`),
      [
        'Principal: 20,000 USDT',
        'Interest: 0.25 USDT',
        'Rate: 5 % a year',
        'Next hour: 0.1142 USDT',
        'Cost per day: 2.7408 USDT',
      ],
    );
    assert.equal(isolated?.children?.[3]?.description, 'not known');
  });
});

describe('the Orders tree', () => {
  it('shows open orders under their pair', () => {
    const [group] = orderRows(snapshot(), drawing());
    assert.deepEqual([group?.label, group?.description], ['BTCUSDT', 'cross · 1 open order']);
    const order = group?.children?.[0];
    assert.deepEqual([order?.label, order?.description], ['Buy 0.01 at 35,000', 'limit · 50 % filled']);
  });

  it('keeps the orders of a list together under it', () => {
    const [single] = snapshot().orders;
    assert.ok(single);
    const leg = (orderId: number) => ({ ...single, orderId, orderListId: 7 });
    const [group] = orderRows(snapshot({ orders: [leg(1), single, leg(2)] }), drawing());
    assert.deepEqual(labels(group?.children), ['List 7', 'Buy 0.01 at 35,000']);
    const list = group?.children?.[0];
    assert.deepEqual(
      list?.children?.map(({ subject }) => subject?.kind === 'order' && subject.orderId),
      [1, 2],
    );
    assert.match(list.speech, /List 7 on BTCUSDT, one cancels the other, 2 orders/);
    assert.match(list.context ?? '', /^order /, 'is cancelled like an order');
  });
});

describe('every row', () => {
  const rows = (masked = false) =>
    [accountRows, loanRows, orderRows].flatMap((build) => all(build(snapshot(), drawing({}, masked))));

  it('has an id that no other has and that holds no figure', () => {
    const before = rows().map(({ id }) => id);
    assert.equal(new Set(before).size, before.length);
    const moved = snapshot();
    const changed = {
      ...moved,
      cross: { ...moved.cross, level: decimal('1.2'), balances: [balance('USDT', { free: '7', borrowed: '1' })] },
    };
    for (const { id } of all(accountRows(changed, drawing()))) assert.ok(before.includes(id), id);
  });

  it('says something to a screen reader', () => {
    for (const row of rows()) assert.ok(row.speech.length > 0, row.id);
  });

  it('shows no amount while amounts are hidden, not even in a tooltip or to a screen reader', () => {
    const secret = /10,?000|20,?000|9,?950|0\.75/;
    for (const { id, label, description, tooltip, speech } of rows(true))
      for (const text of [label, description, tooltip, speech]) assert.doesNotMatch(text ?? '', secret, id);
  });
});

describe('a name from outside', () => {
  it('stays text in a tooltip, be it Chinese or Markdown', () => {
    const name = '币安人生|[x](command:evil)';
    const odd = snapshot();
    const [cross] = accountRows(
      { ...odd, cross: { ...odd.cross, balances: [balance(name, { free: '1' })] } },
      drawing(),
    );
    const row = cross?.children?.[0];
    assert.equal(row?.label, name);
    assert.ok(row.tooltip?.includes('币安人生\\|\\[x\\]\\(command\\:evil\\)'), row.tooltip);
  });
});
