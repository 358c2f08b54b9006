import assert from 'node:assert/strict';
import type { Session } from '../../src/connection/session.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { indexPrices } from '../../src/sidebar/index-prices.ts';
import { balance, snapshot } from '../connection/a-snapshot.ts';

describe('index prices of what is held', () => {
  function exchange() {
    const asked: string[] = [];
    const client = {
      getMarginAllPairs: () =>
        Promise.resolve(['ADA', 'DOT', 'BTC'].map((base) => ({ symbol: `${base}USDT`, base, quote: 'USDT' }))),
      getMarginPriceIndex: ({ symbol }: { symbol: string }) => {
        asked.push(symbol);
        return Promise.resolve({ symbol, price: symbol === 'BTCUSDT' ? '50000' : '1' });
      },
    };
    return { session: { client } as unknown as Session, asked };
  }
  const holding = (takenAt: number, ...assets: string[]) => {
    const whole = snapshot({ takenAt });
    return { ...whole, cross: { ...whole.cross, balances: assets.map((asset) => balance(asset, { free: '1' })) } };
  };

  it('are asked for once with each reading, however often it is drawn, and Bitcoin once for all assets', async () => {
    const { session, asked } = exchange();
    const prices = await indexPrices(session, holding(1, 'ADA', 'DOT'));
    assert.ok(prices.get('ADA')?.eq(decimal('1').div('50000')));
    for (let event = 0; event < 100; event += 1) await indexPrices(session, holding(1, 'DOT', 'ADA'));
    assert.deepEqual(asked.sort(), ['ADAUSDT', 'BTCUSDT', 'DOTUSDT']);
    await indexPrices(session, holding(2, 'ADA', 'DOT'));
    assert.equal(asked.length, 6);
  });

  it('are asked for at once where something new is held', async () => {
    const { session, asked } = exchange();
    await indexPrices(session, holding(1, 'ADA'));
    const prices = await indexPrices(session, holding(1, 'ADA', 'DOT'));
    assert.ok(prices.has('DOT'));
    assert.ok(asked.includes('DOTUSDT'));
  });

  it('turn Bitcoin into dollars also where none are held', async () => {
    const prices = await indexPrices(exchange().session, holding(1, 'ADA'));
    assert.ok(prices.get('USDT')?.eq(decimal('1').div('50000')));
  });
});
