import assert from 'node:assert/strict';
import { figures } from '../../src/connection/figures.ts';
import { english } from '../../src/connection/localiser.ts';
import { accountRows } from '../../src/sidebar/account-rows.ts';
import { loanRows } from '../../src/sidebar/loan-rows.ts';
import { orderRows } from '../../src/sidebar/order-rows.ts';
import type { Row } from '../../src/sidebar/row.ts';
import { rowIdsFor, type Wanted } from '../../src/sidebar/row-ids.ts';
import { defaultChoices } from '../../src/sidebar/view-state.ts';
import { snapshot } from '../connection/a-snapshot.ts';

const all = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...all(row.children ?? [])]);

describe('from a table to the tree', () => {
  const rows = (grouping: 'account' | 'asset') => {
    const drawing = { l10n: english, figures: figures(false), choices: { ...defaultChoices, grouping } };
    return all([accountRows, loanRows, orderRows].flatMap((build) => build(snapshot(), drawing)));
  };
  const found = (wanted: Wanted, grouping: 'account' | 'asset' = 'account') => {
    const known = new Set(rows(grouping).map(({ id }) => id));
    return rowIdsFor(wanted).find((id) => known.has(id));
  };

  it('finds the asset, in the account that the table names', () => {
    assert.equal(found({ asset: 'USDT' }), 'account/cross/USDT');
    assert.equal(found({ asset: 'USDT', symbol: 'BTCUSDT', isIsolated: true }), 'account/BTCUSDT/USDT');
    assert.equal(found({ asset: 'USDT' }, 'asset'), 'asset/USDT/cross');
  });

  it('finds the order, or its pair where the order is gone', () => {
    assert.equal(found({ symbol: 'BTCUSDT', orderId: 42 }), 'order/cross/BTCUSDT/42');
    assert.equal(found({ symbol: 'BTCUSDT', orderId: 7 }), 'orders/cross/BTCUSDT');
  });

  it('finds the account, and nothing for what is not there', () => {
    assert.equal(found({ account: 'BTCUSDT' }), 'account/BTCUSDT');
    assert.equal(found({ account: 'cross' }), 'account/cross');
    assert.equal(found({ asset: 'NO SUCH' }), undefined);
    assert.equal(found({}), undefined);
  });
});
