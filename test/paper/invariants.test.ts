import assert from 'node:assert/strict';
import { decimal, zero } from '../../src/margin/decimal.ts';
import type { Command, CommandOf } from '../../src/paper/engine/commands.ts';
import { execute } from '../../src/paper/engine/engine.ts';
import type { Event } from '../../src/paper/engine/events.ts';
import { sides } from '../../src/paper/engine/fills.ts';
import { initialState, plainWallets, type State } from '../../src/paper/engine/state.ts';
import { seededWalk } from '../../src/paper/market/market.ts';
import { defaultRules } from '../../src/paper/rules.ts';
import { Ledger } from '../../src/paper/ledger/ledger.ts';
import { ledgerFrom, stateFrom, toText } from '../../src/paper/ledger/stored.ts';
import { START } from './support.ts';

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = BigInt(seed);
  return (count) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % (1n << 64n);
    return Number((state >> 33n) % BigInt(count));
  };
}

const symbols = ['BTCUSDT', 'ETHUSDT', 'ETHBTC', 'BNBUSDT'];
const coins = ['USDT', 'BTC', 'ETH', 'BNB'];
const base: Record<string, number> = { BTCUSDT: 60000, ETHUSDT: 3000, ETHBTC: 0.05, BNBUSDT: 600 };
const decimals: Record<string, [price: number, quantity: number]> = {
  BTCUSDT: [2, 5],
  ETHUSDT: [2, 4],
  ETHBTC: [5, 4],
  BNBUSDT: [2, 3],
};
const size: Record<string, number> = { USDT: 3000, BTC: 0.05, ETH: 1, BNB: 5 };

