/** What may go on with the expression that the line before it ends with. */
const continuation = /^(?:[([`+*-]|\/(?![/*]))/;
const endOfExpression = /[\w$)\]}"'`/]$/;
/** What takes a value only from its own line. */
const alone = /\b(?:return|yield)$/;

/**
 * Whether a statement may now read as part of the one before it: where types have stood between two that no semicolon
 * parts, as in `const rows = read() as Row[]` before a line that begins with a bracket.
 *
 * @param written the lines from which types were removed
 * @param left what was left of them, on the same lines
 * @returns true sometimes also where all is well
 */
export function mayRunTogether(written: string, left: string): boolean {
  if (!/^[ \t]*(?:[([`+*-]|\/(?![/*]))|\b(?:return|yield)[ \t]+$/m.test(left)) return false;
  const before = written.split('\n').map(withoutComment);
  let last = '';
  let removed = false;
  return left.split('\n').some((line, at) => {
    const code = withoutComment(line);
    const original = before[at] ?? '';
    const text = code.trim();
    if (text[0] !== original.trim()[0]) removed = true;
    if (text === '') return false;
    const together = removed && ((continuation.test(text) && endOfExpression.test(last)) || alone.test(last));
    last = text;
    removed = blanksAtEnd(code) > blanksAtEnd(original);
    return together;
  });
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)\/\/.*$/, '$1');
}

function blanksAtEnd(line: string): number {
  return line.length - line.trimEnd().length;
}
