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

  /** The price put this far from where it was when XRP was bought. */
  const falls = (symbol: string, share: string): Command => ({
    do: 'price',
    symbol,
    price: near(symbol, venue.world.market.price(symbol, Math.floor((now - 51.8 * DAY) / 1000)), share),
  });
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

  await play(62, { do: 'deposit', account: SPOT, asset: 'USDT', amount: '60000' });
  await play(62, { do: 'deposit', account: SPOT, asset: 'BTC', amount: '0.5' });
  await play(62, { do: 'deposit', account: SPOT, asset: 'BNB', amount: '12' });
  await play(61, transfer('MAIN_MARGIN', 'USDT', '18000', SPOT, CROSS));
  await play(61, transfer('MAIN_MARGIN', 'BTC', '0.2', SPOT, CROSS));
  await play(60.9, { do: 'borrow', account: CROSS, asset: 'USDT', amount: '6000' });
  await play(60.8, market(CROSS, 'ETHUSDT', 'BUY', '3.2'));
  await play(52, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '800', SPOT, 'XRPUSDT'));
  await play(51.9, { do: 'borrow', account: 'XRPUSDT', asset: 'USDT', amount: '2400' });
  await play(51.8, {
    do: 'order',
    account: 'XRPUSDT',
    symbol: 'XRPUSDT',
    side: 'BUY',
    type: 'MARKET',
    quoteQuantity: '3100',
  });
  // Two bad days for XRP: called, then liquidated. Afterwards the market goes on as it would have.
  await play(50.2, falls('XRPUSDT', '0.88'));
  await play(49.6, falls('XRPUSDT', '0.83'));
  await play(49.4, { do: 'price', symbol: 'XRPUSDT', price: null });
  await play(45, market(CROSS, 'ETHUSDT', 'SELL', '1.1'));
  await play(44.9, { do: 'repay', account: CROSS, asset: 'USDT', amount: '2500' });
  await play(40, market(CROSS, 'LTCUSDT', 'BUY', '0.3'));
  await play(39.9, { do: 'dust', account: CROSS, assets: ['LTC'] });
  await play(33, transfer('MAIN_MARGIN', 'BNB', '6', SPOT, CROSS));
  await play(30, { do: 'borrow', account: CROSS, asset: 'ADA', amount: '12' });
  await play(29, { do: 'smallLiabilities', assets: ['ADA'] });
  await play(26, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '4000', SPOT, 'BTCUSDT'));
  await play(25.9, { do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '6000' });
  await play(25.8, market('BTCUSDT', 'BTCUSDT', 'BUY', '0.12'));
  await play(20, transfer('MAIN_ISOLATED_MARGIN', 'USDT', '3000', SPOT, 'SOLUSDT'));
  await play(19.9, { do: 'borrow', account: 'SOLUSDT', asset: 'SOL', amount: '30' });
  await play(19.8, market('SOLUSDT', 'SOLUSDT', 'SELL', '30'));
  await play(12, { do: 'borrow', account: CROSS, asset: 'SOL', amount: '25' });
  await play(11.9, market(CROSS, 'SOLUSDT', 'SELL', '25'));
  await play(6.4, { do: 'borrow', account: CROSS, asset: 'USDT', amount: '3000' });
  await play(6.3, market(CROSS, 'BTCUSDT', 'BUY', '0.06'));
  await play(5.2, market('BTCUSDT', 'BTCUSDT', 'SELL', '0.03'));
  await play(5.1, { do: 'repay', account: 'BTCUSDT', asset: 'USDT', amount: '1500' });
  await play(4.5, transfer('MARGIN_MAIN', 'USDT', '500', CROSS, SPOT));
  await play(3.4, { do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '800' });
  await play(3.1, market('SOLUSDT', 'SOLUSDT', 'BUY', '5'));
  await play(3, { do: 'repay', account: 'SOLUSDT', asset: 'SOL', amount: '4' });
  await play(2.2, market(CROSS, 'ETHUSDT', 'BUY', '0.8'));
  await play(1.3, { do: 'repay', account: CROSS, asset: 'USDT', amount: '400' });
  await play(1.1, bracket(1.1));
  await play(0.8, market(CROSS, 'XRPUSDT', 'BUY', '1500'));
  await play(0.3, market('BTCUSDT', 'BTCUSDT', 'BUY', '0.01'));
  await play(0.15, limit(0.15, CROSS, 'BTCUSDT', 'BUY', '0.02', '0.85'));
  await play(0.1, limit(0.1, CROSS, 'ETHUSDT', 'SELL', '0.5', '1.18'));
  await play(0.05, limit(0.05, 'BTCUSDT', 'BTCUSDT', 'SELL', '0.02', '1.2'));
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
