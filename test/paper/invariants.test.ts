import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Decimal, decimal, zero } from '../../src/margin/decimal.ts';
import { emptyHolding, type Holding, netAsset } from '../../src/margin/levels.ts';
import { type CommandName, type CommandOf, handlers } from '../../src/paper/engine/commands.ts';
import { Draft } from '../../src/paper/engine/draft.ts';
import { execute } from '../../src/paper/engine/engine.ts';
import type { Event } from '../../src/paper/engine/events.ts';
import { sides } from '../../src/paper/engine/fills.ts';
import { initialState, plainWallets, type State } from '../../src/paper/engine/state.ts';
import { cross, isolated } from '../../src/paper/engine/valuation.ts';
import { Journal } from '../../src/paper/journal/journal.ts';
import { Ledger } from '../../src/paper/ledger/ledger.ts';
import { toText } from '../../src/paper/ledger/stored.ts';
import { pairs } from '../../src/paper/market/catalogue.ts';
import { anyCommand, dice, world } from './any-command.ts';
import { START } from './support.ts';

/** Adds events up the way an accountant would, to hold against the balances after every command. */
class Audit {
  readonly #sums = new Map<string, Sums>();
  #before: State | undefined;
  /** Holdings that were held against the books. */
  checked = 0;

  /** Books what happened and looks at everything that it changed, or should have changed. */
  follow(state: State, events: readonly Event[], what: string): void {
    const touched = new Set<string>();
    const book = (account: string, asset: string, sum: keyof Sums, amount: string, sign = 1): void => {
      const key = `${account}/${asset}`;
      const sums = this.#sums.get(key) ?? { coins: zero, principal: zero, interest: zero };
      this.#sums.set(key, { ...sums, [sum]: sums[sum].plus(decimal(amount).times(sign)) });
      touched.add(key);
    };
    for (const event of events)
      if (event.type === 'flow') book(event.account, event.asset, 'coins', event.amount);
      else if (event.type === 'loan') {
        book(event.account, event.asset, 'principal', event.principal, event.kind === 'BORROW' ? 1 : -1);
        if (event.kind === 'REPAY') book(event.account, event.asset, 'interest', event.interest, -1);
      } else if (event.type === 'interest') {
        if (event.rawAsset === undefined) book(event.account, event.asset, 'interest', event.interest);
      } else if (event.type === 'moved' && plainWallets.includes(event.account))
        book(event.account, event.asset, 'coins', event.delta);
    const before = this.#before;
    this.#before = state;
    for (const [id, { holdings }] of Object.entries(state.accounts)) {
      const booksStand = state.books === before?.books;
      for (const [asset, holding] of Object.entries(holdings)) {
        const key = `${id}/${asset}`;
        // States share what they left alone: an untouched holding was looked at when it was made.
        if (booksStand && holding === before.accounts[id]?.holdings[asset] && !touched.has(key)) continue;
        this.#check(key, holding, lockedIn(state, id, asset), what);
      }
    }
    for (const key of touched) {
      const [id = '', asset = ''] = key.split('/');
      if (!state.accounts[id]?.holdings[asset]) this.#check(key, emptyHolding, zero, what);
    }
  }

  #check(key: string, holding: Holding, locked: Decimal, what: string): void {
    this.checked += 1;
    const same = (name: string, is: Decimal, should: Decimal | undefined): void => {
      if (!is.eq(should ?? zero))
        assert.fail(`${what}: ${key} ${name} is ${is.toFixed()}, its history says ${(should ?? zero).toFixed()}`);
    };
    const sums = this.#sums.get(key);
    same('coins', holding.free.plus(holding.locked), sums?.coins);
    same('principal', holding.borrowed, sums?.principal);
    same('interest', holding.interest, sums?.interest);
    same('locked', holding.locked, locked);
    for (const amount of [holding.free, holding.locked, holding.borrowed, holding.interest])
      if (amount.lt(0)) assert.fail(`${what}: ${key} is below zero`);
  }
}
interface Sums {
  readonly coins: Decimal;
  readonly principal: Decimal;
  readonly interest: Decimal;
}
function lockedIn(state: State, account: string, asset: string): Decimal {
  let locked = zero;
  for (const [book, orders] of Object.entries(state.books))
    if (book.startsWith(`${account}/`))
      for (const order of Object.values(orders)) if (sides(order).pays === asset) locked = locked.plus(order.locked);
  return locked;
}

const STEPS = 10_000;

type JournalEntry = Parameters<Journal['append']>[0][number];

/** A line of the process that carries commands out. */
interface Progress {
  /** Commands that are on the disk. */
  readonly durable: number;
  /** In the end: what has become of everything. */
  readonly state?: string;
  readonly ledger?: string;
}

/**
 * Has a process carry out what `commands.json` in the folder holds beyond what is on the disk there, until it is done or
 * dies by its own hand after `killAt` commands. Returns what it said, and the signal that ended it.
 */
function carryOn(folder: string, killAt?: number): Promise<{ said: Progress[]; signal: string | null }> {
  const program = join(import.meta.dirname, 'carry-on.ts');
  const child = spawn(process.execPath, [program, folder, ...(killAt === undefined ? [] : [String(killAt)])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Progress[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as Progress));
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (code === null || code === 0) resolve({ said, signal });
      else reject(new Error(`ended with ${code}`));
    });
  });
}

