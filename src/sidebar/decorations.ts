import { FileDecoration, l10n, ThemeColor, window, type Disposable } from 'vscode';
import type { Risk } from '../connection/risk.ts';
import { riskColour, riskWord, rowScheme } from './account-rows.ts';

/** What stands at the right end of an account's row. The safe have none: a sign on every row is seen on none. */
const badges: Partial<Record<Risk, string>> = { watch: '•', call: '!', danger: '!!' };

/** Colours an account's name and gives it a sign by its risk, which stands in the row's address. */
export function registerDecorations(): Disposable {
  return window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, query }) => {
      if (scheme !== rowScheme) return undefined;
      const risk = query as Risk;
      const badge = badges[risk];
      const colour = riskColour[risk];
      if (badge === undefined || colour === undefined) return undefined;
      return new FileDecoration(badge, riskWord(risk, { l10n }), new ThemeColor(colour));
    },
  });
}
