import { decimal } from '../margin/decimal.ts';
import { NotSentError, type CallInfo } from './errors.ts';
import type { Endpoint, Kind, Parameter, Rule } from './table/endpoint.ts';
import { isLegal } from './table/kinds.ts';

/** Parameters as they will travel. */
export type Sent = Record<string, string>;

const plain = /^[\w.~-]*$/;

/** Percent-encodes everything but RFC 3986's unreserved characters, so that no one on the way encodes once more. */
export function percentEncode(text: string): string {
  if (plain.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Joins encoded pairs, in the order of `sent`. */
export function toQuery(sent: Sent): string {
  let query = '';
  for (const name in sent) query += `${query === '' ? '' : '&'}${name}=${percentEncode(sent[name] ?? '')}`;
  return query;
}

/**
 * Checks a caller's parameters against an endpoint and writes them as they travel.
 * @throws NotSentError that names the parameter, what was given and what is allowed.
 */
export function encodeParameters(endpoint: Endpoint, given: Readonly<Record<string, unknown>>, call: CallInfo): Sent {
  const { parameters } = endpoint;
  const sent: Sent = {};
  for (const name in given) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) {
      const message = `${call.method} has no parameter "${name}"; ${takes(endpoint)}.`;
      throw new NotSentError('parameter', message, call, { parameter: name });
    }
    sent[name] = encodeValue(name, parameter, value, call);
  }
  for (const name in parameters)
    if (!parameters[name]?.optional && sent[name] === undefined) {
      throw new NotSentError('parameter', `${call.method} needs "${name}" (${describe(parameters[name])}).`, call, {
        parameter: name,
      });
    }
  if (endpoint.rules) for (const rule of endpoint.rules) checkRule(rule, sent, call);
  return sent;
}

function takes(endpoint: Endpoint): string {
  const names = Object.keys(endpoint.parameters);
  return names.length === 0 ? 'it takes no parameters' : `it takes ${names.join(', ')}`;
}

/** @throws NotSentError, as `encodeParameters`. */
export function encodeValue(name: string, kind: Parameter, value: unknown, call: CallInfo): string {
  const text = toText(kind, value);
  if (text === undefined || text === '' || !isLegal(kind, text)) throw refuse(name, value, describe(kind), call);
  switch (kind.kind) {
    case 'decimal':
      if (!kind.zero && decimal(text).isZero()) throw refuse(name, value, describe(kind), call);
      return text;
    case 'integer':
      if (kind.min !== undefined && BigInt(text) < kind.min) throw refuse(name, value, describe(kind), call);
      if (kind.max !== undefined && BigInt(text) > kind.max) throw refuse(name, value, describe(kind), call);
      return text;
    case 'choice':
      if (!kind.choices.includes(text)) throw refuse(name, value, describe(kind), call);
      return text;
    case 'time':
    case 'text':
    case 'symbol':
    case 'asset':
    case 'flag':
    case 'boolean':
    case 'list':
      return text;
  }
}

/** The wire text of a value, or undefined where it is not one of its kind. */
function toText(kind: Kind, value: unknown): string | undefined {
  switch (kind.kind) {
    case 'decimal':
      return decimalText(value);
    case 'integer':
      if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
      return typeof value === 'bigint' || typeof value === 'string' ? String(value) : undefined;
    case 'time': {
      const ms = value instanceof Date ? value.getTime() : value;
      return typeof ms === 'number' && Number.isSafeInteger(ms) ? String(ms) : undefined;
    }
    case 'text':
    case 'symbol':
    case 'asset':
      return typeof value === 'string' ? value : undefined;
    case 'choice':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    case 'flag':
      return booleanOf(value)?.toString().toUpperCase();
    case 'boolean':
      return booleanOf(value)?.toString();
    case 'list':
      return listText(kind, value);
  }
}

function decimalText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    // Up to fifteen digits a number prints what was written; beyond, it has lost some already.
    if (
      !Number.isFinite(value) ||
      String(value)
        .replace(/e.*|[-.]/g, '')
        .replace(/^0+/, '').length > 15
    )
      return undefined;
    return decimal(String(value)).toFixed();
  }
  if (typeof value === 'object' && value !== null && 'toFixed' in value && typeof value.toFixed === 'function')
    return String((value as { toFixed(): unknown }).toFixed());
  return undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function listText(kind: Extract<Kind, { kind: 'list' }>, value: unknown): string | undefined {
  const items: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  if (items.length === 0 || items.length > kind.most) return undefined;
  if (!items.every((item) => typeof item === 'string' && isLegal({ kind: 'asset' }, item))) return undefined;
  return kind.json ? JSON.stringify(items) : items.join(',');
}

function checkRule(rule: Rule, sent: Sent, call: CallInfo): void {
  if ('anyOf' in rule) {
    if (rule.anyOf.some((name) => sent[name] !== undefined)) return;
    throw new NotSentError(
      'parameter',
      `${call.method} needs ${rule.anyOf.map((name) => `"${name}"`).join(' or ')}.`,
      call,
      {
        parameter: rule.anyOf[0] ?? '',
      },
    );
  }
  if (!rule.is.includes(sent[rule.when] ?? '')) return;
  const because = `with ${rule.when} ${sent[rule.when] ?? ''}`;
  if ('needs' in rule) {
    const missing = rule.needs.find((name) => sent[name] === undefined);
    if (missing !== undefined)
      throw new NotSentError('parameter', `${call.method} needs "${missing}" ${because}.`, call, {
        parameter: missing,
      });
    return;
  }
  const excess = rule.forbids.find((name) => sent[name] !== undefined);
  if (excess !== undefined)
    throw new NotSentError('parameter', `${call.method} takes no "${excess}" ${because}.`, call, { parameter: excess });
}

/** What is allowed, for people. */
function describe(kind: Kind | undefined): string {
  switch (kind?.kind) {
    case 'decimal':
      return kind.zero
        ? 'a plain decimal as text, such as "0.5", without sign or exponent'
        : 'a plain positive decimal as text, such as "0.5", without sign or exponent';
    case 'integer':
      return `a whole number${kind.min === undefined ? '' : ` from ${kind.min}`}${kind.max === undefined ? '' : ` to ${kind.max}`}`;
    case 'time':
      return 'a time as a Date or in ms since 1970';
    case 'symbol':
      return 'a pair in capitals, such as "BTCUSDT"';
    case 'asset':
      return 'an asset in capitals, such as "USDT"';
    case 'choice':
      return `one of ${kind.choices.join(', ')}`;
    case 'flag':
    case 'boolean':
      return 'true or false';
    case 'list':
      return `up to ${kind.most} names in capitals, as a list or joined by commas`;
    case 'text':
      return kind.pattern ? `text of the form ${kind.pattern.source}` : 'text';
    case undefined:
      return 'nothing';
  }
}

function refuse(name: string, value: unknown, allowed: string, call: CallInfo): NotSentError {
  const message = `${call.method}: "${name}" is ${show(value)}, but it has to be ${allowed}.`;
  return new NotSentError('parameter', message, call, { parameter: name });
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`;
}
