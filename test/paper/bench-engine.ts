import { type Command, type CommandName, type CommandOf } from '../../src/paper/engine/commands.ts';
import { execute, type Outcome } from '../../src/paper/engine/engine.ts';
import type { Event } from '../../src/paper/engine/events.ts';
import { initialState, type Order, type State } from '../../src/paper/engine/state.ts';
import { Draft, type World } from '../../src/paper/engine/draft.ts';
import { seededWalk } from '../../src/paper/market/market.ts';
import { defaultRules, type Rules } from '../../src/paper/rules.ts';
import { START } from './support.ts';

/** The engine on its own: commands in, events out, a clock that the test moves. */
export class EngineBench {
  readonly world: World;
  state: State;
  now = START;
  events: Event[] = [];

  constructor(rules: Partial<Rules> = {}, seed = 7) {
    this.world = { market: seededWalk(seed), rules: { ...defaultRules, ...rules } };
    this.state = initialState(seed, START);
  }

  /** Carries a command out; throws its refusal. */
  do<K extends CommandName>(command: CommandOf<K>): Extract<Outcome, { answer: unknown }>['answer'] {
    const outcome = execute(this.state, command, this.now, this.world);
    this.state = outcome.state;
    this.events.push(...outcome.events);
    if (outcome.refusal) throw outcome.refusal;
    return outcome.answer;
  }
  /** The code of the refusal, or undefined when it was carried out. */
  refused(command: Command): number | undefined {
    const outcome = execute(this.state, command as CommandOf<'tick'>, this.now, this.world);
    this.state = outcome.state;
    this.events.push(...outcome.events);
    return outcome.refusal?.code;
  }
  wait(ms: number): void {
    this.now += ms;
    this.do({ do: 'tick' });
  }
  hold(symbol: string, price: string): void {
    this.do({ do: 'price', symbol, price });
  }
  fund(account: string, asset: string, amount: string): void {
    this.do({ do: 'deposit', account, asset, amount });
  }
  order(order: Partial<CommandOf<'order'>> & Pick<CommandOf<'order'>, 'side' | 'type'>): Order {
    return this.do({ do: 'order', account: 'CROSS', symbol: 'BTCUSDT', ...order }) as Order;
  }
  /** What a pair costs now. */
  price(symbol: string): string {
    return new Draft(this.state, this.world).prices.pair(symbol).toFixed();
  }
  /** The last report of an order. */
  last(id: number): Order {
    const found = this.events.findLast((event) => event.type === 'order' && event.order.id === id);
    if (found?.type !== 'order') throw new Error(`No report of order ${id}.`);
    return found.order;
  }
  holding(account: string, asset: string): { free: string; locked: string; borrowed: string; interest: string } {
    const { free, locked, borrowed, interest } = new Draft(this.state, this.world).holding(account, asset);
    return {
      free: free.toFixed(),
      locked: locked.toFixed(),
      borrowed: borrowed.toFixed(),
      interest: interest.toFixed(),
    };
  }
  of<T extends Event['type']>(type: T): Extract<Event, { type: T }>[] {
    return this.events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
  }
}
