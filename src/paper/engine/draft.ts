import { type Decimal, toWire, zero } from '../../margin/decimal.ts';
import { emptyHolding, type Holding } from '../../margin/levels.ts';
import type { PriceSource } from '../market/market.ts';
import type { Recording } from '../market/recording.ts';
import type { Rules } from '../rules.ts';
import type { Event, FlowKind } from './events.ts';
import { Prices } from './prices.ts';
import { without } from './records.ts';
import { Refusal } from './refusal.ts';
import {
  type Account,
  type AccountId,
  bookKey,
  type Counters,
  type Order,
  type OrderList,
  type State,
} from './state.ts';

/** What the engine is told from outside besides the command: the market and the house rules. Both never change. */
export interface World {
  readonly market: PriceSource;
  /** Recordings that may be played back, by id. */
  readonly recordings?: ReadonlyMap<string, Recording>;
  readonly rules: Rules;
}

/**
 * A state in the making. A command reads and changes it freely; if it is refused, the draft is dropped and nothing has
 * happened. Parts are copied when first changed, everything else is shared with the state before.
 */
export class Draft {
  readonly world: World;
  readonly events: Event[] = [];
  /** Orders of lists that something happened to, for the lists to follow. */
  readonly listNews: Order[] = [];
  readonly prices: Prices;
  #state: State;
  #touched = new Set<string>();

  constructor(state: State, world: World) {
    this.#state = state;
    this.world = world;
    this.prices = new Prices(world, this);
  }

  get state(): State {
    return this.#state;
  }
  get now(): number {
    return this.#state.now;
  }
  /** The whole second the market is at. */
  get second(): number {
    return Math.floor(this.#state.now / 1000);
  }

  /** Does `work` wholly or not at all: what a refusal interrupts is taken back. Returns whether it was done. */
  attempt(work: () => void): boolean {
    const state = this.#state;
    const touched = new Set(this.#touched);
    const events = this.events.length;
    const listNews = this.listNews.length;
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#state = state;
      this.#touched = touched;
      this.events.length = events;
      this.listNews.length = listNews;
      return false;
    }
  }

  change(part: Partial<State>): void {
    this.#state = Object.assign({ ...this.#state }, part);
  }
  changeRecording(recording: State['recording']): void {
    this.#state = recording ? { ...this.#state, recording } : without(this.#state, 'recording');
  }
  emit(event: Event): void {
    this.events.push(event);
  }

  next(counter: keyof Counters): number {
    const counters = { ...this.#state.counters };
    const value = (counters[counter] += 1);
    this.#state = { ...this.#state, counters };
    return value;
  }

  account(id: AccountId): Account | undefined {
    return this.#state.accounts[id];
  }
  /** The account, or an empty one that exists once something is put into it. */
  open(id: AccountId): Account {
    return this.#state.accounts[id] ?? { id, holdings: {}, enabled: true };
  }
  putAccount(account: Account): void {
    const accounts = { ...this.#state.accounts };
    accounts[account.id] = account;
    this.#state = { ...this.#state, accounts };
  }

  holding(id: AccountId, asset: string): Holding {
    return this.#state.accounts[id]?.holdings[asset] ?? emptyHolding;
  }
  /** Changes parts of a holding; the amounts may be negative, a result below zero is a fault of the engine. */
  adjust(id: AccountId, asset: string, by: Partial<Record<keyof Holding, Decimal>>): Holding {
    const account = this.open(id);
    const before = account.holdings[asset] ?? emptyHolding;
    const after: Holding = {
      free: by.free ? before.free.plus(by.free) : before.free,
      locked: by.locked ? before.locked.plus(by.locked) : before.locked,
      borrowed: by.borrowed ? before.borrowed.plus(by.borrowed) : before.borrowed,
      interest: by.interest ? before.interest.plus(by.interest) : before.interest,
    };
    if (
      isBelowZero(after.free) ||
      isBelowZero(after.locked) ||
      isBelowZero(after.borrowed) ||
      isBelowZero(after.interest)
    )
      throw new RangeError(`${id} ${asset} would fall below zero.`);
    const holdings = { ...account.holdings };
    holdings[asset] = after;
    this.putAccount({ ...account, holdings });
    if (by.free ?? by.locked) this.#touched.add(`${id}/${asset}`);
    return after;
  }
  /** Coins that came or went without a trade. */
  moved(id: AccountId, asset: string, delta: Decimal): void {
    this.emit({ type: 'moved', time: this.now, account: id, asset, delta: toWire(delta) });
  }
  flow(account: AccountId, asset: string, kind: FlowKind, amount: Decimal, reference: number, note?: string): void {
    if (amount.isZero()) return;
    const id = this.next('flow');
    const flow = { type: 'flow' as const, time: this.now, id, account, asset, kind, amount: toWire(amount), reference };
    this.emit(note === undefined ? flow : { ...flow, note });
  }
  /** Reports the balances changed since the last report, once each. */
  reportBalances(): void {
    for (const key of this.#touched) {
      const slash = key.indexOf('/');
      const account = key.slice(0, slash);
      const asset = key.slice(slash + 1);
      const { free, locked } = this.holding(account, asset);
      this.emit({ type: 'balance', time: this.now, account, asset, free: toWire(free), locked: toWire(locked) });
    }
    this.#touched.clear();
  }

  openOrders(account: AccountId, symbol: string): Order[] {
    return Object.values(this.#state.books[bookKey(account, symbol)] ?? {});
  }
  order(account: AccountId, symbol: string, id: number): Order | undefined {
    return this.#state.books[bookKey(account, symbol)]?.[id];
  }
  putOrder(order: Order): void {
    const key = bookKey(order.account, order.symbol);
    this.change({ books: { ...this.#state.books, [key]: { ...this.#state.books[key], [order.id]: order } } });
  }
  dropOrder(order: Order): void {
    const key = bookKey(order.account, order.symbol);
    const rest = without(this.#state.books[key] ?? {}, String(order.id));
    const { books } = this.#state;
    this.change({ books: Object.keys(rest).length > 0 ? { ...books, [key]: rest } : without(books, key) });
  }

  list(id: number): OrderList | undefined {
    return this.#state.lists[id];
  }
  putList(list: OrderList): void {
    this.change({ lists: { ...this.#state.lists, [list.id]: list } });
  }
  dropList(id: number): void {
    this.change({ lists: without(this.#state.lists, String(id)) });
  }

  mark(name: string): number | undefined {
    return this.#state.marks[name];
  }
  setMark(name: string): void {
    this.change({ marks: { ...this.#state.marks, [name]: this.now } });
  }

  /** What this user has borrowed of an asset, over all accounts. */
  borrowedEverywhere(asset: string): Decimal {
    let sum = zero;
    for (const id in this.#state.accounts) {
      const { borrowed } = this.holding(id, asset);
      if (!borrowed.isZero()) sum = sum.plus(borrowed);
    }
    return sum;
  }
}

const isBelowZero = (amount: Decimal): boolean => amount.isNegative() && !amount.isZero();
