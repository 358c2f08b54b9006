// Plays the user inside the extension host: answers what commands ask, and remembers all that is shown.
//
// The boxes are VS Code's own and are really shown; what a user would do to them is done to them here, because no test
// in the extension host reaches the page. Messages are answered in place: under test VS Code shows no modal. What the
// page does with boxes and modals is tested by the journeys.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What the user does with one question. */
export type Deed =
  | { readonly kind: 'choose'; readonly label: string | RegExp }
  | { readonly kind: 'chooseMany'; readonly labels: readonly string[] }
  | { readonly kind: 'type'; readonly text: string }
  /** Types what is refused; the box stays open for the deed that follows. */
  | { readonly kind: 'mistype'; readonly text: string; readonly refusal: RegExp }
  | { readonly kind: 'press'; readonly button: string }
  | { readonly kind: 'goBack' }
  | { readonly kind: 'giveUp' }
  /** Does something while the question stands, and leaves it to the deed that follows. */
  | { readonly kind: 'meanwhile'; readonly act: () => unknown };

export const choose = (label: string | RegExp): Deed => ({ kind: 'choose', label });
export const chooseMany = (...labels: string[]): Deed => ({ kind: 'chooseMany', labels });
export const type = (text: string): Deed => ({ kind: 'type', text });
export const mistype = (text: string, refusal: RegExp): Deed => ({ kind: 'mistype', text, refusal });
export const press = (button: string): Deed => ({ kind: 'press', button });
export const goBack: Deed = { kind: 'goBack' };
export const giveUp: Deed = { kind: 'giveUp' };
export const meanwhile = (act: () => unknown): Deed => ({ kind: 'meanwhile', act });

export interface Message {
  readonly severity: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly modal: boolean;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** One question as it was put. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly step: number;
  readonly total: number;
  readonly choices: readonly string[];
}

type Listener = (value?: unknown) => unknown;
type Heard = Record<'onDidAccept' | 'onDidChangeValue' | 'onDidTriggerButton' | 'onDidHide', Listener[]>;
type Box = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

const replaced = [
  'createQuickPick',
  'createInputBox',
  'showQuickPick',
  'showInputBox',
  'showOpenDialog',
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
] as const;
const severities = {
  showInformationMessage: 'information',
  showWarningMessage: 'warning',
  showErrorMessage: 'error',
} as const;

export class Hand {
  readonly messages: Message[] = [];
  readonly questions: Question[] = [];
  /** What stood under boxes: refusals and notes. */
  readonly notes: string[] = [];
  /** Rows of trees as they were drawn since the hand took over. */
  readonly rows: vscode.TreeItem[] = [];
  #deeds: Deed[] = [];
  #trouble: string[] = [];
  #past = '';
  readonly #originals = new Map<string, unknown>();

