/**
 * What leaves the editor as a picture: no style sheet and no style attribute (nbconvert and GitHub cut them out), numbers
 * to a tenth of a pixel, long lines and crowds of marks thinned to what a screen can show, a title that is read aloud.
 */
export function tidySvg(svg: string, label: string): string {
  const rounded = thinMarks(svg).replace(
    /(\s(?:d|transform|points|x|y|x1|x2|y1|y2|cx|cy|width|height|viewBox)=")([^"]*)"/g,
    (_, head: string, value: string) => `${head}${thinPath(value)}"`,
  );
  const title = escapeXml(label);
  const bare = rounded.replace(/ (?:role="graphics-|aria-roledescription="|class=")[^"]*"/g, '');
  return ownIds(bare).replace(
    /<svg([^>]*)>/,
    (_, attributes: string) => `<svg${attributes} role="img" aria-label="${title}"><title>${title}</title>`,
  );
}

/** Vega numbers its clips from zero in every picture; two pictures in one page would clip each other. */
function ownIds(svg: string): string {
  let hash = 2166136261;
  for (let place = 0; place < svg.length; place++) hash = Math.imul(hash ^ svg.charCodeAt(place), 16777619);
  const prefix = `c${(hash >>> 0).toString(36)}-`;
  return svg.replace(/( id="|url\(#|href="#)/g, `$1${prefix}`);
}

const number = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

function thinPath(value: string): string {
  const short = value.replace(number, (digits) => String(Math.round(Number(digits) * 10) / 10));
  return /^M[^A-Za-z]+(L[^A-Za-z]+)+$/.test(short) && short.length > 8000 ? thinLine(short) : short;
}

/** Marks of one kind that a picture keeps: 5,000 points are less than a megabyte, and already a cloud. */
const mostMarks = 5_000;

/** Of marks that lie on top of one another, the first only: a hundred thousand are more than there are places for. */
function thinMarks(svg: string): string {
  const opening = /<g class="mark-(?!group)[^"]*role-mark[^"]*"[^>]*>/g;
  const mark = /<(?:path|line|text)\b[^>]*?(?:\/>|>[^<]*<\/text>)/y;
  const parts: string[] = [];
  let done = 0;
  for (let group = opening.exec(svg); group; group = opening.exec(svg)) {
    mark.lastIndex = opening.lastIndex;
    const marks: string[] = [];
    for (let found = mark.exec(svg); found; found = mark.exec(svg)) {
      marks.push(found[0]);
      opening.lastIndex = mark.lastIndex;
    }
    if (marks.length <= mostMarks) continue;
    const from = group.index + group[0].length;
    parts.push(svg.slice(done, from), ...spread(marks));
    done = opening.lastIndex;
  }
  return parts.join('') + svg.slice(done);
}

/** As many marks as are kept, one for each place on the finest grid that is coarse enough. */
function spread(marks: readonly string[]): readonly string[] {
  let kept = marks;
  for (let grid = 1; kept.length > mostMarks && grid <= 64; grid *= 2) {
    const places = new Map<string, string>();
    for (const each of kept) {
      const place = placeOf(each, grid);
      if (!places.has(place)) places.set(place, each);
    }
    kept = [...places.values()];
  }
  return kept;
}

/** What a mark looks like and where it is, to a few pixels; what a text says is not part of it. */
function placeOf(mark: string, grid: number): string {
  return mark
    .slice(0, mark.indexOf('>'))
    .replace(
      /(\s(?:d|transform|x2|y2)=")([^"]*)"/g,
      (_, head: string, value: string) =>
        head + value.replace(number, (digits) => String(Math.round(Number(digits) / grid))),
    );
}

/** Of the points above one another in a pixel's width only the first, highest, lowest and last can be seen. */
function thinLine(path: string): string {
  const points = path
    .slice(1)
    .split('L')
    .map((pair) => pair.split(',').map(Number) as [number, number]);
  const kept: [number, number][] = [];
  for (let start = 0; start < points.length;) {
    const pixel = Math.floor(at(points, start)[0]);
    let end = start;
    let low = start;
    let high = start;
    for (; end < points.length && Math.floor(at(points, end)[0]) === pixel; end++) {
      if (at(points, end)[1] < at(points, low)[1]) low = end;
      if (at(points, end)[1] > at(points, high)[1]) high = end;
    }
    const seen = new Set([start, low, high, end - 1]);
    kept.push(...[...seen].sort((a, b) => a - b).map((place) => at(points, place)));
    start = end;
  }
  return `M${kept.map(([x, y]) => `${x},${y}`).join('L')}`;
}

function at(points: readonly [number, number][], place: number): [number, number] {
  return points[place] ?? [0, 0];
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
