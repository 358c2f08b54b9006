/**
 * The columns of rows that all have the same keys in the same order, as replies have; undefined for others. Going along the
 * keys of each row takes a third of the time that asking each row for each name does.
 */
export function readAlike(
  rows: readonly Record<string, unknown>[],
): { names: string[]; columns: unknown[][] } | undefined {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map(() => new Array<unknown>(rows.length));
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as Record<string, unknown>;
    let count = 0;
    for (const name in row) {
      if (names[count] !== name) return undefined;
      (columns[count++] as unknown[])[place] = row[name];
    }
    if (count !== names.length) return undefined;
  }
  return { names, columns };
}

/** The names of all rows, in the order of first sight. */
export function namesOf(rows: readonly Record<string, unknown>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const seen = new Set(names);
  for (const row of rows) {
    let count = 0;
    for (const name in row) {
      if (names[count] !== name && !seen.has(name) && Object.hasOwn(row, name)) {
        seen.add(name);
        names.push(name);
      }
      count++;
    }
  }
  return names;
}

export function readColumn(rows: readonly Record<string, unknown>[], name: string): unknown[] {
  const { length } = rows;
  const values = new Array<unknown>(length);
  const inherited = name in Object.prototype;
  for (let place = 0; place < length; place++) {
    const row = rows[place] as Record<string, unknown>;
    values[place] = inherited && !Object.hasOwn(row, name) ? null : row[name];
  }
  return values;
}
