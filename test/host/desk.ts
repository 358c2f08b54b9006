// A workbench on a paper account of its own, with a hand to use it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Exchange, type Address } from './exchange.ts';
import { Hand } from './hand.ts';

/** Sets up the paper account around the tests of the suite that calls this. */
export function desk(): { readonly hand: Hand; readonly paper: Exchange; readonly folder: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-host-'));
  const data = path.join(folder, 'paper.db');
  const hand = new Hand();
  const made: { hand: Hand; folder: string; paper: Exchange } = { hand, folder, paper: new Exchange({} as Address) };
  const set = (value: string | undefined) =>
    vscode.workspace.getConfiguration('marginalia').update('paper.dataFile', value, vscode.ConfigurationTarget.Global);

  before(async () => {
    hand.take();
    await vscode.commands.executeCommand('marginalia.disconnect');
    await set(data);
    await vscode.commands.executeCommand('marginalia.startPaper');
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
