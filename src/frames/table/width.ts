/**
 * How many places of a terminal or a monospaced font text takes: Chinese, Japanese and Korean characters and emoji take two,
 * marks on the character before them none.
 */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += noWidth.test(character) ? 0 : twoPlaces.test(character) ? 2 : 1;
  return width;
}

const plain = /^[\x20-\x7E]*$/;
const noWidth = /[\p{M}\p{Cf}]/u;
/** The wide and full-width ranges of Unicode's East Asian widths, and emoji shown as such. */
const twoPlaces =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

/** The beginning of text that is wider than so many places, ended by an ellipsis. */
export function shorten(text: string, widest: number): string {
  if (widthOf(text) <= widest) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width >= widest) break;
    kept += character;
  }
  return `${kept}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
