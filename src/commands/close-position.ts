import { l10n } from 'vscode';
import type { Session } from '../connection/session.ts';
import { balancesOf, isolated, sameAccount, type AccountRef, type Snapshot } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { decimal, toDisplay, toWire, type Decimal } from '../margin/decimal.ts';
import { begin } from './begin.ts';
import { loanParameters } from './calls.ts';
import { catalogueOf, type PairRules } from '../connection/catalogue.ts';
import { accountName } from './choose.ts';
import { closingTrade, repayable } from './close-plan.ts';
import { perform } from './perform.ts';
import { ask, pick, type Step } from './wizard.ts';
import type { Command, Workbench } from './workbench.ts';

/** Taker fee that a buy-back is enlarged by; a little more than the highest published one. */
const feeAllowance = decimal('0.0015');

/** Close the position of an isolated pair: cancel its orders, trade it flat at market, repay what is owed. */
export const closePosition: Command = {
  id: 'closePosition',
  run: async (bench, argument) => {
    const begun = await begin(bench, l10n.t('Close Position'));
    if (!begun) return;
    const { session, snapshot, title } = begun;
    const { account } = readArguments(argument);
    const steps: Step<{ symbol: string }>[] = [
      {
        answer: 'symbol',
        ask: (_answers, frame) =>
          pick(frame, {
            placeholder: l10n.t('Which isolated position?'),
            empty: l10n.t('No isolated pair holds or owes anything.'),
            choices: snapshot.isolated
              .filter((pair) => !pair.base.net.isZero() || pair.level !== undefined)
              .map((pair) => ({
                label: pair.symbol,
                description: l10n.t('net {0} {1}', bench.figures.amount(pair.base.net), pair.base.asset),
                value: pair.symbol,
              })),
          }),
      },
    ];
    const answers = await ask(title, steps, account?.kind === 'isolated' ? { symbol: account.symbol } : {});
    if (answers?.symbol === undefined) return;
    const of = isolated(answers.symbol);
    const rules = await catalogueOf(session).rules(answers.symbol);
    await perform(bench, session, {
      title: l10n.t('Close the position {0} ({1})', answers.symbol, accountName(of)),
      verb: l10n.t('Close Position'),
      details: describe(snapshot, of, rules),
      method: 'closePosition',
      parameters: { symbol: answers.symbol, isIsolated: 'TRUE' },
      run: (client, signal) => close(bench, client, rules, signal),
      result: (left) =>
        left === undefined
          ? l10n.t('{0} is closed: nothing is owed.', rules.symbol)
          : l10n.t('{0} is closed but for {1}. Exchange Small Debts settles less than 10 USDT.', rules.symbol, left),
    });
  },
};

function describe(snapshot: Snapshot, account: AccountRef, rules: PairRules): string[] {
  const [base, quote] = balancesOf(snapshot, account);
  if (!base || !quote) return [];
  const orders = snapshot.orders.filter((order) => sameAccount(order.account, account)).length;
  const trade = closingTrade(base, lotOf(rules), feeAllowance);
  const lines = orders > 0 ? [l10n.t('1. Cancel {0} open orders.', orders)] : [];
  if (trade) {
    const what = `${toDisplay(trade.quantity)} ${rules.base}`;
    lines.push(trade.side === 'SELL' ? l10n.t('2. Sell {0} at market.', what) : l10n.t('2. Buy {0} at market.', what));
  }
  for (const balance of [base, quote]) {
    const owed = balance.borrowed.plus(balance.interest);
    if (owed.gt(0)) lines.push(l10n.t('3. Repay {0} {1}.', toDisplay(owed), balance.asset));
  }
  return lines;
}

const lotOf = ({ filters }: PairRules) => ({ step: filters.lot.step, min: filters.lot.min });

/**
 * The steps one after another, each on what the one before left behind: amounts come from the account as it is then, not
 * from the confirmation, because the market moves meanwhile. Answers what is still owed, if anything.
 */
async function close(
  bench: Workbench,
  client: Session['client'],
  rules: PairRules,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { symbol } = rules;
  const account = isolated(symbol);
  const isIsolated = 'TRUE' as const;
  const now = async () => {
    await bench.connection.account.refresh();
    const { snapshot } = bench.connection.account;
    const [base, quote] = snapshot ? balancesOf(snapshot, account) : [];
    if (!base || !quote) throw new Error(l10n.t('The account {0} could not be read meanwhile.', symbol));
    return { base, quote, orders: snapshot?.orders.filter((order) => sameAccount(order.account, account)) ?? [] };
  };
  let state = await now();
  if (state.orders.length > 0) {
    await client.cancelAllOpenMarginOrders({ symbol, isIsolated }, { signal });
    state = await now();
  }
  const trade = closingTrade(state.base, lotOf(rules), feeAllowance);
  if (trade) {
    const { side, quantity } = trade;
    const order = { symbol, isIsolated, side, type: 'MARKET' as const, quantity: toWire(quantity) };
    await client.createMarginOrder({ ...order, sideEffectType: 'AUTO_REPAY', newOrderRespType: 'FULL' }, { signal });
    state = await now();
  }
  for (const balance of [state.base, state.quote]) {
    const amount: Decimal = repayable(balance);
    if (amount.gt(0)) await client.repayMarginLoan(loanParameters(account, balance.asset, amount), { signal });
  }
  state = await now();
  const left = [state.base, state.quote]
    .map((balance) => ({ asset: balance.asset, owed: balance.borrowed.plus(balance.interest) }))
    .filter(({ owed }) => owed.gt(0));
  return left.length === 0 ? undefined : left.map(({ asset, owed }) => `${toDisplay(owed)} ${asset}`).join(', ');
}
