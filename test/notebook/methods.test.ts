import assert from 'node:assert/strict';
import { MarginClient } from '../../src/binance/client.ts';
import { requestedMethods } from '../../src/binance/table/requested.ts';
import { methodsOf, weightOf, writes } from '../../src/notebook/host/methods.ts';

describe("the client's methods in cells", () => {
  it('that change the account are those whose endpoints do', () => {
    const changing = requestedMethods.map(({ method }) => method).filter(writes);
    assert.deepEqual(changing, [
      'createMarginOrder',
      'cancelMarginOrder',
      'createMarginLoan',
      'repayMarginLoan',
      'transferSpotToMargin',
      'transferMarginToSpot',
      'transferIsolatedMarginToSpot',
      'transferSpotToIsolatedMargin',
    ]);
  });

  it('count as changing it where nothing is known of them', () => {
    const client = new MarginClient({ restUrl: 'http://127.0.0.1:9', mode: 'PAPER' });
    assert.deepEqual(
      methodsOf(client).filter((method) => /^(get|iterate|query|ping)/.test(method) && writes(method)),
      [],
    );
    client.close();
    assert.ok(writes('giveEverythingAway'));
  });

  it('weigh what their endpoints do, with the parameters that make them heavier', () => {
    assert.equal(weightOf('createMarginLoan', {}), 1500);
    assert.equal(weightOf('getMarginAccount', {}), 20);
    assert.equal(weightOf('createMarginOrder', {}), 6);
    assert.equal(weightOf('createMarginOrder', { sideEffectType: 'MARGIN_BUY' }), 1500);
    assert.equal(weightOf('getTicker', {}), 2);
  });
});
