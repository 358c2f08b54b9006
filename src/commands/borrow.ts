import { l10n } from 'vscode';
import { balancesOf, type AccountRef } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { decimal, toDisplay, zero, type Decimal } from '../margin/decimal.ts';
import { askAmount } from './ask-amount.ts';
import { begin, type Begun } from './begin.ts';
import { limitParameters, loanParameters } from './calls.ts';
import { catalogueOf } from '../connection/catalogue.ts';
import { accountName, pickAccount } from './choose.ts';
import { hourlyRates, lookAhead, type Outlook } from './outlook.ts';
import { perform } from './perform.ts';
import { ask, cancelled, pick, type Asked, type Choice, type Frame, type Step } from './wizard.ts';
import type { Command, Workbench } from './workbench.ts';

interface Answers {
  readonly account: AccountRef;
  readonly asset: string;
  readonly amount: Decimal;
}

/** What one more unit of the loan does, fetched when the amount is asked for. */
interface Terms {
  readonly outlook: Outlook;
  readonly hourlyRate: Decimal | undefined;
}

/** Borrow: account, asset, an amount up to what the exchange lends now, the numbers, the loan. */
export const borrow: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Borrow'));
  if (!begun) return;
  const { account, words } = readArguments(argument);
  const terms: { known?: Terms } = {};
  const steps: Step<Answers>[] = [
    { answer: 'account', ask: (_answers, frame) => pickAccount(frame, begun.snapshot, bench.figures) },
    { answer: 'asset', ask: (answers, frame) => pickBorrowable(frame, begun, answers.account, bench) },
    {
      answer: 'amount',
      ask: async ({ account: from, asset }, frame) => {
        if (!from || asset === undefined) return cancelled;
        terms.known = await readTerms(begun, from, asset, bench);
        return askBorrowAmount(frame, begun, { account: from, asset }, terms.known, words.amount);
      },
    },
  ];
  const answers = await ask(
    begun.title,
    steps,
    {
      ...(account ? { account } : {}),
      ...(words.asset === undefined ? {} : { asset: words.asset.toUpperCase() }),
    },
    { wizard: 'borrow', memory: begun.memory },
  );
  if (!answers?.account || answers.asset === undefined || !answers.amount || !terms.known) return;
  await carryOut(bench, begun, { account: answers.account, asset: answers.asset, amount: answers.amount }, terms.known);
};

async function carryOut(bench: Workbench, { session }: Begun, { account, asset, amount }: Answers, terms: Terms) {
  const what = `${toDisplay(amount)} ${asset}`;
  await perform(bench, session, {
    title: l10n.t('Borrow {0} ({1})', what, accountName(account)),
    verb: l10n.t('Borrow'),
    details: describe(asset, amount, terms),
    method: 'createMarginLoan',
    parameters: loanParameters(account, asset, amount),
    run: (client, call) => client.createMarginLoan(loanParameters(account, asset, amount), call),
    result: ({ tranId }) => l10n.t('Borrowed {0} ({1}), transaction {2}.', what, accountName(account), tranId),
  });
}

async function askBorrowAmount(
  frame: Frame,
  { session }: Begun,
  { account, asset }: Pick<Answers, 'account' | 'asset'>,
  terms: Terms,
  typed: string | undefined,
): Promise<Asked<Decimal>> {
  const [limit, assets] = await Promise.all([
    session.client.getMaxMarginLoan(limitParameters(account, asset)),
    catalogueOf(session).assets(),
  ]);
  const minimum = assets.find(({ assetName }) => assetName === asset)?.userMinBorrow;
  return askAmount(frame, {
    question: l10n.t('How much {0} to borrow ({1})?', asset, accountName(account)),
    asset,
    places: 8,
    maximum: decimal(limit.amount),
    minimum: minimum === undefined ? undefined : decimal(minimum),
    typed,
    note: (amount) => describe(asset, amount, terms).join(' · '),
  });
}

async function readTerms({ session, snapshot }: Begun, account: AccountRef, asset: string, bench: Workbench) {
  const [outlook, rates] = await Promise.all([
    lookAhead(session, snapshot, account, [asset], bench.figures),
    hourlyRates(session, account, [asset]),
  ]);
  return { outlook, hourlyRate: rates.get(asset) };
}

function describe(asset: string, amount: Decimal, { outlook, hourlyRate }: Terms): string[] {
  const lines = outlook([{ asset, held: amount, owed: amount }]);
  if (hourlyRate) {
    const hour = amount.times(hourlyRate);
    lines.push(
      l10n.t('Interest {0} {1} an hour, {2} a day', toDisplay(hour), asset, toDisplay(hour.times(decimal('24')))),
    );
  }
  return lines;
}

async function pickBorrowable(
  frame: Frame,
  { session, snapshot }: Begun,
  account: AccountRef | undefined,
  { figures }: Workbench,
): Promise<Asked<string>> {
  if (!account) return cancelled;
  const held = new Map(balancesOf(snapshot, account).map((balance) => [balance.asset, balance]));
  const describeAsset = (asset: string): string => {
    const balance = held.get(asset);
    if (!balance) return '';
    return balance.borrowed.gt(zero)
      ? l10n.t('free {0} · owes {1}', figures.amount(balance.free), figures.amount(balance.borrowed))
      : l10n.t('free {0}', figures.amount(balance.free));
  };
  const choices = async (): Promise<Choice<string>[]> => {
    const names =
      account.kind === 'isolated'
        ? [...held.keys()]
        : (await catalogueOf(session).assets()).filter((asset) => asset.isBorrowable).map((asset) => asset.assetName);
    return names.map((asset) => ({ label: asset, description: describeAsset(asset), value: asset }));
  };
  return pick(frame, { placeholder: l10n.t('Which asset to borrow?'), choices: choices() });
}
