/**
 * What leaves the editor as a picture: no style sheet and no style attribute (nbconvert and GitHub cut them out), numbers
 * to a tenth of a pixel, long lines thinned to what a screen can show, a title that is read aloud.
 */
export function tidySvg(svg: string, label: string): string {
  const rounded = svg.replace(
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

const number = /-?\d+\.\d+(e-?\d+)?/g;

function thinPath(value: string): string {
  const short = value.replace(number, (digits) => String(Math.round(Number(digits) * 10) / 10));
  return /^M[^A-Za-z]+(L[^A-Za-z]+)+$/.test(short) && short.length > 8000 ? thinLine(short) : short;
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
