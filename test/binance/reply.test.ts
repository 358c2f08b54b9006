import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createReader, parseLossless } from '../../src/binance/reply.ts';
import { endpointOf } from '../../src/binance/table/index.ts';

describe('reading replies', () => {
  it('keeps ids beyond 2^53 digit by digit, and small ones as text too', () => {
    const read = createReader(endpointOf('getMarginInterestHistory'));
    assert.deepEqual(read('{"rows":[{"txId":1352286576452864727},{"txId": 12 ,"asset":"BTC"}],"total":2}'), {
      rows: [{ txId: '1352286576452864727' }, { txId: '12', asset: 'BTC' }],
      total: 2,
    });
    assert.deepEqual(createReader(endpointOf('getMarginAllPairs'))('[{"id":351637150141315861,"symbol":"BTCUSDT"}]'), [
      { id: '351637150141315861', symbol: 'BTCUSDT' },
    ]);
  });

  it('gives one type where Binance has two', () => {
    assert.deepEqual(createReader(endpointOf('createMarginOrder'))('{"orderId":28,"marginBuyBorrowAmount":5.25}'), {
      orderId: 28,
      marginBuyBorrowAmount: '5.25',
    });
    assert.deepEqual(createReader(endpointOf('createMarginOcoOrder'))('{"marginBuyBorrowAmount":"5"}'), {
      marginBuyBorrowAmount: '5',
    });
    assert.deepEqual(createReader(endpointOf('cancelMarginOrder'))('{"orderId":"28","clientOrderId":"28"}'), {
      orderId: 28,
      clientOrderId: '28',
    });
  });

  it('makes milliseconds of seconds and microseconds', () => {
    const read = createReader(endpointOf('createMarginListenToken'));
    assert.deepEqual(read('{"token":"t","expirationTime":1758792204196321}'), {
      token: 't',
      expirationTime: 1758792204196,
    });
    assert.deepEqual(read('{"token":"t","expirationTime":1758792204196}'), {
      token: 't',
      expirationTime: 1758792204196,
    });
    assert.deepEqual(createReader(endpointOf('getMarginAllAssets'))('[{"delistTime":1704973040}]'), [
      { delistTime: 1704973040000 },
    ]);
  });

  it('does not touch what is inside strings', () => {
    const tricky = { note: '"txId":1352286576452864727,', other: 'a:1234567890123456789,', txId: '7' };
    const body = JSON.stringify(tricky);
    assert.deepEqual(createReader(endpointOf('getMarginInterestHistory'))(body), tricky);
  });

  it('reads everything else as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        assert.deepEqual(parseLossless(text), JSON.parse(text));
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n }), fc.string(), (id, text) => {
        assert.deepEqual(parseLossless(`{"a":[${id},${JSON.stringify(text)}],"b":${-id}}`), {
          a: [String(id), text],
          b: String(-id),
        });
      }),
    );
  });
});
