import { workspace, type ExtensionContext } from 'vscode';
import { join } from 'node:path';
import type { Pace } from './account.ts';

/** A number the user may have edited by hand to anything: out of range it is brought into it, otherwise ignored. */
export function within(value: unknown, { least, most, otherwise }: { least: number; most: number; otherwise: number }) {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

const read = (name: string): unknown => workspace.getConfiguration('marginalia').get(name);

export function pace(): Pace {
  return {
    watched: within(read('refresh.visibleSeconds'), { least: 2, most: 3600, otherwise: 10 }) * 1000,
    unwatched: within(read('refresh.hiddenSeconds'), { least: 0, most: 86_400, otherwise: 60 }) * 1000,
  };
}

/** The paper exchange's journal: where the setting says, else in this extension's own storage. */
export function paperDataFile(context: ExtensionContext): string {
  const set = read('paper.dataFile');
  return typeof set === 'string' && set.trim() !== '' ? set : join(context.globalStorageUri.fsPath, 'paper.db');
}
