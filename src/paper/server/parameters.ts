import type { Endpoint, Parameter } from '../../binance/table/endpoint.ts';
import { isLegal, legalRange } from '../../binance/table/kinds.ts';
import { fail, Failure } from './fault.ts';

/** Parameters as they came: decoded, the query's winning over the body's. A repeated name keeps its values joined. */
export type Sent = Readonly<Record<string, string>>;

/** A request's parameters as they came. */
export interface Parsed {
  readonly sent: Sent;
  /** The query without what belongs to the signature: the same question has the same answer. */
  readonly question: string;
  /** Names that came more than once in the query or in the body. */
  readonly repeated: readonly string[];
}

const plain = (text: string): string =>
  text.includes('%') || text.includes('+') ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

/**
 * Reads `a=b&c=d` into `sent`, without the names in `taken`. Values of a repeated name are joined: older clients send
 * lists so (`asset=A&asset=B`). Returns what does not belong to the signature, as it came.
 * @throws URIError where the percent-encoding is broken
 */
function read(text: string, sent: Record<string, string>, repeated: string[], taken?: Sent): string {
  let question = '';
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    let split = text.indexOf('=', start);
    if (split < 0 || split > end) split = end;
    if (end > start) {
      const name = plain(text.slice(start, split));
      const value = plain(text.slice(split + 1, end));
      if (taken?.[name] === undefined) {
        const before = sent[name];
        sent[name] = before === undefined ? value : `${before},${value}`;
        if (before !== undefined) repeated.push(name);
      }
      if (!SIGNING.has(name)) question += text.slice(start, end + 1);
    }
    start = end + 1;
  }
  return question;
}

/** All parameters of a request; the query's win over the body's. */
export function parametersOf(query: string, body: string): Parsed {
  const fromQuery = new Bag();
  const repeated: string[] = [];
  try {
    const question = read(query, fromQuery, repeated);
    if (body === '') return { sent: fromQuery, question, repeated };
    const sent = new Bag();
    read(body, sent, repeated, fromQuery);
    return { sent: Object.assign(sent, fromQuery), question, repeated };
  } catch (error) {
    if (error instanceof URIError) throw fail(-1100, 'query', 'percent-encoded UTF-8');
    throw error;
  }
}

/** Only lists may have their values one by one. */
export function checkRepeated({ parameters }: Endpoint, repeated: readonly string[]): void {
  for (const name of repeated)
    if (parameters[name]?.kind !== 'list') throw new Failure(400, -1101, `Duplicate values for parameter '${name}'.`);
}

/** A record with no name of its own, not even `constructor`; cheaper to fill than `Object.create(null)`. */
const Bag = function () {
  // Names come later.
} as unknown as new () => Record<string, string>;
Bag.prototype = Object.create(null) as object;

/** Parameters that belong to the signature, not to the endpoint. */
const SIGNING: ReadonlySet<string> = new Set(['timestamp', 'recvWindow', 'signature']);

/**
 * Parameters that an endpoint does not document (any more) and that clients of today send nevertheless, at no harm: they
 * are not read and not complained about.
 */
const TOLERATED: Readonly<Record<string, readonly string[]>> = {
  '/sapi/v1/margin/interestRateHistory': ['limit'],
  '/sapi/v1/asset/transfer': ['fromAccount', 'toAccount'],
};

/**
 * Holds what was sent against the endpoint's table: characters, choices, bounds, what has to be there and what may not,
 * and nothing unknown. Returns the endpoint's own parameters; those sent empty are gone.
 */
export function check(endpoint: Endpoint, sent: Sent, flags: 'strict' | 'lenient'): Sent {
  const read = new Bag();
  const { parameters } = endpoint;
  for (const name in parameters) {
    const value = sent[name];
    const parameter = parameters[name];
    if (!parameter) continue;
    if (value === undefined || value === '') {
      if (parameter.optional !== true) throw fail(-1102, name);
      continue;
    }
    read[name] = legal(name, parameter, value, flags);
  }
  const names = Object.keys(sent);
  const known = names.filter((name) => Object.hasOwn(parameters, name) || SIGNING.has(name)).length;
  if (known < names.length) {
    const tolerated = TOLERATED[endpoint.path] ?? [];
    const read = known + names.filter((name) => tolerated.includes(name)).length;
    if (read < names.length) throw fail(-1104, read, names.length);
  }
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