describe('the engine under 10,000 random commands', function () {
  this.timeout(120_000);

  const play = (
    seed: number,
    steps: number,
    watch?: (state: State, events: readonly Event[], what: string) => void,
  ) => {
    const roll = dice(seed);
    let state = initialState(3, START);
    const ledger = new Ledger();
    let now = START;
    const done: Partial<Record<CommandName, number>> = {};
    const lists: Record<string, number> = {};
    const journal: JournalEntry[] = [];
    for (let step = 0; step < steps; step++) {
      const { command, wait } = anyCommand(roll, state);
      now += wait;
      const outcome = execute(state, command as CommandOf<'tick'>, now, world);
      state = outcome.state;
      ledger.append(outcome.events);
      const did = outcome.refusal ? ({ do: 'tick' } as const) : command;
      // Time in which nothing happened needs no record, unless it is the last.
      if (did.do !== 'tick' || outcome.events.length > 0 || step === steps - 1)
        journal.push({ time: state.now, command: did });
      if (!outcome.refusal) {
        done[command.do] = (done[command.do] ?? 0) + 1;
        if (command.do === 'list') lists[command.contingency] = (lists[command.contingency] ?? 0) + 1;
      }
      watch?.(state, outcome.events, `step ${step}, ${JSON.stringify(command)}`);
    }
    return { state, ledger, done, lists, journal };
  };
  let first: ReturnType<typeof play> | undefined;

  it('conserves every coin and debt, locks what its orders lock, and is never below zero', () => {
    const audit = new Audit();
    let liquidations = 0;
    let taken = 0;
    const { done, lists } = play(31, STEPS, (state, events, what) => {
      audit.follow(state, events, what);
      liquidations += events.filter(({ type }) => type === 'liquidation').length;
      taken += events.filter((event) => event.type === 'liquidationLoan' && event.kind === 'taken').length;
    });
    for (const name of Object.keys(handlers) as CommandName[])
      assert.ok((done[name] ?? 0) > 0, `no ${name} was ever carried out: ${JSON.stringify(done)}`);
    assert.deepEqual(Object.keys(lists).sort(), ['OCO', 'OTO', 'OTOCO']);
    // A margin call moves no coin, so the audit does not need one.
    assert.ok(liquidations > 5 && taken > 0, `${liquidations} liquidations, ${taken} taken`);
    assert.ok(audit.checked > STEPS, `${audit.checked} holdings`);
  });

  it('ends the same when the journal is played again', () => {
    first = play(12, STEPS);
    let state = initialState(3, START);
    const ledger = new Ledger();
    const journal = new Journal(':memory:');
    journal.append(first.journal);
    for (const { time, command } of journal.replay(0)) {
      const outcome = execute(state, command as CommandOf<'tick'>, time, world);
      state = outcome.state;
      ledger.append(outcome.events);
    }
    journal.close();
    assert.equal(toText(state), toText(first.state));
    assert.equal(toText(ledger.snapshot()), toText(first.ledger.snapshot()));
  });

  it('ends the same when its process is killed in the middle and another goes on from the disk', async () => {
    assert.ok(first);
    const folder = mkdtempSync(join(tmpdir(), 'paper-'));
    try {
      writeFileSync(join(folder, 'commands.json'), JSON.stringify(first.journal));
      const killed = await carryOn(folder, first.journal.length / 2);
      assert.equal(killed.signal, 'SIGKILL');
      const { said } = await carryOn(folder);
      const promised = killed.said.at(-1)!.durable;
      const found = said[0]!.durable;
      assert.ok(promised > 1000 && found >= promised, `${found} of ${promised} are there`);
      assert.equal(said.at(-1)!.state, toText(first.state));
      assert.equal(said.at(-1)!.ledger, toText(first.ledger.snapshot()));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('does not depend on how often someone looks: one long wait is many short ones', () => {
    const { state } = play(13, 800);
    for (const [wait, looks] of [
      [40 * 3_600_000, 400],
      [180_000, 771],
    ] as const) {
      const once = execute(state, { do: 'tick' }, state.now + wait, world).state;
      let often = state;
      for (let look = 1; look <= looks; look++)
        often = execute(often, { do: 'tick' }, state.now + Math.floor((wait * look) / looks), world).state;
      assert.equal(toText(often), toText(once), `${looks} looks`);
    }
  });

  it('has levels that rise with the price of what is held, and fall with that of what is owed', () => {
    const held: Record<string, number> = {};
    play(14, 2000, (state) => {
      for (const { id, holdings } of Object.values(state.accounts)) {
        if (plainWallets.includes(id)) continue;
        const symbol = id === 'CROSS' ? 'BTCUSDT' : id;
        const coin = holdings[pairs[symbol]?.base ?? ''];
        if (!coin) continue;
        const levelAt = (share: string): Decimal | undefined => {
          const price = new Draft(state, world).prices.pair(symbol).times(share).toFixed();
          // The level alone, before anything follows from it.
          const draft = new Draft({ ...state, heldPrices: { ...state.heldPrices, [symbol]: price } }, world);
          return id === 'CROSS' ? cross(draft).level : isolated(draft, symbol).level;
        };
        const [low, high] = [levelAt('0.8'), levelAt('1.25')];
        if (!low || !high) continue;
        const net = netAsset(coin);
        // With some of a coin held and some owed, which way the level goes depends on all the others.
        if (coin.borrowed.isZero() && coin.interest.isZero()) assert.ok(high.gte(low), `${id} holds ${net.toFixed()}`);
        else if (coin.free.isZero() && coin.locked.isZero()) assert.ok(high.lte(low), `${id} owes ${net.toFixed()}`);
        else continue;
        held[id] = (held[id] ?? 0) + 1;
      }
    });
    for (const id of ['CROSS', 'BTCUSDT', 'ETHBTC']) assert.ok((held[id] ?? 0) > 0, JSON.stringify(held));
  });
});
