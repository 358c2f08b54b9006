/**
 * The vocabulary of the endpoint table. An entry says what travels: name, verb, path, security, weight, parameters,
 * rules, reply. The client's typed methods, the paper server's routes and checks, the kernel's client stub, the types
 * that cells see and the reference table in the docs are all derived from it.
 */

/** NONE: nothing. MARKET_DATA, USER_STREAM: key header. USER_DATA, TRADE, MARGIN: key header and signature. */
export type Security = 'NONE' | 'MARKET_DATA' | 'USER_STREAM' | 'USER_DATA' | 'TRADE' | 'MARGIN';
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Parameters as they travel: text under a name, nothing absent. */
export type WireParameters = Readonly<Record<string, string | undefined>>;

/**
 * Request weight per minute, counted by IP or by UID. Each `/sapi` endpoint has a budget of its own (12,000 by IP or
 * 180,000 by UID); all of `/api` shares 6,000 by IP.
 */
export interface Weight {
  readonly limit: 'IP' | 'UID';
  readonly amount: number;
  /** Another amount under a condition, named for the docs and tested on the parameters. */
  readonly or?: { readonly amount: number; readonly when: string; readonly applies: (sent: WireParameters) => boolean };
  /** A second limit, counted in requests. */
  readonly requests?: { readonly most: number; readonly perMs: number };
}

/** How one parameter is written on the wire, checked, and typed. */
export type Kind =
  /** A plain positive decimal; `zero`: nought is meant as well. */
  | { readonly kind: 'decimal'; readonly zero?: true }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'text'; readonly pattern?: RegExp }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'asset' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `"TRUE"` or `"FALSE"` on the wire; booleans are accepted from callers. */
  | { readonly kind: 'flag' }
  /** `true` or `false` on the wire. */
  | { readonly kind: 'boolean' }
  /** Comma-joined on the wire; `json`: a JSON array, as `/api` wants it. */
  | { readonly kind: 'list'; readonly most: number; readonly json?: true };

export type Parameter = Kind & { readonly optional?: true };
export type Parameters = Readonly<Record<string, Parameter>>;

/** What must hold between parameters. The first broken rule is the one that is answered. */
export type Rule =
  /** At least one of these has to be sent. */
  | { readonly anyOf: readonly string[] }
  /** Where `name` has one of the values `is` (absent counts as `''`), all of `needs` have to be sent ... */
  | { readonly when: string; readonly is: readonly string[]; readonly needs: readonly string[] }
  /** ... or none of `forbids` may be. */
  | { readonly when: string; readonly is: readonly string[]; readonly forbids: readonly string[] };

/** How an endpoint gives its past: the longest span of one request, what it takes without times, and how it pages. */
export interface Windows {
  readonly spanMs: number;
  /** A longer span, where a parameter is given. */
  readonly spanWith?: { readonly parameter: string; readonly spanMs: number };
  /** The span that is answered when neither time is sent. */
  readonly defaultMs: number;
  /** How far back there is anything. Absent: no limit is known. */
  readonly reachMs?: number;
  readonly page:
    /** Page numbers from 1; the reply carries `total` and `rows`. */
    | { readonly by: 'current'; readonly most: number }
    /** The row's own id; the next page starts at (or, `after`, behind) the id sent in `parameter`. */
    | {
        readonly by: 'id';
        readonly parameter: string;
        readonly field: string;
        readonly after?: true;
        readonly most: number;
      }
    /** No pages: the window has to be narrow enough for all of its rows. */
    | { readonly by: 'none'; readonly most: number };
  /** The reply's fields that hold a row's time and identity. */
  readonly time: string;
  readonly identity: readonly [string, ...string[]];
}

/** What a caller may pass for one parameter. */
export type Input<K extends Kind> = K extends { kind: 'decimal' }
  ? string | number | { toFixed(): string }
  : K extends { kind: 'integer' }
    ? number | bigint | string
    : K extends { kind: 'time' }
      ? number | Date
      : K extends { kind: 'choice'; choices: readonly (infer C extends string)[] }
        ? C
        : K extends { kind: 'flag' | 'boolean' }
          ? boolean | 'TRUE' | 'FALSE'
          : K extends { kind: 'list' }
            ? readonly string[] | string
            : string;

type OptionalKeys<P extends Parameters> = { [K in keyof P]: P[K] extends { optional: true } ? K : never }[keyof P];
/** The argument object of a method, from its parameter table. */
export type Arguments<P extends Parameters> = { [K in Exclude<keyof P, OptionalKeys<P>>]: Input<P[K]> } & {
  [K in OptionalKeys<P>]?: Input<P[K]> | undefined;
};

/** Carries the type of a reply; holds nothing at run time. */
export interface Reply<R> {
  readonly type?: R;
}

export interface Endpoint<P extends Parameters = Parameters, R = unknown> {
  readonly method: Method;
  readonly path: string;
  readonly security: Security;
  readonly weight: Weight;
  /** True when the call changes the account: READ-ONLY refuses it, LIVE confirms it. */
  readonly writes: boolean;
  readonly parameters: P;
  readonly rules?: readonly Rule[];
  readonly windows?: Windows;
  /**
   * Fields that Binance prints as JSON numbers and the client hands out as strings: ids that pass 2^53, and decimals
   * that elsewhere are strings.
   */
  readonly numbersAsText?: readonly string[];
  /** Fields that Binance prints as strings and the client hands out as numbers. */
  readonly textAsNumbers?: readonly string[];
  /** Fields that Binance may print in seconds or microseconds; the client hands out milliseconds. */
  readonly mendedTimes?: readonly string[];
  readonly reply: Reply<R>;
}

/** Checks an entry against the vocabulary and keeps its literal types. */
export function endpoint<const P extends Parameters, R>(entry: Endpoint<P, R>): Endpoint<P, R> {
  return entry;
}

/** Says the reply's type of an entry. */
export function replies<R>(): Reply<R> {
  return {};
}

export const byIp = (amount: number): Weight => ({ limit: 'IP', amount });
export const byUid = (amount: number): Weight => ({ limit: 'UID', amount });
