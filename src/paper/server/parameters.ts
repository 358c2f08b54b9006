import type { Endpoint, Parameter } from '../../binance/table/endpoint.ts';
import { isLegal, legalRange } from '../../binance/table/kinds.ts';
import { fail } from './fault.ts';

/** Parameters as they came: decoded, the query's winning over the body's. A repeated name keeps its values joined. */
export type Sent = Readonly<Record<string, string>>;

/** Decodes `a=b&c=d`. Undefined where the percent-encoding is broken. */
function decode(text: string): [name: string, value: string][] | undefined {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const split = part.indexOf('=');
    const name = split < 0 ? part : part.slice(0, split);
    const value = split < 0 ? '' : part.slice(split + 1);
    try {
      pairs.push([plain(name), plain(value)]);
    } catch {
      return undefined;
    }
  }
  return pairs;
}
const plain = (text: string): string =>
  text.includes('%') || text.includes('+') ? decodeURIComponent(text.replace(/\+/g, ' ')) : text;

/** All parameters of a request. Lists that older clients send as a repeated name (`asset=A&asset=B`) are joined. */
export function parametersOf(query: string, body: string): Sent {
  const sent = Object.create(null) as Record<string, string>;
  const fromQuery = decode(query);
  const fromBody = decode(body);
  if (!fromQuery || !fromBody) throw fail(-1100, 'query', 'percent-encoded UTF-8');
  for (const [part, other] of [
    [fromBody, fromQuery],
    [fromQuery, []],
  ] as const) {
    const seen = new Set<string>();
    for (const [name, value] of part) {
      if (other.some(([winner]) => winner === name)) continue;
      sent[name] = seen.has(name) ? `${sent[name] ?? ''},${value}` : value;
      seen.add(name);
    }
  }
  return sent;
}

/** Parameters that belong to the signature, not to the endpoint. */
const SIGNING: ReadonlySet<string> = new Set(['timestamp', 'recvWindow', 'signature']);

/**
 * Holds what was sent against the endpoint's table: characters, choices, bounds, what has to be there and what may not,
 * and nothing unknown. Returns the endpoint's own parameters; those sent empty are gone.
 */
export function check(endpoint: Endpoint, sent: Sent, flags: 'strict' | 'lenient'): Sent {
  const read = Object.create(null) as Record<string, string>;
  for (const [name, parameter] of Object.entries(endpoint.parameters)) {
    const value = sent[name];
    if (value === undefined || value === '') {
      if (parameter.optional !== true) throw fail(-1102, name);
      continue;
    }
    read[name] = legal(name, parameter, value, flags);
  }
  const names = Object.keys(sent);
  const known = names.filter((name) => name in endpoint.parameters || SIGNING.has(name)).length;
  if (known < names.length) throw fail(-1104, known, names.length);
  checkRules(endpoint, read);
  return read;
}

/** Special codes of a few parameters whose value is not one of the choices. */
const choiceCodes = { side: -1117, type: -1116, timeInForce: -1115, interval: -1120 } as const;

function legal(name: string, parameter: Parameter, value: string, flags: 'strict' | 'lenient'): string {
  if (!isLegal(parameter, value)) throw fail(-1100, name, legalRange(parameter) ?? '^.{1,36}$');
  switch (parameter.kind) {
    case 'choice': {
      if (parameter.choices.includes(value)) return value;
      const code = name in choiceCodes && isOrderChoice(parameter.choices) ? choiceCodes[name as 'side'] : undefined;
      throw code === undefined ? fail(-1130, name) : fail(code);
    }
    case 'flag': {
      const flag = flags === 'lenient' ? value.toUpperCase() : value;
      if (flag !== 'TRUE' && flag !== 'FALSE') throw fail(-1130, name);
      return flag;
    }
    case 'boolean': {
      const flag = value.toLowerCase();
      if (flag !== 'true' && flag !== 'false') throw fail(-1130, name);
      return flag;
    }
    case 'integer': {
      const amount = Number(value);
      if (parameter.min !== undefined && amount < parameter.min) throw fail(-1130, name);
      if (parameter.max !== undefined && amount > parameter.max) throw fail(-1130, name);
      return value;
    }
    case 'list':
      if (value.split(',').length > parameter.most) throw fail(-1130, name);
      return value;
    case 'decimal':
    case 'time':
    case 'text':
    case 'symbol':
    case 'asset':
      return value;
  }
}
/** `type` names an order type in some endpoints and a direction in others; only the former has a code of its own. */
const isOrderChoice = (choices: readonly string[]): boolean =>
  choices.includes('BUY') || choices.includes('MARKET') || choices.includes('GTC') || choices.includes('1m');

function checkRules(endpoint: Endpoint, read: Sent): void {
  for (const rule of endpoint.rules ?? []) {
    if ('anyOf' in rule) {
      const [first = ''] = rule.anyOf;
      if (!rule.anyOf.some((name) => read[name] !== undefined)) throw fail(-1102, rule.anyOf.join("' or '") || first);
      continue;
    }
    if (!rule.is.includes(read[rule.when] ?? '')) continue;
    if ('needs' in rule) {
      for (const name of rule.needs) if (read[name] === undefined) throw fail(-1102, name);
    } else for (const name of rule.forbids) if (read[name] !== undefined) throw fail(-1106, name);
  }
}
