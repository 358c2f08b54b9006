import { decimal } from '../../src/margin/decimal.ts';
import { classicBars } from '../../src/connection/risk.ts';
import { cross, isolated, type Balance, type IsolatedAccount, type Snapshot } from '../../src/connection/snapshot.ts';

type Figures = Partial<Record<'free' | 'locked' | 'borrowed' | 'interest', string>>;

export function balance(asset: string, figures: Figures = {}): Balance {
  const of = (name: keyof Figures) => decimal(figures[name] ?? '0');
  const [free, locked, borrowed, interest] = [of('free'), of('locked'), of('borrowed'), of('interest')];
  return { asset, free, locked, borrowed, interest, net: free.plus(locked).minus(borrowed).minus(interest) };
}

export function pair(change: Partial<IsolatedAccount> = {}): IsolatedAccount {
  return {
    symbol: 'BTCUSDT',
    base: balance('BTC', { free: '0.5' }),
    quote: balance('USDT', { free: '100', borrowed: '10000', interest: '0.5' }),
    level: decimal('2.01'),
    status: 'NORMAL',
    leverage: decimal('10'),
    indexPrice: decimal('40000'),
    liquidationPrice: decimal('20801.05'),
    enabled: true,
    ...change,
  };
}

/** An account with a little of everything; tests change what they are about. */
export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    takenAt: 1_700_000_000_000,
    cross: {
      level: decimal('2.5'),
      collateralLevel: decimal('2.4'),
      assetsInBtc: decimal('1.25'),
      debtInBtc: decimal('0.5'),
      netInBtc: decimal('0.75'),
      bars: classicBars,
      balances: [
        balance('BNB'),
        balance('BTC', { free: '1' }),
        balance('USDT', { free: '10000', locked: '50', borrowed: '20000', interest: '0.25' }),
      ],
    },
    isolated: [pair()],
    loans: [
      {
        account: cross,
        asset: 'USDT',
        principal: decimal('20000'),
        interest: decimal('0.25'),
        hourlyRate: decimal('0.00000571'),
      },
      {
        account: isolated('BTCUSDT'),
        asset: 'USDT',
        principal: decimal('10000'),
        interest: decimal('0.5'),
        hourlyRate: undefined,
      },
    ],
    orders: [
      {
        account: cross,
        symbol: 'BTCUSDT',
        orderId: 42,
        clientOrderId: 'web_1',
        side: 'BUY',
        type: 'LIMIT',
        price: decimal('35000'),
        stopPrice: decimal('0'),
        quantity: decimal('0.01'),
        executed: decimal('0.005'),
        status: 'PARTIALLY_FILLED',
        placedAt: 1_700_000_000_000,
      },
    ],
    ...change,
  };
}
