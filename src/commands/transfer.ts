import { l10n, window } from 'vscode';
import type { Figures } from '../connection/figures.ts';
import type { Session } from '../connection/session.ts';
import { balancesOf, cross, isolated, type AccountRef, type Snapshot } from '../connection/snapshot.ts';
import { catalogueOf } from '../connection/catalogue.ts';
import { readArguments } from '../connection/subject.ts';
import { decimal, toDisplay, toWire, zero, type Decimal, type DecimalString } from '../margin/decimal.ts';
import { askAmount } from './ask-amount.ts';
import { begin } from './begin.ts';
import { limitParameters } from './calls.ts';
import { accountName } from './choose.ts';
import { lookAhead } from './outlook.ts';
import { perform } from './perform.ts';
import type { Change } from './preview.ts';
import { isMargin, plainWallets, routeOf, type PlainWallet, type Wallet } from './wallets.ts';
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
export const transfer: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Transfer'));
  if (!begun) return;
  const { session, snapshot, title, memory } = begun;
  const { account, words } = readArguments(argument);
  let describe: Describe = () => [];
  const steps: Step<Answers>[] = [
    { answer: 'from', ask: (_answers, frame) => pickWallet(frame, snapshot, l10n.t('From which wallet?')) },
    {
      answer: 'to',
      ask: ({ from }, frame) =>
        pickWallet(
          frame,
          snapshot,
          l10n.t('To which wallet?'),
          (wallet) => !from || routeOf(from, wallet) !== undefined,
        ),
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
          mostMovable(session, snapshot, from, asset),
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
  if (from && to && !routeOf(from, to)) {
    const names = [walletName(from), walletName(to)] as const;
    void window.showWarningMessage(l10n.t('The exchange moves nothing from {0} to {1} at once.', ...names));
    return;
  }
  const answers = await ask(
    title,
    steps,
    {
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(words.asset === undefined ? {} : { asset: words.asset.toUpperCase() }),
    },
    { wizard: 'transfer', memory },
  );
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
    run: (client, call) => client.makeUniversalTransfer(parameters, call),
    result: ({ tranId }) => l10n.t('Moved {0} from {1} to {2}, transaction {3}.', what, ...where, tranId),
  });
};

function walletName(wallet: Wallet): string {
  return isMargin(wallet) ? accountName(wallet) : plainNames()[wallet.kind].name;
}

/** As they are called in a sentence, and as they are offered. */
const plainNames = (): Record<PlainWallet['kind'], { name: string; label: string; detail: string }> => ({
  spot: { name: l10n.t('spot'), label: l10n.t('Spot'), detail: l10n.t('the wallet that owes nothing') },
  funding: { name: l10n.t('funding'), label: l10n.t('Funding'), detail: l10n.t('the wallet for payments and P2P') },
  umfuture: {
    name: l10n.t('USDⓈ-M futures'),
    label: l10n.t('USDⓈ-M Futures'),
    detail: l10n.t('settled in stable coins'),
  },
  cmfuture: { name: l10n.t('COIN-M futures'), label: l10n.t('COIN-M Futures'), detail: l10n.t('settled in coins') },
  option: { name: l10n.t('options'), label: l10n.t('Options'), detail: l10n.t('the wallet of options') },
});

function readWallet(word: string | undefined): Wallet | undefined {
  if (word === undefined) return undefined;
  const kind = plainWallets.find((known) => known === word.toLowerCase());
  if (kind) return { kind };
  return word.toLowerCase() === 'cross' ? cross : isolated(word.toUpperCase());
}

function pickWallet(
  frame: Frame,
  snapshot: Snapshot,
  placeholder: string,
  which: (wallet: Wallet) => boolean = () => true,
): Promise<Asked<Wallet>> {
  const plain = plainNames();
  const offer = (kind: PlainWallet['kind']): Choice<Wallet> => ({
    label: plain[kind].label,
    description: plain[kind].detail,
    value: { kind },
  });
  const [spot, ...others] = plainWallets;
  const wallets: Choice<Wallet>[] = [
    offer(spot),
    { label: l10n.t('Cross'), description: l10n.t('cross margin'), value: cross },
    ...snapshot.isolated.map((pair) => ({
      label: pair.symbol,
      description: l10n.t('isolated margin'),
      value: isolated(pair.symbol),
    })),
    ...others.map(offer),
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
  const choices = async (): Promise<Choice<string>[]> => {
    const free = await freeIn(session, snapshot, from);
    const takes = (asset: string) => allowed.every((assets) => assets.has(asset));
    if (!free) {
      const assets = await catalogueOf(session).assets();
      return assets
        .filter(({ assetName }) => takes(assetName))
        .map(({ assetName: label }) => ({ label, value: label }));
    }
    return free
      .filter(({ asset, free: amount }) => amount.gt(zero) && takes(asset))
      .map(({ asset, free: amount }) => ({
        label: asset,
        description: l10n.t('free {0}', toDisplay(amount)),
        value: asset,
      }));
  };
  return pick(frame, {
    placeholder: l10n.t('Which asset to move?'),
    choices: choices(),
    empty: l10n.t('Nothing is free there that the other wallet takes.'),
  });
}

/** What a wallet holds; undefined for the wallets of futures and options, which have no question that this client asks. */
async function freeIn(
  { client }: Session,
  snapshot: Snapshot,
  wallet: Wallet,
): Promise<readonly { asset: string; free: Decimal }[] | undefined> {
  if (isMargin(wallet)) return balancesOf(snapshot, wallet);
  const read = (rows: readonly { asset: string; free: DecimalString }[]) =>
    rows.map(({ asset, free }) => ({ asset, free: decimal(free) }));
  switch (wallet.kind) {
    case 'spot':
      return read((await client.getAccount({ omitZeroBalances: true })).balances);
    case 'funding':
      return read(await client.getFundingAsset({}));
    default:
      return undefined;
  }
}

async function mostMovable(
  session: Session,
  snapshot: Snapshot,
  from: Wallet,
  asset: string,
): Promise<Decimal | undefined> {
  if (isMargin(from)) return decimal((await session.client.getMaxMarginTransfer(limitParameters(from, asset))).amount);
  const free = await freeIn(session, snapshot, from);
  return free && (free.find((held) => held.asset === asset)?.free ?? zero);
}

/** What leaves one account and reaches the other, for each of the two that is a margin account. */
async function describeBoth(
  session: Session,
  snapshot: Snapshot,
  from: Wallet,
  to: Wallet,
  asset: string,
  figures: Figures,
): Promise<Describe> {
  const sides = await Promise.all(
    (
      [
        [from, -1],
        [to, 1],
      ] as const
    )
      .filter((side): side is readonly [AccountRef, 1 | -1] => isMargin(side[0]))
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
