import assert from 'node:assert/strict';
import { transferTypes } from '../../src/binance/table/index.ts';
import { plainWallets, routeOf, type Wallet } from '../../src/commands/wallets.ts';
import { cross, isolated } from '../../src/connection/snapshot.ts';

describe('transfers between wallets', () => {
  const wallets: Wallet[] = [
    cross,
    isolated('BTCUSDT'),
    isolated('ETHUSDT'),
    ...plainWallets.map((kind) => ({ kind })),
  ];
  const routes = wallets.flatMap((from) => wallets.flatMap((to) => routeOf(from, to) ?? []));

  it('reach every way that the exchange has', () => {
    assert.deepEqual(new Set(routes.map(({ type }) => type)), new Set(transferTypes));
  });

  it('name the pair that is left and the pair that is reached', () => {
    assert.deepEqual(routeOf(isolated('BTCUSDT'), isolated('ETHUSDT')), {
      type: 'ISOLATEDMARGIN_ISOLATEDMARGIN',
      fromSymbol: 'BTCUSDT',
      toSymbol: 'ETHUSDT',
    });
    assert.deepEqual(routeOf({ kind: 'spot' }, isolated('BTCUSDT')), {
      type: 'MAIN_ISOLATED_MARGIN',
      toSymbol: 'BTCUSDT',
    });
    assert.deepEqual(routeOf(isolated('BTCUSDT'), cross), { type: 'ISOLATEDMARGIN_MARGIN', fromSymbol: 'BTCUSDT' });
  });

  it('have no way from a wallet to itself, nor where the exchange has none', () => {
    for (const wallet of wallets) assert.equal(routeOf(wallet, wallet), undefined);
    assert.equal(routeOf({ kind: 'funding' }, isolated('BTCUSDT')), undefined);
  });
});
