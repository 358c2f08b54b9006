import { endpointNames, endpointOf, type EndpointName } from '../../../src/binance/table/index.ts';
import { paper, type Bench } from './exchange.ts';

/** Everything that changes an account, and for each how to bring about that it can, and then the one call. */
export interface Write {
  readonly name: EndpointName;
  readonly act: () => Promise<unknown>;
}

export const writing = endpointNames.filter((name) => endpointOf(name).writes);

const prices: Readonly<Record<string, string>> = {
  BTCUSDT: '50000',
  ETHUSDT: '2000',
  BNBUSDT: '500',
  SOLUSDT: '100',
  LTCUSDT: '80',
  LINKUSDT: '20',
  AVAXUSDT: '30',
  DOTUSDT: '5',
  XRPUSDT: '1',
};

/** An exchange whose liquidations take no time, and a client that soon says that a write did not happen. */
export function worldOfWrites(): Promise<Bench> {
  return paper(
    { empty: true, limits: false, rules: { liquidationStepMs: 1, liquidationSteps: 1 } },
    { recvWindow: 2_000, settleMs: 0, loanGapMs: 0, timeoutMs: 5_000, budgetShare: 1e6 },
  );
}

/** Brings an account into the state in which each write is possible once. */
export async function prepare({ client, control }: Bench): Promise<Write[]> {
  const deposit = (wallet: string, asset: string, amount: string) =>
    control('POST', 'deposit', { wallet, asset, amount });
  const price = (symbol: string, at: string | undefined) => control('POST', 'price', { symbol, price: at });
  for (const symbol in prices) await price(symbol, prices[symbol]);

  // A crash that leaves a debt which the collateral does not cover.
  await deposit('CROSS', 'USDT', '100');
  await client.createMarginLoan({ asset: 'USDT', amount: '150' });
  await client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.004' });
  await price('BTCUSDT', '5000');
  while (Number((await client.getMarginLiquidationLoan()).remainingAmount) === 0) await price('BTCUSDT', '5000');
  await price('BTCUSDT', '50000');

  await deposit('CROSS', 'USDT', '100000');
  await deposit('SPOT', 'USDT', '100000');
  await deposit('SPOT', 'USDC', '10000');
  await deposit('SPOT', 'DOT', '0.5');
  const isolated = async (symbol: string) => {
    await client.transferSpotToIsolatedMargin({ asset: 'USDT', symbol, amount: '1000' });
  };
  const emptied = async (symbol: string) => {
    await isolated(symbol);
    await client.transferIsolatedMarginToSpot({ asset: 'USDT', symbol, amount: '1000' });
  };
  await emptied('LINKUSDT');
  await emptied('AVAXUSDT');
  await client.disableIsolatedMarginAccount({ symbol: 'AVAXUSDT' });
  await isolated('SOLUSDT');
  await client.createMarginLoan({ asset: 'USDT', amount: '500', symbol: 'SOLUSDT', isIsolated: true });
  await client.createMarginLoan({ asset: 'BNB', amount: '0.01' });
  const spare = await client.createSpecialKey({ apiName: 'to be deleted' });
  const kept = await client.createSpecialKey({ apiName: 'to be edited', ip: '10.0.0.1' });

  const resting = { side: 'BUY', timeInForce: 'GTC' } as const;
  const order = await client.createMarginOrder({
    ...resting,
    type: 'LIMIT',
    symbol: 'ETHUSDT',
    quantity: '1',
    price: '1000',
  });
  for (const at of ['60', '50'])
    await client.createMarginOrder({ ...resting, type: 'LIMIT', symbol: 'LTCUSDT', quantity: '1', price: at });
  const oco = { side: 'BUY', quantity: '1', price: '400', stopPrice: '600', stopLimitPrice: '610' } as const;
  const list = await client.createMarginOcoOrder({ ...oco, symbol: 'BNBUSDT', stopLimitTimeInForce: 'GTC' });
  const working = {
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '0.5',
    workingQuantity: '100',
    workingTimeInForce: 'GTC',
    workingIcebergQty: '0',
  } as const;

  const acts: Partial<Record<EndpointName, () => Promise<unknown>>> = {
    enableIsolatedMarginAccount: () => client.enableIsolatedMarginAccount({ symbol: 'AVAXUSDT' }),
    disableIsolatedMarginAccount: () => client.disableIsolatedMarginAccount({ symbol: 'LINKUSDT' }),
    toggleBnbBurnSpotMargin: async () => client.toggleBnbBurnSpotMargin({ spotBNBBurn: true, interestBNBBurn: true }),
    createSpecialKey: () => client.createSpecialKey({ apiName: 'to be made' }),
    deleteSpecialKey: () => client.deleteSpecialKey({ apiKey: spare.apiKey }),
    editSpecialKeyIp: () => client.editSpecialKeyIp({ apiKey: kept.apiKey, ip: '10.0.0.2,10.0.0.3' }),
    exitSpecialKeyMode: () => client.exitSpecialKeyMode(),
    marginBorrowRepay: () => client.createMarginLoan({ asset: 'USDT', amount: '12.5' }),
    setMarginMaxLeverage: () => client.setMarginMaxLeverage({ maxLeverage: '5' }),
    exchangeMarginSmallLiabilities: () => client.exchangeMarginSmallLiabilities({ assetNames: ['BNB'] }),
    marginManualLiquidation: () => client.marginManualLiquidation({ type: 'ISOLATED', symbol: 'SOLUSDT' }),
    repayMarginLiquidationLoan: () => client.repayMarginLiquidationLoan({ asset: 'USDC', amount: '3' }),
    createMarginOrder: () =>
      client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' }),
    cancelMarginOrder: () => client.cancelMarginOrder({ symbol: 'ETHUSDT', orderId: order.orderId }),
    cancelAllOpenMarginOrders: () => client.cancelAllOpenMarginOrders({ symbol: 'LTCUSDT' }),
    createMarginOcoOrder: () =>
      client.createMarginOcoOrder({
        symbol: 'ETHUSDT',
        side: 'BUY',
        quantity: '1',
        price: '1500',
        stopPrice: '2500',
        stopLimitPrice: '2600',
        stopLimitTimeInForce: 'GTC',
      }),
    cancelMarginOcoOrder: () => client.cancelMarginOcoOrder({ symbol: 'BNBUSDT', orderListId: list.orderListId }),
    createMarginOtoOrder: () =>
      client.createMarginOtoOrder({
        ...working,
        symbol: 'XRPUSDT',
        pendingType: 'MARKET',
        pendingSide: 'SELL',
        pendingQuantity: '100',
      }),
    createMarginOtocoOrder: () =>
      client.createMarginOtocoOrder({
        ...working,
        symbol: 'XRPUSDT',
        pendingSide: 'SELL',
        pendingQuantity: '100',
        pendingAboveType: 'LIMIT_MAKER',
        pendingAbovePrice: '2',
        pendingBelowType: 'STOP_LOSS',
        pendingBelowStopPrice: '0.4',
      }),
    makeUniversalTransfer: () => client.transferSpotToMargin({ asset: 'USDT', amount: '7.5' }),
    transferDust: () => client.transferDust({ asset: ['DOT'], accountType: 'SPOT' }),
  };
  return writing.map((name) => {
    const act = acts[name];
    if (!act) throw new Error(`no test knows how to bring about ${name}`);
    return { name, act };
  });
}
