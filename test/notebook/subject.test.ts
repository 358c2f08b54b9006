import assert from 'node:assert/strict';
import { tableBundle, tableMime } from '../../src/frames/table/bundle.ts';
import { hasSubject, subjectOf } from '../../src/notebook/renderer/subject.ts';

describe('what a row of a table is about', () => {
  const about = (row: Record<string, unknown>) => {
    const { columns, data } = tableBundle([row])[tableMime];
    return hasSubject(columns)
      ? subjectOf(
          columns,
          data.map(([cell]) => cell),
        )
      : undefined;
  };

  it('is an asset, a pair or an order of the cross account or of an isolated one', () => {
    assert.deepEqual(about({ asset: 'BTC', free: '1' }), { account: 'cross', asset: 'BTC' });
    assert.deepEqual(about({ asset: 'BTC', isolatedSymbol: 'BTCUSDT' }), { account: 'BTCUSDT', asset: 'BTC' });
    assert.deepEqual(about({ symbol: 'ETHUSDT', orderId: 28457, isIsolated: true }), {
      account: 'ETHUSDT',
      symbol: 'ETHUSDT',
      orderId: '28457',
    });
    assert.deepEqual(about({ symbol: 'ETHUSDT', isIsolated: false }), { account: 'cross', symbol: 'ETHUSDT' });
  });

  it('is nothing of the account without such a column', () => {
    assert.equal(about({ time: 1, price: '2' }), undefined);
    assert.deepEqual(about({ asset: '', n: 1 }), { account: 'cross' });
  });
});
