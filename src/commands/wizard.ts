import {
  InputBoxValidationSeverity,
  l10n,
  QuickInputButtons,
  window,
  type Disposable,
  type InputBoxValidationMessage,
  type QuickInput,
  type QuickPickItem,
} from 'vscode';

import type { ChoiceMemory } from '../connection/choices.ts';

export const back = Symbol('back');
export const cancelled = Symbol('cancelled');
/** An answer, or that the user went back or gave up. */
export type Asked<T> = T | typeof back | typeof cancelled;

/** Where in its wizard a question stands. */
export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly total: number;
  /** The label chosen last time, and where this time's goes. */
  readonly last?: string | undefined;
  readonly keep?: (label: string) => void;
}

/**
 * One question and the answer it gives. It is passed over when that answer was given with the command, or when it does
 * not matter after the answers before it.
 */
export type Step<Answers> = {
  [Key in keyof Answers]-?: {
    readonly answer: Key;
    readonly matters?: (answers: Partial<Answers>) => boolean;
    readonly ask: (answers: Partial<Answers>, frame: Frame) => Promise<Asked<NonNullable<Answers[Key]>>>;
  };
}[keyof Answers];

/**
 * Asks the questions in turn; going back takes the last answer away. Undefined when the user gives up. With `memory` the
 * questions of `wizard` begin at what was chosen last.
 */
export async function ask<Answers>(
  title: string,
  steps: readonly Step<Answers>[],
  given: Partial<Answers>,
  { wizard, memory }: { readonly wizard?: string; readonly memory?: ChoiceMemory } = {},
): Promise<Partial<Answers> | undefined> {
  const asked: { readonly index: number; readonly before: Partial<Answers> }[] = [];
  const open = (step: Step<Answers>, answers: Partial<Answers>) =>
    answers[step.answer] === undefined && (step.matters?.(answers) ?? true);
  let answers = given;
  let index = 0;
  for (;;) {
    const ahead = steps.slice(index).filter((step) => open(step, answers));
    const [step] = ahead;
    if (!step) return answers;
    index = steps.indexOf(step);
    const question = `${wizard ?? ''}.${String(step.answer)}`;
    const answer = await step.ask(answers, {
      title,
      step: asked.length + 1,
      total: asked.length + ahead.length,
      last: memory?.last(question),
      keep: (label) => memory?.keep(question, label),
    });
    if (answer === cancelled) return undefined;
    if (answer === back) {
      const last = asked.pop();
      if (!last) return undefined;
      ({ index, before: answers } = last);
    } else {
      asked.push({ index, before: answers });
      answers = { ...answers, [step.answer]: answer };
      index += 1;
    }
  }
}

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** As it is shown, every word is text: an asset may be named like an icon, `$(zap)`. */
export function asText<Item extends QuickPickItem>(choice: Item): Item {
  const plain = (text: string) => text.replaceAll('$(', '\\$(');
  const { label, description, detail } = choice;
  return {
    ...choice,
    label: plain(label),
    ...(description === undefined ? {} : { description: plain(description) }),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
  };
}

/** What is remembered of a choice. */
const nameOf = ({ label }: QuickPickItem): string => label;

/** A choice from a list that may still be on its way. */
export async function pick<T>(
  frame: Frame,
  question: {
    readonly placeholder: string;
    readonly choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>;
    readonly empty?: string;
    readonly active?: (value: T) => boolean;
  },
): Promise<Asked<T>> {
  const box = window.createQuickPick<Choice<T>>();
  box.placeholder = question.placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  return show(frame, box, async (settle, fail) => {
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (!chosen) return;
      frame.keep?.(nameOf(chosen));
      settle(chosen.value);
    });
    box.busy = true;
    const choices = await Promise.resolve(question.choices).catch(fail);
    if (!choices) return;
    box.busy = false;
    if (choices.length === 0) box.placeholder = question.empty ?? l10n.t('There is nothing to choose from.');
    box.items = choices.map(asText);
    const { active } = question;
    const first = box.items.find((choice) => (active ? active(choice.value) : nameOf(choice) === frame.last));
    if (first) box.activeItems = [first];
  });
}

export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly note?: string | undefined }
  | { readonly ok: false; readonly reason: string };

/**
 * A typed answer, checked at each keystroke: a refusal stands under the box and keeps it open, a note (such as what the
 * answer would do to the margin level) stands there when all is well.
 */
export async function type<T>(
  frame: Frame,
  question: {
    readonly prompt: string;
    readonly placeholder?: string;
    readonly value?: string;
    readonly read: (text: string) => Reading<T>;
    readonly password?: boolean;
  },
): Promise<Asked<T>> {
  const box = window.createInputBox();
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  return show(frame, box, (settle) => {
    const check = (): Reading<T> | undefined => {
      if (box.value.trim() === '') {
        box.validationMessage = undefined;
        return undefined;
      }
      const reading = question.read(box.value);
      box.validationMessage = reading.ok ? noted(reading.note) : reading.reason;
      return reading;
    };
    box.onDidChangeValue(check);
    box.onDidAccept(() => {
      const reading = check() ?? question.read(box.value);
      if (reading.ok) settle(reading.value);
      else box.validationMessage = reading.reason;
    });
    check();
    return Promise.resolve();
  });
}

const noted = (note: string | undefined): InputBoxValidationMessage | undefined =>
  note === undefined ? undefined : { message: note, severity: InputBoxValidationSeverity.Info };

function show<T>(
  frame: Frame,
  box: QuickInput & {
    buttons: readonly unknown[];
    onDidTriggerButton: (listener: (button: unknown) => void) => Disposable;
  },
  start: (settle: (value: T) => void, fail: (error: unknown) => undefined) => Promise<void>,
): Promise<Asked<T>> {
  box.title = frame.title;
  box.step = frame.step;
  box.totalSteps = frame.total;
  box.buttons = frame.step > 1 ? [QuickInputButtons.Back] : [];
  box.ignoreFocusOut = true;
  return new Promise<Asked<T>>((resolve, reject) => {
    box.onDidTriggerButton(() => resolve(back));
    box.onDidHide(() => resolve(cancelled));
    box.show();
    const fail = (error: unknown): undefined => {
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    start(resolve, fail).catch(fail);
  }).finally(() => box.dispose());
}
