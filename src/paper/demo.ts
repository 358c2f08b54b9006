import { decimal, type Decimal } from '../margin/decimal.ts';
import type { Command } from './engine/commands.ts';
import { Refusal } from './engine/refusal.ts';
import { CROSS, SPOT } from './engine/state.ts';
import { pairs } from './market/catalogue.ts';
import type { Venue } from './venue.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The demo account: what a trader did over the past weeks, played through the engine command by command, so that every
 * history has something true to say. Times are before `now`; amounts are fixed, prices are the market's.
 */
export async function furnish(venue: Venue, now: number): Promise<void> {
  const play = async (daysAgo: number, command: Command): Promise<void> => {
    try {
      await venue.submit(command, now - Math.round(daysAgo * DAY));
    } catch (error) {
      // A walk of another seed may leave no room for one of the steps; the rest of the story still holds.
      if (!(error instanceof Refusal)) throw error;
    }
  };
  const market = (account: string, symbol: string, side: 'BUY' | 'SELL', quantity: string): Command => ({
    do: 'order',
    account,
    symbol,
    side,
    type: 'MARKET',
    quantity,
  });
  /** A purchase by value. */
  const spend = (account: string, symbol: string, quoteQuantity: string): Command => ({
    do: 'order',
    account,
    symbol,
    side: 'BUY',
    type: 'MARKET',
    quoteQuantity,
  });
  /** A limit order this share away from the price of the moment. */
  const limit = (
    daysAgo: number,
    account: string,
    symbol: string,
    side: 'BUY' | 'SELL',
    quantity: string,
    away: string,
  ) =>
    ({
      do: 'order',
      account,
      symbol,
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      price: near(symbol, venue.world.market.price(symbol, Math.floor((now - daysAgo * DAY) / 1000)), away),
    }) as const;

  /** The price put this far from where it was that many days ago. */
  const falls = (daysAgo: number, symbol: string, share: string): Command => ({
    do: 'price',
    symbol,
    price: near(symbol, venue.world.market.price(symbol, Math.floor((now - daysAgo * DAY) / 1000)), share),
  });
  const letGo = (symbol: string): Command => ({ do: 'price', symbol, price: null });
  /** What is free of an asset, as an amount to move. */
  const allOf = (account: string, asset: string): string => venue.view.holding(account, asset).free.toFixed();
  /** A sale with a target and a stop, of which the first to be reached ends the other. */
  const bracket = (daysAgo: number): Command => {
    const price = venue.world.market.price('BNBUSDT', Math.floor((now - daysAgo * DAY) / 1000));
    const leg = { account: CROSS, symbol: 'BNBUSDT', side: 'SELL', quantity: '1.5' } as const;
    return {
      do: 'list',
      contingency: 'OCO',
      account: CROSS,
      symbol: 'BNBUSDT',
      legs: [
        { ...leg, type: 'STOP_LOSS', stopPrice: near('BNBUSDT', price, '0.8') },
        { ...leg, type: 'LIMIT_MAKER', price: near('BNBUSDT', price, '1.3') },
      ],
    };
  };

  /** A purchase far below, and what to sell it for again, should it come to that. */
  const chain = (daysAgo: number): Command => {
    const leg = { account: CROSS, symbol: 'LTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' } as const;
    const price = venue.world.market.price('LTCUSDT', Math.floor((now - daysAgo * DAY) / 1000));
    return {
      do: 'list',
      contingency: 'OTO',
      account: CROSS,
      symbol: 'LTCUSDT',
      legs: [
        { ...leg, side: 'BUY', price: near('LTCUSDT', price, '0.75') },
        { ...leg, side: 'SELL', quantity: '0.99', price: near('LTCUSDT', price, '1.1') },
      ],
    };
  };

  /** Back and forth between two days, a little of each coin. */
  const everyWeek = async (from: number, to: number): Promise<void> => {
    const steps = [
      ['BTCUSDT', 'BUY', '0.02'],
      ['ETHUSDT', 'SELL', '0.1'],
      ['ETHUSDT', 'BUY', '0.1'],
      ['BTCUSDT', 'SELL', '0.02'],
    ] as const;
    for (const [index, [symbol, side, quantity]] of steps.entries())
      await play(from - ((from - to) * index) / steps.length, market(CROSS, symbol, side, quantity));
  };

  // The first attempt: too much at once, one coin halved overnight, and the debt was more than what it had bought.
  await play(98, { do: 'deposit', account: SPOT, asset: 'USDT', amount: '2000' });
  await play(97.9, transfer('MAIN_MARGIN', 'USDT', '2000', SPOT, CROSS));
  await play(97.8, { do: 'borrow', account: CROSS, asset: 'USDT', amount: '3900' });
  await play(97.7, spend(CROSS, 'LINKUSDT', '5850'));
  await play(95, falls(97.7, 'LINKUSDT', '0.6'));
  await play(94.9, letGo('LINKUSDT'));
  await play(80, { do: 'deposit', account: SPOT, asset: 'USDC', amount: '600' });
  await play(79.9, { do: 'repayLiquidationLoan', asset: 'USDC', amount: '100' });

  // The second, with care.
  await play(62, { do: 'deposit', account: SPOT, asset: 'USDT', amount: '60000' });
  await play(62, { do: 'deposit', account: SPOT, asset: 'BTC', amount: '0.5' });
  await play(62, { do: 'deposit', account: SPOT, asset: 'BNB', amount: '12' });
  await play(61, transfer('MAIN_MARGIN', 'USDT', '18000', SPOT, CROSS));
  await play(61, transfer('MAIN_MARGIN', 'BTC', '0.2', SPOT, CROSS));
  await play(60.9, { do: 'borrow', account: CROSS, asset: 'USDT', amount: '6000' });
  await play(60.8, market(CROSS, 'ETHUSDT', 'BUY', '3.2'));
  await everyWeek(57, 53);
  await play(52, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '800', SPOT, 'XRPUSDT'));
  await play(51.9, { do: 'borrow', account: 'XRPUSDT', asset: 'USDT', amount: '2400' });
  await play(51.8, spend('XRPUSDT', 'XRPUSDT', '3100'));
  // Two bad days for XRP: called, then liquidated. Afterwards the market goes on as it would have.
  await play(50.2, falls(51.8, 'XRPUSDT', '0.88'));
  await play(49.6, falls(51.8, 'XRPUSDT', '0.83'));
  await play(49.4, letGo('XRPUSDT'));
  await everyWeek(49, 46);
  await play(45, market(CROSS, 'ETHUSDT', 'SELL', '1.1'));
  await play(44.9, { do: 'repay', account: CROSS, asset: 'USDT', amount: '2500' });
  await play(40, market(CROSS, 'LTCUSDT', 'BUY', '0.3'));
  await play(39.9, { do: 'dust', account: CROSS, assets: ['LTC'] });
  await everyWeek(39, 34);
  await play(33, transfer('MAIN_MARGIN', 'BNB', '6', SPOT, CROSS));
  await everyWeek(32.5, 27);
  await play(26, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '4000', SPOT, 'BTCUSDT'));
  await play(25.9, { do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '6000' });
  await play(25.8, market('BTCUSDT', 'BTCUSDT', 'BUY', '0.12'));
  await everyWeek(25, 21);
  await play(20, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '3000', SPOT, 'SOLUSDT'));
  await play(19.9, { do: 'borrow', account: 'SOLUSDT', asset: 'SOL', amount: '30' });
  await play(19.8, market('SOLUSDT', 'SOLUSDT', 'SELL', '30'));
  await everyWeek(19, 13);
  await play(12, { do: 'borrow', account: CROSS, asset: 'SOL', amount: '25' });
  await play(11.9, market(CROSS, 'SOLUSDT', 'SELL', '25'));
  await play(9.2, { do: 'borrow', account: CROSS, asset: 'ADA', amount: '12' });
  await play(8.5, { do: 'smallLiabilities', assets: ['ADA'] });
  await play(6.4, { do: 'borrow', account: CROSS, asset: 'USDT', amount: '3000' });
  await play(6.3, market(CROSS, 'BTCUSDT', 'BUY', '0.06'));
  // A small bet on an isolated pair goes wrong within the week: called, liquidated, closed.
  await play(6.2, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '400', SPOT, 'DOGEUSDT'));
  await play(6.1, { do: 'borrow', account: 'DOGEUSDT', asset: 'USDT', amount: '1200' });
  await play(6, spend('DOGEUSDT', 'DOGEUSDT', '1590'));
  await play(5.9, { do: 'settings', interestBnbBurn: true });
  await play(5.6, falls(6, 'DOGEUSDT', '0.885'));
  await play(5.5, falls(6, 'DOGEUSDT', '0.85'));
  await play(5.4, { do: 'liquidate', account: 'DOGEUSDT' });
  await play(5.35, letGo('DOGEUSDT'));
  for (const asset of ['USDT', 'DOGE'])
    await play(5.3, transfer('ISOLATED_MARGIN_MAIN', asset, allOf('DOGEUSDT', asset), 'DOGEUSDT', SPOT));
  await play(5.25, { do: 'settings', interestBnbBurn: false });
  await play(5.2, market('BTCUSDT', 'BTCUSDT', 'SELL', '0.03'));
  await play(5.1, { do: 'repay', account: 'BTCUSDT', asset: 'USDT', amount: '1500' });
  await play(4.5, transfer('MARGIN_MAIN', 'USDT', '500', CROSS, SPOT));
  await play(3.4, { do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '800' });
  await play(3.2, transfer('MAIN_MARGIN', 'BNB', '0.5', SPOT, CROSS));
  await play(3.15, { do: 'repayLiquidationLoan', asset: 'USDC', amount: '50' });
  await play(3.1, market('SOLUSDT', 'SOLUSDT', 'BUY', '5'));
  await play(3, { do: 'repay', account: 'SOLUSDT', asset: 'SOL', amount: '4' });
  await play(2.5, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '100', SPOT, 'BTCUSDT'));
  await play(2.2, market(CROSS, 'ETHUSDT', 'BUY', '0.8'));
  await play(1.3, { do: 'repay', account: CROSS, asset: 'USDT', amount: '400' });
  await play(1.1, bracket(1.1));
  await play(0.8, market(CROSS, 'XRPUSDT', 'BUY', '1500'));
  // His own bid stands in the way of his sale: it is taken off instead of being traded with.
  await play(0.6, limit(0.6, CROSS, 'ETHUSDT', 'BUY', '0.05', '1'));
  await play(0.6, market(CROSS, 'ETHUSDT', 'SELL', '0.05'));
  await play(0.3, market('BTCUSDT', 'BTCUSDT', 'BUY', '0.01'));
  await play(0.15, limit(0.15, CROSS, 'BTCUSDT', 'BUY', '0.02', '0.85'));
  await play(0.1, limit(0.1, CROSS, 'ETHUSDT', 'SELL', '0.5', '1.18'));
  await play(0.05, limit(0.05, 'BTCUSDT', 'BTCUSDT', 'SELL', '0.02', '1.2'));
  await play(0.04, chain(0.04));
  await play(0, { do: 'tick' });
}

const transfer = (kind: string, asset: string, amount: string, from: string, to: string): Command => ({
  do: 'transfer',
  kind,
  asset,
  amount,
  from,
  to,
});

function near(symbol: string, price: string, share: string): string {
  const value: Decimal = decimal(price).times(share);
  return value.toFixed(pairs[symbol]?.priceDecimals ?? 2);
}