  take(): void {
    const window = vscode.window as unknown as Record<string, unknown>;
    for (const name of replaced) this.#originals.set(name, window[name]);
    const createQuickPick = vscode.window.createQuickPick.bind(vscode.window);
    const createInputBox = vscode.window.createInputBox.bind(vscode.window);
    const { rows } = this;
    Object.assign(window, {
      createQuickPick: () => this.#watch(createQuickPick()),
      createInputBox: () => this.#watch(createInputBox()),
      showQuickPick: (items: readonly vscode.QuickPickItem[], options?: vscode.QuickPickOptions) =>
        this.#pickOfMany(items, options),
      showInputBox: (options?: vscode.InputBoxOptions) => this.#inputOf(options),
      showOpenDialog: (options?: vscode.OpenDialogOptions) => this.#fileOf(options),
    });
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const)
      window[name] = (text: string, ...rest: unknown[]) => this.#message(severities[name], text, rest);
    // A row is known by the id it is given; the class itself cannot be replaced.
    Object.defineProperty(vscode.TreeItem.prototype, 'id', {
      configurable: true,
      set(this: vscode.TreeItem, value: string) {
        Object.defineProperty(this, 'id', { value, writable: true, enumerable: true, configurable: true });
        rows.push(this);
      },
    });
  }

  release(): void {
    Object.assign(vscode.window, Object.fromEntries(this.#originals));
    Reflect.deleteProperty(vscode.TreeItem.prototype, 'id');
  }

  /** Runs a command, does the deeds as it asks, and checks that it asked for all of them and no more. */
  async run(command: string, argument: unknown, ...deeds: Deed[]): Promise<void> {
    this.#deeds = [...deeds];
    this.#trouble = [];
    await vscode.commands.executeCommand(`marginalia.${command}`, argument);
    assert.deepEqual(this.#trouble, [], `${command} went another way than the user`);
    assert.deepEqual(this.#deeds, [], `${command} did not ask for this; it said ${this.said() || 'nothing'}`);
  }

  /** Does the deeds with whatever asks next. */
  expect(...deeds: Deed[]): void {
    this.#deeds.push(...deeds);
  }

  forget(): void {
    this.#past = this.everything();
    for (const list of [this.messages, this.questions, this.notes, this.rows]) list.length = 0;
  }

  /** The id of a row, once one is drawn that looks like this. */
  async row(id: RegExp, face: RegExp): Promise<string> {
    for (;;) {
      const { rows } = this;
      const found = rows.findLast((row) => id.test(row.id ?? '') && face.test(faceOf(row)));
      if (found?.id !== undefined) return found.id;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The text of a message, once one is shown that says this. */
  async message(says: RegExp): Promise<Message> {
    for (;;) {
      const found = this.messages.find(({ text }) => says.test(text));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The messages, for a failed test to print. */
  said(): string {
    return this.messages.map(({ severity, text }) => `${severity}: ${text}`).join(' | ');
  }

  /** Everything shown so far, for looking through. */
  everything(): string {
    const rows = this.rows.map(({ id, label, description, tooltip, contextValue, accessibilityInformation }) => ({
      ...{ id, label, description, contextValue, accessibilityInformation },
      tooltip: tooltip instanceof vscode.MarkdownString ? tooltip.value : tooltip,
    }));
    return this.#past + JSON.stringify([this.messages, this.questions, this.notes, rows]);
  }

  /** The box itself, but listened to here too, so that a user can be played. */
  #watch<B extends Box>(box: B): B {
    const heard: Heard = { onDidAccept: [], onDidChangeValue: [], onDidTriggerButton: [], onDidHide: [] };
    let waiting = false;
    const soon = () =>
      setImmediate(() => {
        if (!waiting || box.busy) return;
        waiting = false;
        void this.#answer(box, heard);
      });
    return new Proxy(box, {
      get: (target, name) => {
        const list = heard[name as keyof Heard] as Listener[] | undefined;
        if (list) return (listener: Listener) => (list.push(listener), { dispose: () => undefined });
        if (name === 'show') {
          waiting = true;
          soon();
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => {
        if (name === 'items' || name === 'busy') soon();
        return Reflect.set(target, name, value);
      },
    });
  }

  async #answer(box: Box, heard: Heard): Promise<void> {
    const tell = (event: keyof Heard, value?: unknown) => heard[event].forEach((listener) => void listener(value));
    const { title = '', placeholder = '', step = 0, totalSteps: total = 0 } = box;
    const choices = 'items' in box ? box.items.map(({ label, description }) => `${label}  ${description ?? ''}`) : [];
    this.questions.push({ title, prompt: ('prompt' in box && box.prompt) || placeholder, step, total, choices });
    let deed = this.#next(title, placeholder);
    for (;;) {
      if (deed.kind === 'meanwhile') await deed.act();
      else if (deed.kind !== 'mistype') break;
      else {
        const under = this.#type(box, deed.text, tell);
        if (!deed.refusal.test(under)) {
          this.#trouble.push(`${deed.text} was answered with: ${under || 'nothing'}`);
          tell('onDidHide');
          return;
        }
      }
      deed = this.#next(title, placeholder);
    }
    if (deed.kind === 'goBack') tell('onDidTriggerButton', vscode.QuickInputButtons.Back);
    else if (deed.kind === 'type' && 'validationMessage' in box) this.#type(box, deed.text, tell);
    else if (deed.kind === 'choose' && 'items' in box) this.#choose(box, deed.label, tell);
    else {
      if (deed.kind !== 'giveUp') this.#trouble.push(`${deed.kind} met ${title} ${placeholder}`);
      tell('onDidHide');
    }
  }

  /** What stood under the box after the text was entered. */
  #type(box: Box, text: string, tell: (event: keyof Heard, value?: unknown) => void): string {
    if (!('validationMessage' in box)) return '';
    box.value = text;
    tell('onDidChangeValue', text);
    this.#note(box.validationMessage);
    tell('onDidAccept');
    return this.#note(box.validationMessage);
  }

  #choose(
    box: vscode.QuickPick<vscode.QuickPickItem>,
    label: string | RegExp,
    tell: (event: keyof Heard) => void,
  ): void {
    const item = box.items.find((each) => fits(each.label, label));
    if (item) {
      box.selectedItems = [item];
      tell('onDidAccept');
      return;
    }
    const offered = box.items.map((each) => each.label).join(', ');
    this.#trouble.push(`${String(label)} is not offered: ${offered || (box.placeholder ?? '')}`);
    tell('onDidHide');
  }

  #note(under: string | vscode.InputBoxValidationMessage | undefined): string {
    const text = typeof under === 'string' ? under : (under?.message ?? '');
    if (text !== '') this.notes.push(text);
    return text;
  }

  #pickOfMany(items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions = {}): Promise<unknown> {
    const { title = '', placeHolder = '' } = options;
    this.questions.push({ title, prompt: placeHolder, step: 0, total: 0, choices: items.map(({ label }) => label) });
    const deed = this.#next(title, placeHolder);
    if (deed.kind === 'giveUp') return Promise.resolve(undefined);
    if (deed.kind === 'choose') return Promise.resolve(items.find(({ label }) => fits(label, deed.label)));
    assert.ok(deed.kind === 'chooseMany');
    return Promise.resolve(items.filter(({ label }) => deed.labels.includes(label)));
  }

  #inputOf({ title = '', prompt = '' }: vscode.InputBoxOptions = {}): Promise<string | undefined> {
    this.questions.push({ title, prompt, step: 0, total: 0, choices: [] });
    const deed = this.#next(title, prompt);
    return Promise.resolve(deed.kind === 'type' ? deed.text : undefined);
  }

  /** The file is named by its path. */
  #fileOf({ title = '' }: vscode.OpenDialogOptions = {}): Promise<vscode.Uri[] | undefined> {
    const deed = this.#next(title, '');
    return Promise.resolve(deed.kind === 'type' ? [vscode.Uri.file(deed.text)] : undefined);
  }

  /** A modal is agreed to by its first button unless the user is to press another one or none. */
  async #message(severity: Message['severity'], text: string, rest: readonly unknown[]): Promise<unknown> {
    const options = rest.find((each): each is vscode.MessageOptions => isOptions(each));
    const items = rest.filter((each) => !isOptions(each)) as (string | vscode.MessageItem)[];
    const buttons = items.map((item) => (typeof item === 'string' ? item : item.title));
    const modal = options?.modal === true;
    this.messages.push({ severity, text, modal, detail: options?.detail ?? '', buttons });
    while (this.#deeds[0]?.kind === 'meanwhile' && modal) {
      const [deed] = this.#deeds.splice(0, 1);
      if (deed?.kind === 'meanwhile') await deed.act();
    }
    const [next] = this.#deeds;
    if (modal && next?.kind === 'giveUp') {
      this.#deeds.shift();
      return undefined;
    }
    if (next?.kind === 'press' && buttons.includes(next.button)) {
      this.#deeds.shift();
      return items[buttons.indexOf(next.button)];
    }
    return modal ? items[0] : undefined;
  }

  #next(title: string, prompt: string): Deed {
    const deed = this.#deeds.shift();
    if (deed) return deed;
    this.#trouble.push(`was asked more: ${title} ${prompt}`);
    return giveUp;
  }
}

/** What stands in a row: "USDT  10,000 · owes 200". */
const faceOf = ({ label, description }: vscode.TreeItem): string =>
  `${typeof label === 'string' ? label : (label?.label ?? '')}  ${String(description ?? '')}`;

const fits = (label: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? label === wanted : wanted.test(label);

/** Options of a message, told from a button by what only options have. */
function isOptions(value: unknown): value is vscode.MessageOptions {
  return typeof value === 'object' && value !== null && ('modal' in value || 'detail' in value) && !('title' in value);
}
