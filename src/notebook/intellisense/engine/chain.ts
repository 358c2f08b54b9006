/**
 * How cells see each other. Each cell is a module of its own, so that every cell may declare every name anew; what it
 * shares is written behind its text, where it shifts no position:
 *
 *     const total = loans.sum();          <- the cell
 *     ;export{total};import{loans}from"cell:0";
 *
 * Globals in one common declaration file would be simpler, but they know no order: a redeclared name would have one
 * type everywhere, and the notebooks of a window would see each other's.
 */
import { Meaning, type CellNames, type Declaration } from './cell.ts';

/** The module name under which the cell with this index is imported. */
export const cellModule = (index: number): string => `cell:${index}`;

export const cellModulePattern: RegExp = /^cell:(\d+)$/;

export interface Link {
  /** What stands behind the cell's text. */
  readonly suffix: string;
  /** Declarations of other cells that this one can use, by name. */
  readonly borrowed: ReadonlyMap<string, Declaration>;
}

/** Links the cells of a notebook, in their order. */
export function linkCells(cells: readonly CellNames[]): Link[] {
  const declared = new Set<string>();
  const implicit = cells.map((cell) => {
    for (const { name, meaning } of cell.declared.values()) if (meaning & Meaning.value) declared.add(name);
    return [...cell.assigned].filter((name) => !declared.has(name)).map(implicitGlobal);
  });
  const all = cells.map((cell, index) => new Map([...(implicit[index] ?? []), ...cell.declared.values()].map(named)));
  return cells.map((cell, index) => {
    const exported = [...cell.declared.values()].filter((each) => !each.exported).map((each) => each.name);
    const own = (implicit[index] ?? []).map((each) => each.name);
    const borrowed = borrow(all, index);
    const imports = new Map<number, string[]>();
    for (const [name, { from }] of borrowed) imports.set(from, [...(imports.get(from) ?? []), name]);
    const suffix =
      own.map((name) => `export var ${name};`).join('') +
      `export{${exported.join(',')}};` +
      [...imports].map(([from, names]) => `import{${names.join(',')}}from"${cellModule(from)}";`).join('');
    return {
      suffix: `\n${cell.closing};${suffix}`,
      borrowed: new Map([...borrowed].map(([name, each]) => [name, each.declaration])),
    };
  });
}

function implicitGlobal(name: string): Declaration {
  return { name, meaning: Meaning.value, kind: 'var', exported: true };
}

function named(declaration: Declaration): [string, Declaration] {
  return [declaration.name, declaration];
}

interface Borrowed {
  readonly from: number;
  readonly declaration: Declaration;
}

/** The nearest cell above declares what a name means; a name that stands only further down has been run out of order. */
function borrow(all: readonly ReadonlyMap<string, Declaration>[], index: number): Map<string, Borrowed> {
  const found = new Map<string, Borrowed>();
  const above = all
    .map((_, each) => each)
    .slice(0, index)
    .reverse();
  const below = all.map((_, each) => each).slice(index + 1);
  for (const from of [...above, ...below]) {
    for (const declaration of all[from]?.values() ?? []) {
      const ownMeaning = all[index]?.get(declaration.name)?.meaning ?? 0;
      const isFree = (declaration.meaning & ownMeaning) === 0;
      if (isFree && !found.has(declaration.name)) found.set(declaration.name, { from, declaration });
    }
  }
  return found;
}
