/** The reader's language, where the extension host has sent it; English until then, and where there is no host. */
export class Words {
  #bundle: Readonly<Record<string, string>>;

  constructor(bundle: Readonly<Record<string, string>> = {}) {
    this.#bundle = bundle;
  }

  /** Like `vscode.l10n.t`: the sentence in the reader's language, with the values in the places `{0}`, `{1}`. */
  t(sentence: string, ...values: readonly (string | number)[]): string {
    const said = Object.hasOwn(this.#bundle, sentence) ? this.#bundle[sentence] : undefined;
    return (said ?? sentence).replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
  }

  speak(bundle: Readonly<Record<string, string>>): void {
    this.#bundle = bundle;
  }
}

/** The host's answer to `{ type: 'words' }`; it has a bundle only for readers of another language than English. */
export interface WordsMessage {
  readonly type: 'words';
  readonly bundle: Readonly<Record<string, string>>;
}

export function isWords(message: unknown): message is WordsMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'words' &&
    'bundle' in message &&
    typeof message.bundle === 'object'
  );
}
