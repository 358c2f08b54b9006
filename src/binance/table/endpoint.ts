/**
 * The vocabulary of the endpoint table. An entry says what travels: name, verb, path, security, weight, parameters,
 * reply. The client's typed methods, the paper server's routes and checks, the kernel's client stub, the types that
 * cells see and the reference table in the docs are all derived from it.
 */

/** NONE: nothing. MARKET_DATA, USER_STREAM: key header. USER_DATA, TRADE, MARGIN: key header and signature. */
export type Security = 'NONE' | 'MARKET_DATA' | 'USER_STREAM' | 'USER_DATA' | 'TRADE' | 'MARGIN';
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Request weight per minute budget, counted by IP or by UID; each `/sapi` endpoint has its own budget. */
export interface Weight {
  readonly limit: 'IP' | 'UID';
  readonly amount: number;
}

/** How one parameter is written on the wire, checked, and typed. */
export type Kind =
  | { readonly kind: 'decimal' }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'text'; readonly pattern?: RegExp }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'asset' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `"TRUE"` or `"FALSE"` on the wire; booleans are accepted from callers. */
  | { readonly kind: 'flag' }
  | { readonly kind: 'boolean' }
  /** Comma-joined on the wire. */
  | { readonly kind: 'list'; readonly most: number };

export type Parameter = Kind & { readonly optional?: true };
export type Parameters = Readonly<Record<string, Parameter>>;

/** What a caller may pass for one parameter. */
export type Input<K extends Kind> = K extends { kind: 'decimal' }
  ? string | { toFixed(): string }
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

export interface Endpoint<P extends Parameters = Parameters, R = unknown> {
  readonly method: Method;
  readonly path: string;
  readonly security: Security;
  readonly weight: Weight;
  /** True when the call changes the account: READ-ONLY refuses it, LIVE confirms it. */
  readonly writes: boolean;
  readonly parameters: P;
  /** Carries the reply's type; holds nothing at run time. */
  readonly reply?: R;
}
