import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The arguments cannot be understood or used; the message says why. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Options and what stands beside them, by the rules of `parseArgs`.
 * @throws UsageError that names the option which was probably meant
 */
export function parseOptions<O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], strict: true, allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unknown = /'(--?[^']+)'/.exec(message)?.[1];
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || unknown === undefined) throw new UsageError(message);
    const meant = nearest(unknown.replace(/^-+/, ''), Object.keys(options));
    throw new UsageError(
      `There is no option ${unknown}.${meant === undefined ? '' : ` Did you mean --${meant}?`} --help lists them all.`,
    );
  }
}

/** The word that was probably meant; nothing when none is near. */
function nearest(given: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((word) => ({ word, far: word.startsWith(given) || given.startsWith(word) ? 0.5 : distance(given, word) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, given.length / 3) ? best.word : undefined;
}

/** How many letters have to be put in, taken out, replaced or (neighbours) swapped to make one word the other. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, place) => place)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
