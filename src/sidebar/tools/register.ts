import { LanguageModelTextPart, LanguageModelToolResult, lm, type ExtensionContext } from 'vscode';
import type { Connection } from '../../connection/connection.ts';
import type { Figures } from '../../connection/figures.ts';
import type { Snapshot } from '../../connection/snapshot.ts';
import type { Decimal } from '../../margin/decimal.ts';
import type * as Answers from './answers.ts';
import { indexPrices } from '../index-prices.ts';

/** What a chat may ask about the account. Every tool reads; there is none that acts. Answers are loaded when one is asked. */
export function registerTools(context: ExtensionContext, connection: Connection, figures: () => Figures): void {
  const offer = (
    name: string,
    answer: (snapshot: Snapshot, answers: typeof Answers, input: Record<string, unknown>) => unknown,
  ) => {
    context.subscriptions.push(
      lm.registerTool<Record<string, unknown>>(name, {
        invoke: async ({ input }) => {
          const snapshot = await read(connection);
          const said = await answer(snapshot, await import('./answers.ts'), input);
          return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(said))]);
        },
      }),
    );
  };
  offer('margin_getAccount', (snapshot, { accountAnswer }) => accountAnswer(snapshot, figures()));
  offer('margin_getLoans', (snapshot, { loansAnswer }) => loansAnswer(snapshot, figures()));
  offer('margin_stressTest', async (snapshot, { stressAnswer }, { movePercent }) => {
    const { session } = connection;
    const prices: ReadonlyMap<string, Decimal> = session ? await indexPrices(session, snapshot) : new Map();
    return stressAnswer(snapshot, (asset) => prices.get(asset), Number(movePercent), figures());
  });
}

async function read({ session, account }: Connection): Promise<Snapshot> {
  // A chat does not connect by itself: the profile in use is the user's choice.
  if (!session) throw new Error('No profile is in use. Open one with the command "Margin: Switch Profile".');
  if (!account.snapshot) await account.refresh();
  if (!account.snapshot) throw new Error('The account could not be read just now.');
  return account.snapshot;
}
