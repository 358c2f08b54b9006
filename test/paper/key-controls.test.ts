import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExchange } from '../../src/paper/exchange.ts';
import { fundedExchange, quietExchange, START, Trader } from './support.ts';

interface Made {
  apiKey: string;
  secret?: string;
}

describe('keys of the paper exchange', function () {
  this.timeout(120_000);
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange()));
  afterEach(() => trader.exchange.close());

  /** Calls as the owner of a key: signed by it, parameters percent-encoded before that. */
  const as = async (
    { apiKey, secret }: Made,
    method: string,
    path: string,
    values: Record<string, string> = {},
    privateKey?: KeyObject,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const payload = new URLSearchParams({ ...values, timestamp: String(trader.now) }).toString();
    const signature = privateKey
      ? sign(privateKey.asymmetricKeyType === 'rsa' ? 'sha256' : null, Buffer.from(payload), privateKey).toString(
          'base64',
        )
      : createHmac('sha256', secret ?? '')
          .update(payload)
          .digest('hex');
    const url = `${trader.exchange.announcement.restUrl}${path}?${payload}&signature=${encodeURIComponent(signature)}`;
    const response = await fetch(url, { method, headers: { 'X-MBX-APIKEY': apiKey, Connection: 'close' } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const make = async (body: unknown): Promise<Made> => {
    const made = await trader.control<Made & { msg?: string }>('POST', 'keys', body);
    assert.equal(made.status, 200, made.text);
    return made.body;
  };
  const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

  it('are made by control: HMAC, RSA and Ed25519 sign alike', async () => {
    const account = '/sapi/v1/margin/account';
    assert.equal((await as(await make({ name: 'plain' }), 'GET', account)).status, 200);
    for (const [kind, pair] of [
      ['ED25519', generateKeyPairSync('ed25519')],
      ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ] as const) {
      const made = await make({ kind, publicKey: pem(pair.publicKey) });
      assert.equal(made.secret, undefined);
      assert.equal((await as(made, 'GET', account, {}, pair.privateKey)).status, 200, kind);
      const stranger = generateKeyPairSync('ed25519').privateKey;
      assert.equal((await as(made, 'GET', account, {}, stranger)).body.code, -1022, kind);
    }
  });

  it('may do what their permissions say, and tell so', async () => {
    const reader = await make({ permissions: { trade: false, loans: false, transfers: false } });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };
    assert.deepEqual(await refused(as(reader, 'POST', '/sapi/v1/margin/order', order)), [401, -2015]);
    const loan = { asset: 'USDT', amount: '10', type: 'BORROW', isIsolated: 'FALSE' };
    assert.deepEqual(await refused(as(reader, 'POST', '/sapi/v1/margin/borrow-repay', loan)), [401, -1002]);
    const transfer = { type: 'MARGIN_MAIN', asset: 'USDT', amount: '1' };
    assert.deepEqual(await refused(as(reader, 'POST', '/sapi/v1/asset/transfer', transfer)), [401, -1002]);
    const { body } = await as(reader, 'GET', '/sapi/v1/account/apiRestrictions');
    assert.deepEqual(
      [body.enableReading, body.enableMargin, body.enableSpotAndMarginTrading, body.permitsUniversalTransfer],
      [true, false, false, false],
    );
  });

  it('may be tied to addresses', async () => {
    assert.equal((await as(await make({ ip: '10.0.0.1,127.0.0.1' }), 'GET', '/sapi/v1/margin/account')).status, 200);
    const elsewhere = await make({ ip: '10.0.0.1' });
    assert.deepEqual(await refused(as(elsewhere, 'GET', '/sapi/v1/margin/account')), [401, -2015]);
  });

  it('are listed without their secrets, and ended; the announced one stays', async () => {
    const made = await make({ name: 'short-lived' });
    const list = await trader.control<{ apiKey: string; name: string }[]>('GET', 'keys');
    assert.deepEqual(
      list.body.map(({ name }) => name),
      ['main', 'short-lived'],
    );
    for (const secret of [made.secret!, trader.exchange.announcement.apiSecret]) assert.ok(!list.text.includes(secret));
    assert.equal((await trader.control('DELETE', 'keys', { apiKey: made.apiKey })).status, 200);
    assert.deepEqual(await refused(as(made, 'GET', '/sapi/v1/margin/account')), [401, -2015]);
    assert.equal((await trader.control('DELETE', 'keys', { apiKey: made.apiKey })).status, 401);
    const { apiKey } = trader.exchange.announcement;
    assert.equal((await trader.control('DELETE', 'keys', { apiKey })).status, 400);
  });

  it('are refused with a reason when they cannot be', async () => {
    for (const [body, says] of [
      [{ kind: 'DSA' }, /HMAC, RSA or ED25519/],
      [{ kind: 'RSA' }, /come with "publicKey"/],
      [{ publicKey: 'x' }, /come with "publicKey"/],
      [{ kind: 'RSA', publicKey: 'x' }, /not the PEM/],
      [
        { kind: 'ED25519', publicKey: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey) },
        /ED25519 key/,
      ],
      [{ permissions: { fly: true } }, /trade, loans and transfers/],
      [{ ip: 7 }, /"ip"/],
    ] as const) {
      const { status, body: answer } = await trader.control('POST', 'keys', body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(String(answer.msg), says);
    }
  });

  it('special ones are made, read, tied to addresses and ended at margin/apiKey', async () => {
    const main = { apiKey: trader.exchange.announcement.apiKey, secret: trader.exchange.announcement.apiSecret };
    const path = '/sapi/v1/margin/apiKey';
    const made = await as(main, 'POST', path, { apiName: 'fast', permissionMode: 'READ' });
    assert.deepEqual([made.status, made.body.type], [200, 'HMAC_SHA256']);
    const fast = { apiKey: String(made.body.apiKey), secret: String(made.body.secretKey) };
    assert.equal((await as(fast, 'GET', '/sapi/v1/margin/account')).status, 200);
    const loan = { asset: 'USDT', amount: '10', type: 'BORROW', isIsolated: 'FALSE' };
    assert.equal((await as(fast, 'POST', '/sapi/v1/margin/borrow-repay', loan)).body.code, -1002);
    const row = await as(main, 'GET', path, { apiKey: fast.apiKey });
    assert.deepEqual(row.body, {
      apiName: 'fast',
      apiKey: fast.apiKey,
      ip: '',
      type: 'HMAC_SHA256',
      permissionMode: 'READ',
    });
    const addresses = (count: number): string => Array.from({ length: count }, (_, index) => `10.0.0.${index}`).join();
    const tie = (ip: string) => as(main, 'PUT', `${path}/ip`, { apiKey: fast.apiKey, ip });
    assert.equal((await tie(addresses(31))).body.code, -1130);
    assert.equal((await tie('not an address')).body.code, -1130);
    assert.equal((await tie(addresses(30))).status, 200);
    assert.equal((await as(fast, 'GET', '/sapi/v1/margin/account')).body.code, -2015);
    const list = await as(main, 'GET', '/sapi/v1/margin/api-key-list');
    assert.equal((list.body as unknown as unknown[]).length, 1);
    const { publicKey } = generateKeyPairSync('ed25519');
    const pair = await as(main, 'POST', path, { apiName: 'pair', symbol: 'BTCUSDT', publicKey: pem(publicKey) });
    assert.deepEqual([pair.body.type, pair.body.secretKey], ['Ed25519', null]);
    assert.equal((await as(main, 'DELETE', path, { apiName: 'fast' })).status, 200);
    assert.equal((await as(main, 'DELETE', path, { apiName: 'fast' })).status, 401);
  });

  const refused = async (call: Promise<{ status: number; body: Record<string, unknown> }>): Promise<unknown[]> => {
    const { status, body } = await call;
    return [status, body.code];
  };
});

describe('keys after a restart', () => {
  it('are as they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paper-'));
    try {
      const options = { data: join(folder, 'paper.db'), clock: 'manual', start: START, empty: true } as const;
      const first = await quietExchange(options);
      const made = await first.control<Made>('POST', 'keys', { name: 'kept', permissions: { trade: false } });
      await first.exchange.close();
      const second = new Trader(await startExchange(options));
      const list = await second.control<{ apiKey: string; permissions: unknown }[]>('GET', 'keys');
      assert.equal(list.body[1]?.apiKey, made.body.apiKey);
      assert.deepEqual(list.body[1].permissions, { trade: false, loans: true, transfers: true });
      await second.exchange.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
