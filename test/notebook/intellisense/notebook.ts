// A notebook for the engine's tests: cells as texts, with `|` where a question is asked.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { Answers } from '../../../src/notebook/intellisense/engine/answers.ts';
import { Engine } from '../../../src/notebook/intellisense/engine/engine.ts';
import { checkCells } from '../../../src/notebook/intellisense/engine/problems.ts';
import type { CellProblem } from '../../../src/notebook/intellisense/engine/protocol.ts';
import { writeDeclarations } from '../../../src/notebook/intellisense/build/declarations.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** The declarations of what the kernel preloads. */
export const types = path.join(root, 'dist', 'types');

export function folderWith(files: Record<string, string> = {}): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-cells-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

export class Notebook {
  readonly answers: Answers;
  readonly folder: string;
  readonly #name: string;
  readonly #texts: string[] = [];
  readonly #engine: Engine;
  readonly #scripts = new Set<number>();
  #generation = 0;

  constructor(folder: string, name = 'a.ipynb') {
    writeDeclarations(root);
    this.folder = folder;
    this.#name = name;
    const texts = {
      cell: (key: string) =>
        ts.ScriptSnapshot.fromString(this.#texts[Number(key.slice(key.lastIndexOf('#') + 1))] ?? ''),
      open: () => undefined,
    };
    this.#engine = new Engine(ts, texts, path.dirname(ts.getDefaultLibFilePath({})));
    this.answers = new Answers(ts, this.#engine, (key) => key);
  }

  /** Replaces the cells. */
  cells(...cells: (string | { readonly javascript: string })[]): this {
    this.#scripts.clear();
    const texts = cells.map((cell, index) => {
      if (typeof cell === 'string') return cell;
      this.#scripts.add(index);
      return cell.javascript;
    });
    this.#texts.splice(0, Infinity, ...texts);
    this.#outline();
    return this;
  }

  /** As when a file appears or vanishes. */
  filesChanged(): void {
    this.#generation++;
    this.#outline();
  }

  #outline(): void {
    const cells = this.#texts.map((_, index) => ({
      key: this.key(index),
      javascript: this.#scripts.has(index),
    }));
    const notebook = { id: 'file:///a.ipynb', folder: this.folder, name: this.#name, cells };
    this.#engine.setOutlines({ types, notebooks: [notebook], generation: this.#generation });
  }

  key(index: number): string {
    return `${this.folder}/${this.#name}#${index}`;
  }

  /** The errors, each as `index: message`. */
  problems(): string[] {
    return this.#texts.flatMap((_, index) =>
      this.problemsOf(index).map(({ message }) => `${index}: ${message.split('\n')[0]!}`),
    );
  }

  problemsOf(index: number): readonly CellProblem[] {
    const program = this.#engine.program('file:///a.ipynb')!;
    return checkCells(ts, program, index).problems[this.key(index)]!;
  }

  /** Where a text stands in a cell; behind it with `end`. */
  at(index: number, text: string, end = false): [string, number] {
    const position = this.#texts[index]!.indexOf(text);
    if (position < 0) throw new Error(`Cell ${index} has no ${text}`);
    return [this.key(index), position + (end ? text.length : 0)];
  }

  completions(index: number, behind: string): string[] {
    const found = this.answers.getCompletionsAtPosition(...this.at(index, behind, true), {})?.result;
    return found?.entries.map(({ name }) => name) ?? [];
  }

  hover(index: number, text: string): string {
    const info = this.answers.getQuickInfoAtPosition(...this.at(index, text))?.result;
    return ts.displayPartsToString(info?.displayParts);
  }
}
