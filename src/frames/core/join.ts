import { groupRows, rowsByGroup } from './groups.ts';
import { isMissing, type Values } from './values.ts';

export type How = 'inner' | 'left' | 'right' | 'outer';

/** For each row of the result, the rows of both sides it is made of; -1 where a side has none. */
export interface Joined {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * Joins rows whose keys are equal as values. Left order is kept (right order for a right join), several matches follow
 * in their own order, and rows only the right side has come last. A missing key matches nothing, as in SQL.
 */
export function joinRows(
  left: readonly Values[],
  leftLength: number,
  right: readonly Values[],
  rightLength: number,
  how: How,
): Joined {
  if (how === 'right') {
    const turned = joinRows(right, rightLength, left, leftLength, 'left');
    return { left: turned.right, right: turned.left };
  }
  const both = left.map((values, key) => values.concat(right[key] ?? []));
  const groups = groupRows(both, leftLength + rightLength);
  const { rows, starts } = rowsByGroup(groups);
  const lacksKey = (columns: readonly Values[], row: number) => columns.some((values) => isMissing(values[row]));
  const leftRows: number[] = [];
  const rightRows: number[] = [];
  const matched = new Uint8Array(rightLength);
  // Within a group, rows of the right side come after those of the left; where they begin is found once per group.
  const rightStart = new Int32Array(groups.first.length).fill(-1);
  for (let row = 0; row < leftLength; row++) {
    const group = groups.ids[row] as number;
    const end = starts[group + 1] as number;
    let place = rightStart[group] as number;
    if (place < 0) {
      place = starts[group] as number;
      while (place < end && (rows[place] as number) < leftLength) place++;
      rightStart[group] = place;
    }
    if (place === end || lacksKey(left, row)) {
      if (how === 'inner') continue;
      leftRows.push(row);
      rightRows.push(-1);
      continue;
    }
    for (; place < end; place++) {
      const other = (rows[place] as number) - leftLength;
      matched[other] = 1;
      leftRows.push(row);
      rightRows.push(other);
    }
  }
  if (how === 'outer') {
    for (let row = 0; row < rightLength; row++) {
      if (matched[row]) continue;
      leftRows.push(-1);
      rightRows.push(row);
    }
  }
  return { left: new Int32Array(leftRows), right: new Int32Array(rightRows) };
}
