import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import {
  allPermissions,
  type ApiKey,
  checkPermission,
  checkTime,
  Keys,
  signedPayload,
} from '../../src/paper/server/keys.ts';
import { Hmac } from '../../src/paper/server/hmac.ts';
import { endpointOf } from '../../src/binance/table/index.ts';

const documented = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const key = (kind: ApiKey['kind'], secret: string): ApiKey => ({
  apiKey: 'k'.repeat(64),
  kind,
  secret,
  name: 'test',
  permissions: allPermissions,
  createdAt: 0,
});
const payload = (symbol: string): string =>
  `symbol=${symbol}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559`;

describe('signatures', () => {
  const vectors = [
    ['LTCBTC', 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71'],
    [
      '%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96',
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    ],
  ] as const;
  for (const [symbol, signature] of vectors)
    it(`the documented one of ${symbol}, in either case`, () => {
      const hmac = key('HMAC', documented);
      const keys = new Keys([hmac]);
      assert.ok(keys.signed(hmac, payload(symbol), signature));
      assert.ok(keys.signed(hmac, payload(symbol), signature.toUpperCase()));
      assert.ok(!keys.signed(hmac, payload(`${symbol}X`), signature));
      assert.ok(!keys.signed(hmac, payload(symbol), ''));
    });

  it('cover query and body as they arrived, without the signature, wherever it stands', () => {
    assert.equal(signedPayload('a=1&signature=x&b=%20', 'c=3'), 'a=1&b=%20c=3');
    assert.equal(signedPayload('', 'a=1&signature=x'), 'a=1');
    assert.equal(signedPayload('mysignature=1', ''), 'mysignature=1');
  });

  it('as node:crypto makes them, whatever the key and the text', () => {
    const latin = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 150 }), latin, fc.constantFrom(0, 4096, 5000), (secret, text, padding) => {
        const long = text.padEnd(padding, 'x');
        assert.equal(new Hmac(secret).hex(long), createHmac('sha256', secret).update(long, 'latin1').digest('hex'));
      }),
    );
  });

  it('with Ed25519 and RSA keys', () => {
    for (const [kind, pair] of [
      ['ED25519', generateKeyPairSync('ed25519')],
      ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ] as const) {
      const own = key(kind, pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
      const keys = new Keys([own]);
      const text = payload('BTCUSDT');
      const signature = sign(kind === 'RSA' ? 'sha256' : null, Buffer.from(text), pair.privateKey).toString('base64');
      assert.ok(keys.signed(own, text, signature), kind);
      assert.ok(!keys.signed(own, `${text}0`, signature), kind);
      const hmac = createHmac('sha256', own.secret).update(text).digest('hex');
      assert.ok(!keys.signed(own, text, hmac), kind);
    }
  });
});

describe('timestamps', () => {
  const now = 1_700_000_000_000;
  const accepted = (timestamp: number | string, recvWindow?: string): boolean => {
    try {
      checkTime({ timestamp: String(timestamp), ...(recvWindow !== undefined && { recvWindow }) }, [now]);
      return true;
    } catch {
      return false;
    }
  };
  it('are taken inside the window, and less than a second ahead', () => {
    assert.ok(accepted(now - 5000));
    assert.ok(!accepted(now - 5001));
    assert.ok(accepted(now + 999));
    assert.ok(!accepted(now + 1000));
    assert.ok(accepted(now - 60_000, '60000'));
    assert.ok(!accepted(now, '60001'));
    assert.ok(accepted(now - 100, '100.5'));
    assert.ok(!accepted('soon'));
  });
  it('may be microseconds', () => assert.ok(accepted(`${now}000`)));
});

describe('permissions', () => {
  it('are asked for by orders, loans and transfers', () => {
    const readOnly = { ...key('HMAC', 's'), permissions: { trade: false, loans: false, transfers: false } };
    assert.throws(() => checkPermission(readOnly, endpointOf('createMarginOrder')), { code: -2015 });
    assert.throws(() => checkPermission(readOnly, endpointOf('marginBorrowRepay')), { code: -1002 });
    assert.throws(() => checkPermission(readOnly, endpointOf('makeUniversalTransfer')), { code: -1002 });
    checkPermission(readOnly, endpointOf('getMarginAccount'));
    checkPermission(readOnly, endpointOf('queryUniversalTransferHistory'));
  });
});
