import type { Kind } from './endpoint.ts';

/** Shorthand for the parameters that many endpoints share, and the legal form of each kind on the wire. */

export const asset = { kind: 'asset' } as const;
export const symbol = { kind: 'symbol' } as const;
export const decimalAmount = { kind: 'decimal' } as const;
export const text = { kind: 'text' } as const;
export const integer = { kind: 'integer', min: 0 } as const;

export const optionalAsset = { kind: 'asset', optional: true } as const;
export const optionalSymbol = { kind: 'symbol', optional: true } as const;
export const optionalDecimal = { kind: 'decimal', optional: true } as const;
export const optionalIceberg = { kind: 'decimal', zero: true, optional: true } as const;
export const optionalText = { kind: 'text', optional: true } as const;
export const optionalInteger = { kind: 'integer', min: 0, optional: true } as const;
const optionalTime = { kind: 'time', optional: true } as const;
export const optionalFlag = { kind: 'flag', optional: true } as const;
export const optionalBoolean = { kind: 'boolean', optional: true } as const;

/** An id that the caller chooses for an order or a list. */
export const optionalClientId = { kind: 'text', pattern: /^.{1,36}$/u, optional: true } as const;

export const times = { startTime: optionalTime, endTime: optionalTime } as const;
export const pages = {
  current: { kind: 'integer', min: 1, optional: true },
  size: { kind: 'integer', min: 1, max: 100, optional: true },
} as const;

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * The form in which a kind is legal, as Binance names it in -1100 ("Illegal characters found in parameter ...; legal
 * range is ..."). `undefined` where anything that is not empty is legal. Asset names may be Chinese since 2025.
 */
export function legalRange(kind: Kind): string | undefined {
  switch (kind.kind) {
    case 'decimal':
      return '^([0-9]{1,20})(\\.[0-9]{1,20})?$';
    case 'integer':
    case 'time':
      return '^[0-9]{1,20}$';
    case 'symbol':
      return '^[\\w\\-._&&[^a-z]]{1,50}$';
    case 'asset':
      return '^[\\w\\-._&&[^a-z]]{1,50}$';
    case 'text':
    case 'choice':
    case 'flag':
    case 'boolean':
    case 'list':
      return undefined;
  }
}

const decimalForm = /^[0-9]{1,20}(\.[0-9]{1,20})?$/;
const integerForm = /^[0-9]{1,20}$/;
const nameForm = /^[\p{Lu}\p{Lo}\p{N}_.-]{1,50}$/u;

/** Whether `sent` has the legal characters of its kind. Says nothing about choices and bounds. */
export function isLegal(kind: Kind, sent: string): boolean {
  switch (kind.kind) {
    case 'decimal':
      return decimalForm.test(sent);
    case 'integer':
    case 'time':
      return integerForm.test(sent);
    case 'symbol':
    case 'asset':
      return nameForm.test(sent);
    case 'text':
      return kind.pattern?.test(sent) ?? true;
    case 'choice':
    case 'flag':
    case 'boolean':
    case 'list':
      return true;
  }
}
