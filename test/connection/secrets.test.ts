import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { endpoints, type EndpointName } from '../../src/binance/table/index.ts';
import { english } from '../../src/connection/localiser.ts';
import { figures } from '../../src/connection/figures.ts';
import type { Profile } from '../../src/connection/session.ts';
import { tellTrouble, troubleOf } from '../../src/connection/trouble.ts';
import type { Fault } from '../../src/paper/server/faults.ts';
import { accountRows } from '../../src/sidebar/account-rows.ts';
import { activityRows } from '../../src/sidebar/activity-rows.ts';
import type { Row } from '../../src/sidebar/row.ts';
import { defaultChoices, type Drawing } from '../../src/sidebar/view-state.ts';
import { asCell, asCurl } from '../../src/commands/retell.ts';
import { fundedExchange, type Trader } from '../paper/support.ts';
import { Window } from './a-window.ts';

const all = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...all(row.children ?? [])]);

/** Parameters that any endpoint may be asked with: it need not be answered, only to be signed and sent. */
const anything: Record<string, unknown> = {
  ...{ asset: 'USDT', amount: '1', symbol: 'BTCUSDT', symbols: ['BTCUSDT'], isIsolated: 'FALSE', assets: ['USDT'] },
  ...{ side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '40000', timeInForce: 'GTC', orderId: 1 },
  ...{ stopPrice: '39000', stopLimitPrice: '38900', stopLimitTimeInForce: 'GTC', orderListId: 1, maxLeverage: '3' },
};

// Driven through real failures: every endpoint of the client, with every kind of fault that an exchange or a network has.
describe('no secret', () => {
  let trader: Trader;
  let window: Window;
  const seen: string[] = [];
  const see = (...things: unknown[]) =>
    seen.push(
      ...things.map((thing) => (typeof thing === 'string' ? thing : inspect(thing, { depth: 12, showHidden: true }))),
    );

  before(async () => {
    trader = await fundedExchange('10000', { clock: 'real', limits: false });
    window = new Window(trader.exchange);
    const { apiKey, apiSecret: secret, restUrl } = trader.exchange.announcement;
    const profile: Profile = { id: 'mine', name: 'Mine', mode: 'LIVE', endpoint: { restUrl }, keyKind: 'HMAC' };
    await window.connection.profiles.add(profile, { apiKey, secret });
    await window.connection.use(profile);
    await window.until(() => window.condition.kind === 'fresh');
  });
  after(async () => {
    window.close();
    await trader.exchange.close();
  });

  const faults: Partial<Fault>[] = [
    { kind: 'status', status: 503, body: 'echo' },
    { kind: 'code', code: -1022 },
    { kind: 'code', code: -2015 },
    { kind: 'html' },
    { kind: 'half-body' },
    { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' },
    { kind: 'drop-before' },
  ];

  it('is in an error, a sentence or a log line, whatever endpoint fails in whatever way', async function () {
    this.timeout(120_000);
    const { client } = window.connection.session ?? {};
    assert.ok(client);
    const names = Object.keys(endpoints) as EndpointName[];
    const methods = client as unknown as Record<
      string,
      ((parameters: object, options: object) => Promise<unknown>) | undefined
    >;
    let failed = 0;
    for (const [index, name] of names.entries()) {
      await trader.control('DELETE', 'faults');
      const fault = faults[index % faults.length];
      await trader.control('POST', 'faults', [{ endpoint: '*', times: -1, ...fault }]);
      // A lost write is looked up for minutes; what it says meanwhile is what this is about.
      const ended = AbortSignal.timeout(150);
      const called = methods[name]?.(relevant(name), { signal: ended });
      await called?.then(
        (reply) => see(reply),
        (error: unknown) => {
          failed += 1;
          see(
            error,
            String(error),
            (error as Error).stack,
            tellTrouble(troubleOf(error, Date.now()), english, Date.now()),
          );
        },
      );
    }
    await trader.control('DELETE', 'faults');
    assert.ok(failed > names.length / 2, `only ${failed} of ${names.length} failed`);
    check();
  });

  it('is in the trees, tooltips, activity, what is copied from it, or what is kept', async () => {
    const { connection, machine } = window;
    const { account, activity, session } = connection;
    const settle = activity.begin({
      ...{ profile: 'Mine', mode: 'LIVE', title: 'Borrow', method: 'createMarginLoan' },
      parameters: { asset: 'USDT', amount: '1' },
    });
    await trader.control('POST', 'faults', [
      { endpoint: 'POST /sapi/v1/margin/borrow-repay', times: 1, kind: 'code', code: -2015 },
    ]);
    await session?.client
      .createMarginLoan({ asset: 'USDT', amount: '1' })
      .catch((error: unknown) => settle({ kind: 'refused', reason: (error as Error).message }));
    const drawing: Drawing = { l10n: english, figures: figures(false), choices: defaultChoices };
    const { snapshot } = account;
    assert.ok(snapshot);
    see(all([...accountRows(snapshot, drawing), ...activityRows(activity.entries, drawing)]));
    for (const entry of activity.entries)
      see(entry, asCell(entry), asCurl(entry, trader.exchange.announcement.restUrl));
    see([...machine.kept], window.notices, window.says, window.log, session?.profile);
    check();
  });

  it('is in what is said of a private key that is none', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const broken = pem.replace('PRIVATE', 'PRIVAT');
    const { restUrl } = trader.exchange.announcement;
    const { MarginClient } = await import('../../src/binance/client.ts');
    const secret = pem.split('\n')[1] ?? '';
    for (const privateKey of [broken, secret, '']) {
      const said = await Promise.resolve()
        .then(() => new MarginClient({ restUrl, mode: 'LIVE', credentials: { apiKey: 'key', privateKey } }))
        .then(async (client) => {
          try {
            return await client.getApiKeyPermissions({});
          } finally {
            client.close();
          }
        })
        .catch((error: unknown) => [inspect(error, { depth: 8 }), String(error)]);
      assert.ok(!JSON.stringify(said).includes(secret.slice(8, 40)), JSON.stringify(said));
    }
  });

  function check(): void {
    const { apiKey, apiSecret, controlToken } = trader.exchange.announcement;
    assert.ok(seen.length > 20);
    for (const text of seen) {
      for (const secret of [apiKey, apiSecret, controlToken]) assert.ok(!text.includes(secret), text);
      // A signature has 64 hexadecimal digits; so has nothing else that is shown.
      assert.doesNotMatch(text, /signature=(?!\$)|\b[0-9a-f]{64}\b/i);
    }
  }

  function relevant(name: EndpointName): object {
    const { parameters } = endpoints[name] as { parameters: Record<string, unknown> };
    return Object.fromEntries(
      Object.keys(parameters).flatMap((key) => (key in anything ? [[key, anything[key]]] : [])),
    );
  }
});
