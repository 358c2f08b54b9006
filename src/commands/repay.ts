import { l10n } from 'vscode';
import { balancesOf, type AccountRef, type Balance, type Snapshot } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { Decimal, toDisplay } from '../margin/decimal.ts';
import { debt } from '../margin/levels.ts';
import { askAmount } from './ask-amount.ts';
import { begin } from './begin.ts';
import { loanParameters } from './calls.ts';
import { accountName, pickAccount, pickAsset } from './choose.ts';
import { lookAhead, type Outlook } from './outlook.ts';
import { perform } from './perform.ts';
import { repaymentOfAll } from './repay-all.ts';
import { ask, cancelled, type Step } from './wizard.ts';
import type { Command } from './workbench.ts';

interface Answers {
  readonly account: AccountRef;
  readonly asset: string;
  readonly amount: Decimal;
}

const owes = (balance: Balance): boolean => debt(balance).gt(0);

/** Repay: account, loan, an amount up to what is owed and there is, the numbers, the repayment. */
export const repay: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Repay'));
  if (!begun) return;
  const { session, snapshot, title, memory } = begun;
  const { figures } = bench;
  const { account, words } = readArguments(argument);
  let outlook: Outlook = () => [];
  const steps: Step<Answers>[] = [
    {
      answer: 'account',
      ask: (_answers, frame) =>
        pickAccount(frame, snapshot, figures, (candidate) => balancesOf(snapshot, candidate).some(owes)),
    },
    {
      answer: 'asset',
      ask: async ({ account: of }, frame) =>
        of
          ? pickAsset(frame, snapshot, of, {
              placeholder: l10n.t('Which loan to repay?'),
              which: owes,
              describe: (balance) =>
                l10n.t('owes {0} · free {1}', figures.amount(debt(balance)), figures.amount(balance.free)),
              empty: l10n.t('Nothing is owed here.'),
            })
          : cancelled,
    },
    {
      answer: 'amount',
      ask: async ({ account: of, asset }, frame) => {
        if (!of || asset === undefined) return cancelled;
        outlook = await lookAhead(session, snapshot, of, [asset], figures);
        const balance = balanceIn(snapshot, of, asset);
        const owed = balance ? debt(balance) : undefined;
        return askAmount(frame, {
          question: owed
            ? l10n.t('How much {0} to repay of {1} owed?', asset, toDisplay(owed))
            : l10n.t('How much {0} to repay?', asset),
          asset,
          places: 8,
          maximum: owed && balance ? Decimal.min(owed, balance.free) : undefined,
          typed: words.amount,
          note: (amount) => outlook([{ asset, held: amount.neg(), owed: amount.neg() }]).join(' · '),
        });
      },
    },
  ];
  const answers = await ask(
    title,
    steps,
    {
      ...(account ? { account } : {}),
      ...(words.asset === undefined ? {} : { asset: words.asset.toUpperCase() }),
    },
    { wizard: 'repay', memory },
  );
  if (!answers?.account || answers.asset === undefined || !answers.amount) return;
  const { account: of, asset, amount } = answers;
  const what = `${toDisplay(amount)} ${asset}`;
  const before = balanceIn(snapshot, of, asset);
  const all = before && debt(before).eq(amount) ? { amount, principal: before.borrowed } : undefined;
  let repaid = amount;
  await perform(bench, session, {
    title: l10n.t('Repay {0} ({1})', what, accountName(of)),
    verb: l10n.t('Repay'),
    details: [
      ...outlook([{ asset, held: amount.neg(), owed: amount.neg() }]),
      ...(all ? [l10n.t('All of it: interest charged meanwhile is repaid too.')] : []),
    ],
    method: 'repayMarginLoan',
    parameters: loanParameters(of, asset, amount),
    run: async (client, call) => {
      if (all) {
        await bench.connection.account.refresh();
        repaid = repaymentOfAll(all, balanceIn(bench.connection.account.snapshot, of, asset));
      }
      return client.repayMarginLoan(loanParameters(of, asset, repaid), call);
    },
    result: ({ tranId }) =>
      l10n.t('Repaid {0} ({1}), transaction {2}.', `${toDisplay(repaid)} ${asset}`, accountName(of), tranId),
  });
};

const balanceIn = (snapshot: Snapshot | undefined, account: AccountRef, asset: string): Balance | undefined =>
  snapshot && balancesOf(snapshot, account).find((candidate) => candidate.asset === asset);
