import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { percentEncode, toQuery } from '../../src/binance/encode.ts';
import { NotSentError } from '../../src/binance/errors.ts';
import { createSigner } from '../../src/binance/sign.ts';

const apiSecret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const order = (symbol: string) => ({
  symbol,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.1',
  recvWindow: '5000',
  timestamp: '1499827319559',
});

describe('signing', () => {
  it('gives the documented HMAC of a plain payload', () => {
    const signer = createSigner({ apiKey: 'k', apiSecret });
    assert.equal(
      signer.sign(toQuery(order('LTCBTC'))),
      'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    );
  });

  it('gives the documented HMAC of a payload that has to be encoded first', () => {
    const signer = createSigner({ apiKey: 'k', apiSecret });
    assert.equal(
      signer.sign(toQuery(order('１２３４５６'))),
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    );
  });

  it('signs with RSA and Ed25519 keys, plain or encrypted, so that the exchange can verify it', () => {
    const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ed25519')];
    for (const { privateKey, publicKey } of pairs) {
      const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const encrypted = privateKey
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
        .toString();
      const payload = toQuery(order('BTCUSDT'));
      for (const credentials of [
        { apiKey: 'k', privateKey: plain },
        { apiKey: 'k', privateKey: encrypted, passphrase: 'open sesame' },
      ]) {
        const signature = Buffer.from(decodeURIComponent(createSigner(credentials).sign(payload)), 'base64');
        const digest = publicKey.asymmetricKeyType === 'rsa' ? 'sha256' : null;
        assert.ok(verify(digest, Buffer.from(payload), publicKey, signature));
      }
    }
  });

  it('says what is wrong with a key, and never shows it', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const encrypted = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const cases: [string, string | undefined, RegExp][] = [
      [encrypted, undefined, /encrypted; give its passphrase/],
      [encrypted, 'wrong', /could not be decrypted; check the passphrase/],
      ['my secret key', undefined, /not a PEM/],
      [ec.toString(), undefined, /type ec cannot sign/],
    ];
    for (const [pem, passphrase, message] of cases)
      assert.throws(
        () => createSigner({ apiKey: 'k', privateKey: pem, passphrase }),
        (error) =>
          error instanceof NotSentError &&
          message.test(error.message) &&
          !error.message.includes(pem.slice(30, 60) || pem),
      );
  });
});

describe('percent encoding', () => {
  it('is read back by every decoder, and by URL without a change', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        assert.equal(decodeURIComponent(encoded), text);
        assert.match(encoded, /^([\w.~-]|%[0-9A-F]{2})*$/);
        // What is signed is what is sent: URL may not encode once more.
        assert.equal(new URL(`http://h/p?a=${encoded}`).search, encoded === '' ? '?a=' : `?a=${encoded}`);
      }),
    );
  });

  it('covers what other clients leave out', () => {
    assert.equal(percentEncode("a*b'(c) d~"), 'a%2Ab%27%28c%29%20d~');
    assert.equal(percentEncode('币安人生'), '%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9F');
  });
});
