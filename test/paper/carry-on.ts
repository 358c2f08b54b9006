import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../src/paper/engine/commands.ts';
import { initialState } from '../../src/paper/engine/state.ts';
import { Journal } from '../../src/paper/journal/journal.ts';
import { toText } from '../../src/paper/ledger/stored.ts';
import { Venue } from '../../src/paper/venue.ts';
import { dice, world } from './any-command.ts';
import { START } from './support.ts';

/**
 * A process that carries out the commands of a folder's `commands.json` on the data file beside it, from where the file
 * ends, in groups of all sizes as they come in over many connections. Says how far it is after each group, and in the end
 * what has become of everything. Told where, it kills itself (SIGKILL, so nothing is cleaned up) as a group beyond that is on
 * its way to the disk.
 */
const [folder = '', killAt = Infinity] = process.argv.slice(2);
const commands = JSON.parse(readFileSync(join(folder, 'commands.json'), 'utf8')) as {
  time: number;
  command: Command;
}[];
const journal = new Journal(join(folder, 'paper.db'));
const venue = Venue.open(journal, world, ({ now }) => ({ kind: 'manual', now: () => now }), initialState(3, START));
const say = (progress: object): void => {
  process.stdout.write(`${JSON.stringify(progress)}\n`);
};

const roll = dice(1);
say({ durable: journal.length });
for (let next = journal.length; next < commands.length;) {
  const group = commands.slice(next, next + 1 + roll(60));
  const durable = Promise.all(group.map(({ command, time }) => venue.submit(command as { do: 'tick' }, time)));
  // The group is written by the immediate that its first command has asked for; this one comes after.
  if (next >= Number(killAt)) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
  await durable;
  next += group.length;
  // The one that goes on has a snapshot and records after it.
  if (next > 2000 && next - group.length <= 2000) await venue.checkpoint();
  say({ durable: next });
}
say({ durable: commands.length, state: toText(venue.state), ledger: toText(venue.ledger.snapshot()) });
await venue.close();
