/**
 * The part of `vscode.l10n` that builds sentences, so that what is shown can be built, and tested, without VS Code.
 * Parameters that hold it are named `l10n`: the check that every sentence is translated finds them by that name.
 */
export interface Localiser {
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** English as written, with `{0}` filled in. */
export const english: Localiser = {
  t: (message, ...args) => message.replace(/\{(\d+)\}/g, (_whole, index) => String(args[Number(index)])),
};
