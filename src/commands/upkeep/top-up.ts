import { commands, l10n, window } from 'vscode';
import { accountKey, balancesOf, type AccountRef, type Snapshot } from '../../connection/snapshot.ts';
import { readArguments } from '../../connection/subject.ts';
import { Decimal, decimal, toDisplay } from '../../margin/decimal.ts';
import { isolatedLevels } from '../../margin/levels.ts';
import { collateralToReach } from '../../margin/liquidation.ts';
import { begin, type Begun } from '../begin.ts';
import { catalogueOf } from '../../connection/catalogue.ts';
import { pickAccount } from '../choose.ts';
import { ask, cancelled, pick, type, type Asked, type Frame, type Step } from '../wizard.ts';
import type { Command } from '../workbench.ts';

interface Answers {
  readonly account: AccountRef;
  readonly level: Decimal;
  readonly asset: string;
}

/** Top up: which level to reach, with which asset; then the transfer from spot, its amount filled in. */
export const topUp: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Top Up'));
  if (!begun) return;
  const { snapshot, title } = begun;
  const { account, words } = readArguments(argument);
  const steps: Step<Answers>[] = [
    {
      answer: 'account',
      ask: (_answers, frame) =>
        pickAccount(frame, snapshot, bench.figures, (of) => levelIn(snapshot, of) !== undefined),
    },
    {
      answer: 'level',
      ask: ({ account: of }, frame) => {
        const level = of && levelIn(snapshot, of);
        return level ? askLevel(frame, level, words.level) : Promise.resolve(cancelled);
      },
    },
    {
      answer: 'asset',
      ask: ({ account: of }, frame) => (of ? pickFromSpot(frame, begun, of) : Promise.resolve(cancelled)),
    },
  ];
  const answers = await ask(title, steps, {
    ...(account ? { account } : {}),
    ...(words.asset === undefined || words.level === undefined ? {} : { asset: words.asset.toUpperCase() }),
  });
  if (!answers?.account || !answers.level || answers.asset === undefined) return;
  const amount = await missing(begun, answers as Answers);
  if (!amount) {
    void window.showWarningMessage(l10n.t('What {0} is worth is not known: no index price.', answers.asset));
    return;
  }
  if (amount.isZero()) {
    void window.showInformationMessage(l10n.t('The account is at that level already.'));
    return;
  }
  await commands.executeCommand('marginalia.transfer', {
    from: 'spot',
    to: accountKey(answers.account),
    asset: answers.asset,
    amount: amount.toFixed(),
  });
};

function levelIn(snapshot: Snapshot, account: AccountRef): Decimal | undefined {
  return account.kind === 'cross'
    ? snapshot.cross.level
    : snapshot.isolated.find(({ symbol }) => symbol === account.symbol)?.level;
}

function askLevel(frame: Frame, now: Decimal, typed: string | undefined): Promise<Asked<Decimal>> {
  const read = (text: string) =>
    /^\d+(\.\d+)?$/.test(text.trim()) && decimal(text.trim()).gt(now)
      ? ({ ok: true, value: decimal(text.trim()) } as const)
      : ({ ok: false, reason: l10n.t('Enter a level above {0}.', toDisplay(now, 3)) } as const);
  const given = typed === undefined ? undefined : read(typed);
  if (given?.ok) return Promise.resolve(given.value);
  return type(frame, { prompt: l10n.t('Which margin level to reach? It is {0} now.', toDisplay(now, 3)), read });
}

async function pickFromSpot(frame: Frame, { session, snapshot }: Begun, account: AccountRef): Promise<Asked<string>> {
  const allowed =
    account.kind === 'isolated' ? new Set(balancesOf(snapshot, account).map(({ asset }) => asset)) : undefined;
  const spot = session.client.getAccount({ omitZeroBalances: true }).then(({ balances }) =>
    balances
      .filter(({ asset, free }) => decimal(free).gt(0) && (!allowed || allowed.has(asset)))
      .map(({ asset, free }) => ({
        label: asset,
        description: l10n.t('free {0} in spot', toDisplay(decimal(free))),
        value: asset,
      })),
  );
  return pick(frame, {
    placeholder: l10n.t('Which asset to move in from spot?'),
    choices: spot,
    empty: l10n.t('The spot wallet holds nothing that this account takes.'),
  });
}

/** How much of the asset reaches the level, rounded up so that the level is reached. */
async function missing({ session, snapshot }: Begun, { account, level, asset }: Answers): Promise<Decimal | undefined> {
  const places = (amount: Decimal) => amount.toDecimalPlaces(8, Decimal.ROUND_UP);
  if (account.kind === 'cross') {
    const price = await catalogueOf(session).inBtc(asset);
    const { assetsInBtc, debtInBtc } = snapshot.cross;
    return price && places(collateralToReach(level, assetsInBtc, debtInBtc).div(price));
  }
  const pair = snapshot.isolated.find(({ symbol }) => symbol === account.symbol);
  if (!pair) return undefined;
  const { base, quote, indexPrice } = pair;
  if (asset !== base.asset && asset !== quote.asset) return undefined;
  const { assets, liabilities } = isolatedLevels(base, quote, indexPrice);
  const inQuote = collateralToReach(level, assets, liabilities);
  return places(asset === base.asset ? inQuote.div(indexPrice) : inQuote);
}
