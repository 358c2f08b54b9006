import { l10n } from 'vscode';
import type { Decimal } from '../margin/decimal.ts';
import { toDisplay } from '../margin/decimal.ts';
import { readAmount, type AmountLimits } from './amount.ts';
import { type, type Asked, type Frame, type Reading } from './wizard.ts';

export interface AmountQuestion extends AmountLimits {
  /** What the amount is for: "How much USDT to borrow?" */
  readonly question: string;
  /** Came with the command: taken without asking where it is valid, else shown with what is wrong. */
  readonly typed?: string | undefined;
  /** Why an amount within the limits still will not do; undefined when it does. */
  readonly refuse?: (amount: Decimal) => string | undefined;
  /** What stands under a valid amount. */
  readonly note?: (amount: Decimal) => string;
}

/** Asks for an amount, with its maximum in sight, and keeps the box open until the amount is one. */
export function askAmount(frame: Frame, question: AmountQuestion): Promise<Asked<Decimal>> {
  const { asset, maximum, typed, note } = question;
  /** What a percentage or `max` comes to. */
  const worked = (text: string, amount: Decimal) => (/[%x]/i.test(text) ? `${toDisplay(amount)} ${asset}` : undefined);
  const read = (text: string): Reading<Decimal> => {
    const amount = readAmount(text, question, l10n);
    if (!amount.ok) return amount;
    const { value } = amount;
    const reason = question.refuse?.(value);
    return reason === undefined
      ? { ok: true, value, note: [worked(text, value), note?.(value)].filter(Boolean).join(' · ') }
      : { ok: false, reason };
  };
  if (typed !== undefined) {
    const reading = read(typed);
    if (reading.ok) return Promise.resolve(reading.value);
  }
  const most = maximum === undefined ? '' : ` ${l10n.t('At most {0} {1}.', toDisplay(maximum), asset)}`;
  return type(frame, {
    prompt: `${question.question}${most}`,
    placeholder: maximum === undefined ? '' : l10n.t('An amount, a part such as 25%, or max'),
    value: typed ?? '',
    read,
  });
}
