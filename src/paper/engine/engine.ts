import { type Answer, type Command, type CommandName, type CommandOf, perform } from './commands.ts';
import { Draft, type World } from './draft.ts';
import type { Event } from './events.ts';
import { Refusal } from './refusal.ts';
import type { State } from './state.ts';
import { advance } from './time.ts';

/** What became of a command. Time passes first, whatever happens to the command itself. */
export type Outcome<A = unknown> =
  | { readonly state: State; readonly events: readonly Event[]; readonly answer: A; readonly refusal?: never }
  | { readonly state: State; readonly events: readonly Event[]; readonly refusal: Refusal };

/**
 * The engine: (state, command, time) to (state, events). Pure: nothing else is read, nothing else is changed, and the
 * same input gives the same output on every machine. `time` before the state's own counts as the state's own.
 */
export function execute<K extends CommandName>(
  state: State,
  command: CommandOf<K>,
  time: number,
  world: World,
): Outcome<Answer<K>> {
  const draft = new Draft(state, world);
  if (time > state.now) {
    advance(draft, time);
    draft.reportBalances();
  }
  const { state: waited, events } = draft;
  const passed = events.length;
  try {
    const answer = perform(draft, command as Command) as Answer<K>;
    return { state: draft.state, events, answer };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { state: waited, events: events.slice(0, passed), refusal: error };
  }
}
