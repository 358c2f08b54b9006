// What an exchange holds, asked by plain requests and not by the workbench that is under test.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { endpointOf, type ArgumentsOf, type EndpointName, type ReplyOf } from '../../src/binance/table/index.ts';
import { decimal, type Decimal } from '../../src/margin/decimal.ts';

export interface Address {
  readonly restUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export class Exchange {
  readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }

  async read<N extends EndpointName>(name: N, parameters: ArgumentsOf<N>): Promise<ReplyOf<N>> {
    const { restUrl, apiKey, apiSecret } = this.address;
    const { path, security } = endpointOf(name);
    const query = new URLSearchParams(parameters);
    if (security !== 'MARKET_DATA' && security !== 'NONE') {
      query.set('timestamp', String(Date.now()));
      query.set('signature', createHmac('sha256', apiSecret).update(query.toString()).digest('hex'));
    }
    const answer = await fetch(`${restUrl}${path}?${query.toString()}`, { headers: { 'X-MBX-APIKEY': apiKey } });
    assert.equal(answer.status, 200, `${name}: ${answer.status}`);
    return (await answer.json()) as ReplyOf<N>;
  }

  async control<Reply = unknown>(method: string, name: string, body?: unknown): Promise<Reply> {
    const { controlUrl, controlToken } = this.address;
    const answer = await fetch(`${controlUrl}/${name}`, {
      method,
      headers: { Authorization: `Bearer ${controlToken}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text) as Reply;
  }

  /** An asset of the cross account. */
  async cross(asset: string): Promise<Record<'free' | 'borrowed' | 'interest', Decimal>> {
    const { userAssets } = await this.read('getMarginAccount', {});
    const found = userAssets.find((each) => each.asset === asset);
    return {
      free: decimal(found?.free ?? '0'),
      borrowed: decimal(found?.borrowed ?? '0'),
      interest: decimal(found?.interest ?? '0'),
    };
  }

  async orders(symbol: string) {
    return (await this.read('getOpenMarginOrders', {})).filter((order) => order.symbol === symbol);
  }

  async price(symbol: string): Promise<Decimal> {
    return decimal((await this.read('getMarginPriceIndex', { symbol })).price);
  }
}
