// Which commands host tests drive. Kept outside any one test's bundle, because each is bundled by itself.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Drives {
  /** Commands that some test has promised to drive. */
  readonly promised: Set<string>;
  /** Commands executed while the current test ran. */
  readonly executed: Set<string>;
}

const place = Symbol.for('marginalia.driven');
const shared = globalThis as unknown as Record<symbol, Drives | undefined>;

function drives(): Drives {
  const known = shared[place];
  if (known) return known;
  const made: Drives = { promised: new Set(), executed: new Set() };
  shared[place] = made;
  const execute = vscode.commands.executeCommand.bind(vscode.commands);
  Object.assign(vscode.commands, {
    executeCommand: (id: string, ...rest: unknown[]) => {
      made.executed.add(id);
      return execute(id, ...rest);
    },
  });
  return made;
}

export const promised = (): ReadonlySet<string> => drives().promised;

/** A test that drives these commands of Marginalia, by their names without `marginalia.`; it fails if it did not. */
export function drive(commands: string | readonly string[], title: string, test: () => Promise<void>): void {
  const ids = (typeof commands === 'string' ? [commands] : commands).map((name) => `marginalia.${name}`);
  const { promised: known, executed } = drives();
  for (const id of ids) known.add(id);
  it(title, async () => {
    executed.clear();
    await test();
    assert.deepEqual(
      ids.filter((id) => !executed.has(id)),
      [],
      'not driven by this test',
    );
  });
}
