import { l10n } from 'vscode';
import type { Session } from '../connection/session.ts';
import { balancesOf, cross, isolated, type AccountRef, type Snapshot } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { decimal, toDisplay, toWire, zero, type Decimal } from '../margin/decimal.ts';
import { askAmount } from './ask-amount.ts';
import { begin } from './begin.ts';
import { limitParameters } from './calls.ts';
import { accountName } from './choose.ts';
import { lookAhead } from './outlook.ts';
import { perform } from './perform.ts';
import type { Change } from './preview.ts';
import { routeOf, sameWallet, type Wallet } from './wallets.ts';
import { ask, cancelled, pick, type Asked, type Choice, type Frame, type Step } from './wizard.ts';
import type { Command } from './workbench.ts';

interface Answers {
  readonly from: Wallet;
  readonly to: Wallet;
  readonly asset: string;
  readonly amount: Decimal;
}

type Describe = (amount: Decimal) => string[];

/** Transfer: from where, to where, which asset, an amount up to what may leave, the numbers, the transfer. */
export const transfer: Command = {
  id: 'transfer',
  run: async (bench, argument) => {
    const begun = await begin(bench, l10n.t('Transfer'));
    if (!begun) return;
    const { session, snapshot, title } = begun;
    const { account, words } = readArguments(argument);
    let describe: Describe = () => [];
    const steps: Step<Answers>[] = [
      { answer: 'from', ask: (_answers, frame) => pickWallet(frame, snapshot, l10n.t('From which wallet?')) },
      {
        answer: 'to',
        ask: ({ from }, frame) =>
          pickWallet(frame, snapshot, l10n.t('To which wallet?'), (wallet) => !from || !sameWallet(wallet, from)),
      },
      {
        answer: 'asset',
        ask: ({ from, to }, frame) =>
          from && to ? pickMovable(frame, session, snapshot, from, to) : Promise.resolve(cancelled),
      },
      {
        answer: 'amount',
        ask: async ({ from, to, asset }, frame) => {
          if (!from || !to || asset === undefined) return cancelled;
          const [maximum, outlook] = await Promise.all([
            mostMovable(session, from, asset),
            describeBoth(session, snapshot, from, to, asset, bench.figures),
          ]);
          describe = outlook;
          return askAmount(frame, {
            question: l10n.t('How much {0} to move from {1} to {2}?', asset, walletName(from), walletName(to)),
            asset,
            places: 8,
            maximum,
            typed: words.amount,
            note: (amount) => describe(amount).join(' · '),
          });
        },
      },
    ];
    const from = readWallet(words.from) ?? account;
    const to = readWallet(words.to);
    const answers = await ask(title, steps, {
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(words.asset === undefined ? {} : { asset: words.asset.toUpperCase() }),
    });
    if (!answers?.from || !answers.to || answers.asset === undefined || !answers.amount) return;
    const route = routeOf(answers.from, answers.to);
    if (!route) return;
    const { asset, amount } = answers;
    const where = [walletName(answers.from), walletName(answers.to)] as const;
    const parameters = { ...route, asset, amount: toWire(amount) };
    const what = `${toDisplay(amount)} ${asset}`;
    await perform(bench, session, {
      title: l10n.t('Transfer {0} from {1} to {2}', what, ...where),
      verb: l10n.t('Transfer'),
      details: describe(amount),
      method: 'makeUniversalTransfer',
      parameters,
      run: (client, signal) => client.makeUniversalTransfer(parameters, { signal }),
      result: ({ tranId }) => l10n.t('Moved {0} from {1} to {2}, transaction {3}.', what, ...where, tranId),
    });
  },
};

function walletName(wallet: Wallet): string {
  return wallet.kind === 'spot' ? l10n.t('spot') : accountName(wallet);
}

function readWallet(word: string | undefined): Wallet | undefined {
  if (word === undefined) return undefined;
  if (word.toLowerCase() === 'spot') return { kind: 'spot' };
  return word.toLowerCase() === 'cross' ? cross : isolated(word.toUpperCase());
}

function pickWallet(
  frame: Frame,
  snapshot: Snapshot,
  placeholder: string,
  which: (wallet: Wallet) => boolean = () => true,
): Promise<Asked<Wallet>> {
  const wallets: Choice<Wallet>[] = [
    { label: l10n.t('Spot'), description: l10n.t('the wallet that owes nothing'), value: { kind: 'spot' } },
    { label: l10n.t('Cross'), description: l10n.t('cross margin'), value: cross },
    ...snapshot.isolated.map((pair) => ({
      label: pair.symbol,
      description: l10n.t('isolated margin'),
      value: isolated(pair.symbol),
    })),
  ];
  return pick(frame, { placeholder, choices: wallets.filter(({ value }) => which(value)) });
}

/** What is free in `from`, and in a pair's account only the pair's own two assets. */
function pickMovable(
  frame: Frame,
  session: Session,
  snapshot: Snapshot,
  from: Wallet,
  to: Wallet,
): Promise<Asked<string>> {
  const allowed = [from, to].flatMap((wallet) =>
    wallet.kind === 'isolated' ? [new Set(balancesOf(snapshot, wallet).map(({ asset }) => asset))] : [],
  );
  const choices = async (): Promise<Choice<string>[]> =>
    (await freeIn(session, snapshot, from))
      .filter(({ asset, free }) => free.gt(zero) && allowed.every((assets) => assets.has(asset)))
      .map(({ asset, free }) => ({ label: asset, description: l10n.t('free {0}', toDisplay(free)), value: asset }));
  return pick(frame, {
    placeholder: l10n.t('Which asset to move?'),
    choices: choices(),
    empty: l10n.t('Nothing is free there that the other wallet takes.'),
  });
}

async function freeIn(
  session: Session,
  snapshot: Snapshot,
  wallet: Wallet,
): Promise<readonly { asset: string; free: Decimal }[]> {
  if (wallet.kind !== 'spot') return balancesOf(snapshot, wallet);
  const { balances } = await session.client.getAccount({ omitZeroBalances: true });
  return balances.map(({ asset, free }) => ({ asset, free: decimal(free) }));
}

async function mostMovable(session: Session, from: Wallet, asset: string): Promise<Decimal> {
  if (from.kind === 'spot') {
    const { balances } = await session.client.getAccount({ omitZeroBalances: true });
    return decimal(balances.find((balance) => balance.asset === asset)?.free ?? '0');
  }
  return decimal((await session.client.getMaxMarginTransfer(limitParameters(from, asset))).amount);
}

/** What leaves one account and reaches the other, for each of the two that is a margin account. */
async function describeBoth(
  session: Session,
  snapshot: Snapshot,
  from: Wallet,
  to: Wallet,
  asset: string,
  figures: Parameters<typeof lookAhead>[4],
): Promise<Describe> {
  const sides = await Promise.all(
    (
      [
        [from, -1],
        [to, 1],
      ] as const
    )
      .filter((side): side is readonly [AccountRef, 1 | -1] => side[0].kind !== 'spot')
      .map(async ([account, sign]) => {
        const outlook = await lookAhead(session, snapshot, account, [asset], figures);
        return (amount: Decimal) => {
          const changes: Change[] = [{ asset, held: sign === 1 ? amount : amount.neg(), owed: zero }];
          return outlook(changes).map((line) => `${accountName(account)}: ${line}`);
        };
      }),
  );
  return (amount) => sides.flatMap((side) => side(amount));
}
