import { endpointNames, endpointOf, type EndpointName, type Weight } from '../../../src/binance/table/index.ts';
import { requestedMethods } from '../../../src/binance/table/requested.ts';
import { retiredPaths } from '../../../src/binance/table/retired.ts';

/** The reference page, from the endpoint table. */
export function referencePage(): string {
  const requested = new Set(requestedMethods.map(({ method }) => method));
  const others = endpointNames.filter((name) => !requested.has(name));
  return [
    '# Endpoints',
    '',
    'Made from the endpoint table in `src/binance/table/`; a test keeps it current. To write it anew:',
    '`UPDATE=1 npx mocha test/binance/reference.test.ts`.',
    '',
    '## The requested interface',
    '',
    ...table(
      ['Requested name', 'Method', 'Endpoint', 'Weight', ''],
      requestedMethods.map(({ name, method, endpoints, note }) => [
        `\`${name}\``,
        `\`${method}\``,
        endpoints.map(wireOf).join('<br>') || '–',
        endpoints.map(weightOf).join('<br>') || '–',
        note ?? '',
      ]),
    ),
    '',
    '## Everything else',
    '',
    ...table(
      ['Method', 'Endpoint', 'Weight', 'Security'],
      others.map((name) => [`\`${name}\``, wireOf(name), weightOf(name), endpointOf(name).security]),
    ),
    '',
    '## Withdrawn',
    '',
    ...table(
      ['Path', 'Since', 'Instead'],
      retiredPaths.map(({ method, path, since, instead }) => [`\`${method} ${path}\``, since, `\`${instead}\``]),
    ),
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replace(/ {2,}\|/g, ' |');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function wireOf(name: EndpointName): string {
  const { method, path } = endpointOf(name);
  return `\`${method} ${path}\``;
}

function weightOf(name: EndpointName): string {
  return words(endpointOf(name).weight);
}

function words({ limit, amount, or, requests }: Weight): string {
  const parts = [`${limit} ${amount}`];
  if (or) parts.push(`${or.amount} with ${or.when}`);
  if (requests) parts.push(`${requests.most} requests per ${requests.perMs / 1000} s`);
  return parts.join('; ');
}
