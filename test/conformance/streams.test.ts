import assert from 'node:assert/strict';
import binanceApiNode from 'binance-api-node';
import { WebsocketAPIClient, WS_KEY_MAP } from 'binance';
import { fundedExchange, restingBuy, type Trader } from '../paper/support.ts';

interface Sockets {
  marginUser(hear: (event: unknown) => void): Promise<() => void>;
}
type Heard = Record<string, unknown>;

/** Collects events, and waits for the one that a test is about. */
class Ear {
  readonly heard: Heard[] = [];
  #woken: (() => void) | undefined;
  readonly hear = (event: unknown): void => {
    this.heard.push(event as Heard);
    this.#woken?.();
  };
  async until(matches: (event: Heard) => boolean): Promise<Heard> {
    for (;;) {
      const found = this.heard.find(matches);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#woken = resolve));
    }
  }
}

/** These clients renew tokens by the machine's clock, so the exchange runs with it. */
describe('other people’s clients on the trade stream', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange('10000', { clock: 'real', limits: false })));
  afterEach(() => trader.exchange.close());

  it('binance-api-node hears loans and orders through ws.marginUser', async () => {
    const { restUrl, wsApiUrl, apiKey, apiSecret } = trader.exchange.announcement;
    // Its types promise a default export that is the function; at run time the function is one level further in.
    const { default: make } = binanceApiNode as unknown as { default: (options: object) => { ws: Sockets } };
    const client = make({ apiKey, apiSecret, httpBase: restUrl, wsApi: wsApiUrl });
    const ear = new Ear();
    const close = await client.ws.marginUser(ear.hear);
    try {
      await trader.borrow('USDT', '500');
      const loan = await ear.until(({ eventType }) => eventType === 'balanceUpdate');
      assert.deepEqual([loan.asset, loan.balanceDelta], ['USDT', '500.00000000']);
      const { orderId } = (await trader.order({ ...restingBuy, newClientOrderId: 'from-here' })).body;
      const order = await ear.until(({ eventType }) => eventType === 'executionReport');
      assert.deepEqual(
        [order.orderId, order.newClientOrderId, order.executionType, order.orderStatus, order.price, order.side],
        [orderId, 'from-here', 'NEW', 'NEW', '40000.00000000', 'BUY'],
      );
      const account = await ear.until(
        ({ eventType, balances }) =>
          eventType === 'outboundAccountPosition' && JSON.stringify(balances).includes('"400.00000000"'),
      );
      assert.ok(account);
    } finally {
      close();
    }
  });

  it('binance hears them through its WebsocketAPIClient, unwrapped and beautified', async () => {
    const { restUrl, streamUrl, apiKey, apiSecret } = trader.exchange.announcement;
    const silent = Object.fromEntries(['trace', 'info', 'error'].map((level) => [level, () => undefined]));
    const client = new WebsocketAPIClient(
      {
        api_key: apiKey,
        api_secret: apiSecret,
        wsUrl: streamUrl,
        restOptions: { baseUrl: restUrl, disableTimeSync: true },
        beautify: true,
        attachEventListeners: false,
      },
      silent as never,
    );
    const ear = new Ear();
    const raw = new Ear();
    client.getWSClient().on('message', raw.hear);
    client.getWSClient().on('formattedUserDataMessage', ear.hear);
    try {
      const answer = (await client.subscribeUserDataStream(WS_KEY_MAP.marginUserData)) as unknown as {
        status: number;
        result: { subscriptionId: number };
      };
      assert.deepEqual([answer.status, answer.result.subscriptionId], [200, 0]);
      const { orderId } = (await trader.order(restingBuy)).body;
      await raw.until((message) => JSON.stringify(message).includes('executionReport'));
      const order = await ear.until(({ eventType }) => eventType === 'executionReport');
      assert.deepEqual([order.orderId, order.executionType, order.symbol], [orderId, 'NEW', 'BTCUSDT']);
    } finally {
      await client.disconnectAll();
    }
  });
});
