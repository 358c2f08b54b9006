import assert from 'node:assert/strict';
import { draggedFrom, transferTo } from '../../src/sidebar/drag.ts';
import { cross, isolated } from '../../src/connection/snapshot.ts';

describe('dragging', () => {
  it('an asset onto another account starts the transfer between the two', () => {
    const dragged = draggedFrom([{ kind: 'asset', account: cross, asset: 'USDT' }]);
    assert.ok(dragged);
    assert.deepEqual(transferTo(dragged, isolated('BTCUSDT')), { from: 'cross', to: 'BTCUSDT', asset: 'USDT' });
  });

  it('an asset within its account does nothing, nor does what is no asset', () => {
    const dragged = draggedFrom([{ kind: 'asset', account: isolated('BTCUSDT'), asset: 'BTC' }]);
    assert.ok(dragged);
    assert.equal(transferTo(dragged, isolated('BTCUSDT')), undefined);
    assert.equal(draggedFrom([{ kind: 'account', account: cross }]), undefined);
    assert.equal(draggedFrom([undefined]), undefined);
  });
});