/** One command that someone might send; many of them are refused, as they should be. */
function anyCommand(roll: (sides: number) => number): { command: Command; wait: number } {
  const pick = <T>(values: readonly T[]): T => values[roll(values.length)]!;
  const symbol = pick(symbols);
  const account = pick(['CROSS', 'CROSS', symbol]);
  const asset =
    account === 'CROSS' ? pick(coins) : pick(symbol === 'ETHBTC' ? ['ETH', 'BTC'] : [symbol.slice(0, 3), 'USDT']);
  const amount = ((size[asset]! * (1 + roll(200))) / 100).toFixed(8);
  const [priceDecimals, quantityDecimals] = decimals[symbol]!;
  const price = (share: number): string => (base[symbol]! * share).toFixed(priceDecimals);
  const near = (): string => price(0.9 + roll(200) / 1000);
  const side = pick(['BUY', 'SELL'] as const);
  const coin = symbol.slice(0, 3);
  const quantity = ((size[coin]! * (1 + roll(100))) / 50).toFixed(quantityDecimals);
  const extras = {
    sideEffect: pick(['NO_SIDE_EFFECT', 'MARGIN_BUY', 'AUTO_REPAY', 'AUTO_BORROW_REPAY'] as const),
    selfTradePrevention: pick(['EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'NONE'] as const),
    autoRepayAtCancel: roll(2) === 0,
  };
  const limit = {
    account,
    symbol,
    side,
    type: 'LIMIT',
    timeInForce: pick(['GTC', 'GTC', 'IOC', 'FOK'] as const),
    quantity,
    price: near(),
    ...extras,
  } as const;
  const wait = pick([0, 0, 0, 0, 0, 900, 60_000, 900_000, 3_600_000, 9_000_000]);
  const commands: (() => Command)[] = [
    () => ({ do: 'deposit', account: pick(['SPOT', account]), asset, amount }),
    () => ({
      do: 'transfer',
      kind: 'X',
      asset,
      amount,
      from: pick(['SPOT', account]),
      to: pick(['SPOT', 'CROSS', account]),
    }),
    () => ({ do: 'borrow', account, asset, amount }),
    () => ({ do: 'borrow', account, asset, amount }),
    () => ({ do: 'repay', account, asset, amount }),
    () => ({ do: 'order', ...limit }),
    () => ({ do: 'order', ...limit, icebergQuantity: quantity, timeInForce: 'GTC' }),
    () => ({ do: 'order', account, symbol, side, type: 'MARKET', quantity, ...extras }),
    () => ({ do: 'order', account, symbol, side, type: 'MARKET', quoteQuantity: '150', ...extras }),
    () => ({
      do: 'order',
      account,
      symbol,
      side,
      type: pick(['STOP_LOSS', 'TAKE_PROFIT'] as const),
      quantity,
      stopPrice: near(),
      ...extras,
    }),
    () => ({
      do: 'order',
      account,
      symbol,
      side,
      type: 'STOP_LOSS',
      quantity,
      trailingDelta: 10 + roll(300),
      ...extras,
    }),
    () => ({
      do: 'order',
      account,
      symbol,
      side,
      type: 'TAKE_PROFIT_LIMIT',
      timeInForce: 'GTC',
      quantity,
      stopPrice: near(),
      price: near(),
    }),
    () => ({
      do: 'list',
      contingency: 'OCO',
      account,
      symbol,
      legs: [
        {
          account,
          symbol,
          side,
          type: 'STOP_LOSS',
          quantity,
          stopPrice: price(side === 'BUY' ? 1.05 : 0.95),
          ...extras,
        },
        { account, symbol, side, type: 'LIMIT_MAKER', quantity, price: price(side === 'BUY' ? 0.95 : 1.05), ...extras },
      ],
    }),
    () => ({
      do: 'list',
      contingency: 'OTOCO',
      account,
      symbol,
      legs: [
        limit.timeInForce === 'GTC' ? limit : { ...limit, timeInForce: 'GTC' },
        { account, symbol, side: 'SELL', type: 'LIMIT_MAKER', quantity, price: price(1.1) },
        { account, symbol, side: 'SELL', type: 'STOP_LOSS', quantity, stopPrice: price(0.9) },
      ],
    }),
    () => ({ do: 'cancelAll', account, symbol }),
    () => ({ do: 'price', symbol, price: pick([near(), near(), price(0.6), price(1.5), null]) }),
    () => ({ do: 'settings', spotBnbBurn: roll(2) === 0, interestBnbBurn: roll(2) === 0 }),
    () => ({ do: 'leverage', maxLeverage: pick([3, 5] as const) }),
    () => ({ do: 'deposit', account: 'CROSS', asset: 'XRP', amount: '20' }),
    () => ({ do: 'dust', account: 'CROSS', assets: ['XRP'] }),
    () => ({ do: 'smallLiabilities', assets: [asset] }),
    () => ({ do: 'isolated', symbol, enabled: roll(2) === 0 }),
    () => (roll(20) === 0 ? { do: 'liquidate', account } : { do: 'tick' }),
  ];
  return { command: pick(commands)(), wait };
}

/** Adds events up the way an accountant would, to hold against the balances. */
class Audit {
  readonly coins = new Map<string, ReturnType<typeof decimal>>();
  readonly principal = new Map<string, ReturnType<typeof decimal>>();
  readonly interest = new Map<string, ReturnType<typeof decimal>>();

  add(events: readonly Event[]): void {
    const plus = (sums: Audit['coins'], key: string, amount: string, sign = 1): void => {
      sums.set(key, (sums.get(key) ?? zero).plus(decimal(amount).times(sign)));
    };
    for (const event of events)
      switch (event.type) {
        case 'flow':
          plus(this.coins, `${event.account}/${event.asset}`, event.amount);
          break;
        case 'loan':
          plus(this.principal, `${event.account}/${event.asset}`, event.principal, event.kind === 'BORROW' ? 1 : -1);
          if (event.kind === 'REPAY') plus(this.interest, `${event.account}/${event.asset}`, event.interest, -1);
          break;
        case 'interest':
          if (event.rawAsset === undefined) plus(this.interest, `${event.account}/${event.asset}`, event.interest);
          break;
        default:
      }
  }

  check(state: State, what: string): void {
    for (const account of Object.values(state.accounts)) {
      if (plainWallets.includes(account.id)) continue;
      for (const [asset, holding] of Object.entries(account.holdings)) {
        const key = `${account.id}/${asset}`;
        const same = (name: string, is: ReturnType<typeof decimal>, sums: Audit['coins']): void => {
          const should = sums.get(key) ?? zero;
          assert.ok(is.eq(should), `${what}: ${key} ${name} is ${is.toFixed()}, its history says ${should.toFixed()}`);
        };
        same('coins', holding.free.plus(holding.locked), this.coins);
        same('principal', holding.borrowed, this.principal);
        same('interest', holding.interest, this.interest);
        let locked = zero;
        for (const [book, orders] of Object.entries(state.books))
          if (book.startsWith(`${account.id}/`))
            for (const order of Object.values(orders))
              if (sides(order).pays === asset) locked = locked.plus(order.locked);
        assert.ok(
          holding.locked.eq(locked),
          `${what}: ${key} locks ${holding.locked.toFixed()}, its orders ${locked.toFixed()}`,
        );
        for (const amount of Object.values(holding))
          assert.ok((amount as typeof zero).gte(0), `${what}: ${key} below zero`);
      }
    }
  }
}

const world = { market: seededWalk(3), rules: defaultRules };
const STEPS = 10_000;

describe('the engine under 10,000 random commands', function () {
  this.timeout(60_000);

  const play = (
    seed: number,
    steps: number,
    watch?: (state: State, events: readonly Event[], what: string) => void,
    crashAt?: number,
  ) => {
    const roll = dice(seed);
    let state = initialState(3, START);
    let ledger = new Ledger();
    let now = START;
    const done: Record<string, number> = {};
    for (let step = 0; step < steps; step++) {
      const { command, wait } = anyCommand(roll);
      now += wait;
      const outcome = execute(state, command as CommandOf<'tick'>, now, world);
      state = outcome.state;
      ledger.append(outcome.events);
      if (!outcome.refusal) done[command.do] = (done[command.do] ?? 0) + 1;
      watch?.(state, outcome.events, `step ${step}, ${JSON.stringify(command)}`);
      if (step === crashAt) {
        state = stateFrom(toText(state));
        ledger = new Ledger(ledgerFrom(toText(ledger.snapshot())));
      }
    }
    return { state, ledger, done };
  };

  it('conserves every coin and debt, locks what its orders lock, and is never below zero', () => {
    const audit = new Audit();
    let looked = 0;
    let liquidations = 0;
    let calls = 0;
    const { done } = play(11, STEPS, (state, events, what) => {
      audit.add(events);
      // Every coin after every command would take a minute; a leak found ten commands late is found all the same.
      if (looked++ % 10 === 0) audit.check(state, what);
      liquidations += events.filter(({ type }) => type === 'liquidation').length;
      calls += events.filter((event) => event.type === 'status' && event.status === 'MARGIN_CALL').length;
    });
    for (const name of ['borrow', 'repay', 'order', 'list', 'transfer', 'dust', 'leverage', 'liquidate', 'isolated'])
      assert.ok((done[name] ?? 0) > 0, `no ${name} was ever carried out: ${JSON.stringify(done)}`);
    assert.ok(liquidations > 5 && calls > 1, `${liquidations} liquidations, ${calls} calls`);
  });

  it('ends the same when played again, and with a crash in the middle', () => {
    const steps = 1500;
    const first = play(12, steps);
    const again = play(12, steps);
    const crashed = play(12, steps, undefined, 750);
    assert.equal(toText(again.state), toText(first.state));
    assert.equal(toText(crashed.state), toText(first.state));
    assert.equal(toText(crashed.ledger.snapshot()), toText(first.ledger.snapshot()));
  });

  it('does not depend on how often someone looks: one long wait is many short ones', () => {
    const { state } = play(13, 800);
    const once = execute(state, { do: 'tick' }, state.now + 40 * 3_600_000, world).state;
    let often = state;
    for (let part = 1; part <= 400; part++)
      often = execute(often, { do: 'tick' }, state.now + part * 360_000, world).state;
    assert.equal(toText(often), toText(once));
  });
});
