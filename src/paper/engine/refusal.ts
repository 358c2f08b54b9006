import { type KnownCode, wording } from '../../binance/table/codes.ts';

/** A command that is not carried out. Carries the exchange's code and words; the state stays as it was. */
export class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** The refusal of a code, with what its wording leaves open filled in. */
export const refuse = (code: KnownCode, ...details: readonly (string | number)[]): Refusal =>
  new Refusal(code, wording(code, ...details));

/** An order that the matching engine turns down; `reason` is its whole message. */
export const rejectOrder = (reason: string): Refusal => new Refusal(-2010, reason);

/** Not enough free coins to pay an order. */
export const insufficientForOrder = (): Refusal =>
  rejectOrder('Account has insufficient balance for requested action.');
