// A workbench on a paper account of its own, with a hand to use it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Exchange, type Address } from './exchange.ts';
import { Hand } from './hand.ts';

export interface Desk {
  readonly hand: Hand;
  readonly paper: Exchange;
  readonly folder: string;
  /** Goes over to the paper account of another data file, or back to the desk's own. */
  use(data?: string): Promise<void>;
}

/** Sets up the paper account around the tests of the suite that calls this. */
export function desk(): Desk {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-host-'));
  const data = path.join(folder, 'paper.db');
  const hand = new Hand();
  const set = (value: string | undefined) =>
    vscode.workspace.getConfiguration('marginalia').update('paper.dataFile', value, vscode.ConfigurationTarget.Global);

  const use = async (file = data) => {
    await vscode.commands.executeCommand('marginalia.disconnect');
    await set(file);
    await vscode.commands.executeCommand('marginalia.startPaper');
  };
  const made = { hand, folder, use, paper: new Exchange({} as Address) };

  before(async () => {
    hand.take();
    await use();
    made.paper = new Exchange(JSON.parse(fs.readFileSync(`${data}.json`, 'utf8')) as Address);
    await vscode.commands.executeCommand('marginalia.refresh');
  });
  beforeEach(() => hand.forget());
  after(async () => {
    await vscode.commands.executeCommand('marginalia.disconnect');
    await set(undefined);
    hand.release();
  });
  return made;
}
