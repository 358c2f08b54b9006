import { constants, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import type { Endpoint } from '../../binance/table/endpoint.ts';
import { fail, Failure } from './fault.ts';
import { Hmac } from './hmac.ts';
import type { Sent } from './parameters.ts';

/** What a key may do, as its owner sets it at the exchange. */
export interface Permissions {
  /** Orders. */
  readonly trade: boolean;
  /** Loans and repayments. */
  readonly loans: boolean;
  readonly transfers: boolean;
}

/** An API key. `secret` is the HMAC secret, or the public half of an RSA or Ed25519 pair as PEM. */
export interface ApiKey {
  readonly apiKey: string;
  readonly kind: 'HMAC' | 'RSA' | 'ED25519';
  readonly secret: string;
  readonly name: string;
  readonly permissions: Permissions;
  readonly createdAt: number;
  /** Addresses that may use it, with commas; any when there are none. */
  readonly ip?: string;
  /** Made with `margin/apiKey`: the isolated pair it is for (empty: cross). */
  readonly special?: { readonly symbol: string };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 64 random letters and digits, as the exchange's keys and secrets look. */
export function randomKey(length = 64): string {
  let text = '';
  while (text.length < length)
    for (const byte of randomBytes(length * 2))
      if (byte < 248 && text.length < length) text += letters.charAt(byte % 62);
  return text;
}

export const allPermissions: Permissions = { trade: true, loans: true, transfers: true };

/** The keys of the one user there is. */
export class Keys {
  readonly #keys = new Map<string, ApiKey>();
  readonly #publicKeys = new Map<string, KeyObject>();
  readonly #hmacs = new Map<string, Hmac>();

  /** Called after every change, to keep the keys. */
  readonly #changed: (keys: ApiKey[]) => void;

  constructor(keys: readonly ApiKey[], changed: (keys: ApiKey[]) => void = () => undefined) {
    for (const key of keys) this.#hold(key);
    this.#changed = changed;
  }
  add(key: ApiKey): void {
    this.#hold(key);
    this.#changed(this.list());
  }
  #hold(key: ApiKey): void {
    if (key.kind === 'HMAC') this.#hmacs.set(key.apiKey, new Hmac(key.secret));
    else {
      const publicKey = createPublicKey(key.secret);
      if (publicKey.asymmetricKeyType?.toUpperCase() !== key.kind) throw new RangeError(`This is no ${key.kind} key.`);
      this.#publicKeys.set(key.apiKey, publicKey);
    }
    this.#keys.set(key.apiKey, key);
  }
  remove(apiKey: string): boolean {
    this.#publicKeys.delete(apiKey);
    this.#hmacs.delete(apiKey);
    const known = this.#keys.delete(apiKey);
    this.#changed(this.list());
    return known;
  }
  list(): ApiKey[] {
    return [...this.#keys.values()];
  }

  /** The key named in the header, as far as the endpoint's security demands one. */
  identify(endpoint: Pick<Endpoint, 'security'>, header: string | undefined): ApiKey | undefined {
    const key = header === undefined ? undefined : this.#keys.get(header);
    if (key || endpoint.security === 'NONE') return key;
    throw header !== undefined && /^[A-Za-z0-9]{8,128}$/.test(header) ? fail(-2015) : fail(-2014);
  }

  /** Whether `signature` is this key's over exactly these bytes. HMAC hex may be in either case. */
  signed(key: ApiKey, payload: string, signature: string): boolean {
    if (key.kind === 'HMAC') return this.#hmacs.get(key.apiKey)?.signed(payload, signature) === true;
    const publicKey = this.#publicKeys.get(key.apiKey);
    if (!publicKey || !/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
    const bytes = Buffer.from(signature, 'base64');
    const data = Buffer.from(payload, 'latin1');
    return key.kind === 'ED25519'
      ? verify(null, data, publicKey, bytes)
      : verify('sha256', data, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, bytes);
  }
}

/**
 * The bytes that were signed: query and body as they arrived, one behind the other, without the `signature` pair.
 * Nothing is decoded or sorted: the signature covers what was sent.
 */
export function signedPayload(query: string, body: string): string {
  return body === '' ? unsigned(query) : unsigned(query) + unsigned(body);
}
function unsigned(text: string): string {
  const at = text.indexOf('signature=');
  if (at < 0) return text;
  // Nearly always it stands last.
  if (at > 0 && text.charAt(at - 1) === '&' && !text.includes('&', at)) return text.slice(0, at - 1);
  return text
    .split('&')
    .filter((part) => !part.startsWith('signature='))
    .join('&');
}

const MAX_WINDOW = 60_000;
const DEFAULT_WINDOW = 5_000;
/** How far a client's clock may be ahead. */
const AHEAD = 1_000;

/** Checks timestamp and recvWindow against every clock the exchange goes by; one that fits is enough. */
export function checkTime(sent: Sent, clocks: readonly number[]): void {
  const text = sent.timestamp;
  if (text === undefined || text === '') throw fail(-1102, 'timestamp');
  if (!/^\d{1,20}$/.test(text)) throw fail(-1100, 'timestamp', '^[0-9]{1,20}$');
  const window = sent.recvWindow === undefined || sent.recvWindow === '' ? DEFAULT_WINDOW : Number(sent.recvWindow);
  if (sent.recvWindow !== undefined && !/^(\d{1,20}(\.\d{1,3})?)?$/.test(sent.recvWindow))
    throw fail(-1100, 'recvWindow', '^[0-9]{1,20}(\\.[0-9]{1,3})?$');
  if (window > MAX_WINDOW) throw fail(-1131);
  // Sixteen digits are microseconds.
  const time = text.length >= 16 ? Number(text) / 1000 : Number(text);
  if (clocks.some((now) => time < now + AHEAD && now - time <= window)) return;
  if (clocks.every((now) => time >= now + AHEAD))
    throw new Failure(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  throw fail(-1021);
}

/** A key that is tied to addresses works from these only. */
export function checkAddress({ ip }: ApiKey, address: string | undefined): void {
  if (ip === undefined || ip === '') return;
  const from = (address ?? '').replace(/^::ffff:/, '');
  if (!ip.split(',').some((allowed) => allowed.trim() === from)) throw fail(-2015);
}

/** What each security type, and a few paths, need the key to allow. */
export function checkPermission(key: ApiKey, endpoint: Endpoint): void {
  if (endpoint.security === 'TRADE' && !key.permissions.trade) throw fail(-2015);
  if (endpoint.security === 'MARGIN' && !key.permissions.loans) throw fail(-1002);
  if (endpoint.path === '/sapi/v1/asset/transfer' && endpoint.writes && !key.permissions.transfers) throw fail(-1002);
}
