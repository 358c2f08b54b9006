import assert from 'node:assert/strict';
import { Catalogue } from '../../src/connection/catalogue.ts';
import type { Session } from '../../src/connection/session.ts';

describe('what the exchange offers', () => {
  let asked: { readonly method: string; answer(value: unknown): void; fail(): void }[];
  let catalogue: Catalogue;
  beforeEach(() => {
    asked = [];
    const ask = (method: string) => () =>
      new Promise((resolve, reject) => {
        asked.push({ method, answer: resolve, fail: () => reject(new Error('lost')) });
      });
    const client = { getMarginPriceIndex: ask('price'), getMarginAllPairs: ask('pairs') };
    catalogue = new Catalogue({ client } as unknown as Session);
  });

  it('is asked once, prices once for all who ask meanwhile', async () => {
    const pairs = [catalogue.pairs(), catalogue.pairs()];
    asked[0]!.answer([]);
    assert.deepEqual(await Promise.all([...pairs, catalogue.pairs()]), [[], [], []]);
    for (const [at, price] of [
      [1, '50000'],
      [2, '51000'],
    ] as const) {
      const prices = [catalogue.price('BTCUSDT'), catalogue.price('BTCUSDT')];
      asked[at]!.answer({ price });
      assert.deepEqual((await Promise.all(prices)).map(String), [price, price]);
    }
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['pairs', 'price', 'price'],
    );
  });

  it('is asked again after a failure, and a failure from before it was forgotten takes nothing newer with it', async () => {
    const lost = assert.rejects(catalogue.pairs());
    catalogue.forget();
    const again = catalogue.pairs();
    asked[0]!.fail();
    await lost;
    asked[1]!.answer([]);
    await again;
    await catalogue.pairs();
    assert.equal(asked.length, 2);
  });
});
