import { commands, l10n, window } from 'vscode';
import type { Session } from '../connection/session.ts';
import {
  balancesOf,
  isolated,
  sameAccount,
  type AccountRef,
  type Balance,
  type Snapshot,
} from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { Decimal, decimal, toDisplay, toWire } from '../margin/decimal.ts';
import { debt } from '../margin/levels.ts';
import { begin, type Begun } from './begin.ts';
import { loanParameters } from './calls.ts';
import { catalogueOf, type PairRules } from '../connection/catalogue.ts';
import { accountName } from './choose.ts';
import { closingTrade, repayable } from './close-plan.ts';
import { agreed, enact, showProgress, type Deed } from './perform.ts';
import { runStages, tellCourse, type Course, type Stage } from './steps.ts';
import { ask, pick, type Step } from './wizard.ts';
import type { Command, Workbench } from './workbench.ts';

/** What a buy-back is enlarged by where the taker fee is not known; a little more than the highest published one. */
const feeAllowance = decimal('0.0015');

/** Close the position of an isolated pair: cancel its orders, trade it flat at market, repay what is owed. */
export const closePosition: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Close Position'));
  if (!begun) return;
  const symbol = await pickPosition(bench, begun, argument);
  if (symbol === undefined) return;
  const { session, snapshot } = begun;
  const catalogue = catalogueOf(session);
  const [rules, fee] = await Promise.all([catalogue.rules(symbol), catalogue.fee(symbol).catch(() => undefined)]);
  const closing = new Closing(bench, session, rules, fee?.taker ?? feeAllowance);
  const title = l10n.t('Close the position {0} ({1})', symbol, accountName(closing.account));
  const details = closing.describe(snapshot);
  if (!(await agreed(bench, session, { title, verb: l10n.t('Close Position'), details }))) return;
  const course = await showProgress(session, title, (signal, say) => runStages(closing.stages(signal, say), signal));
  await bench.connection.account.refresh();
  await tell(bench, session, closing, course, title);
};

async function pickPosition(
  { figures }: Workbench,
  { snapshot, title }: Begun,
  argument: unknown,
): Promise<string | undefined> {
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
              description: l10n.t('net {0} {1}', figures.amount(pair.base.net), pair.base.asset),
              value: pair.symbol,
            })),
        }),
    },
  ];
  const answers = await ask(title, steps, account?.kind === 'isolated' ? { symbol: account.symbol } : {});
  return answers?.symbol;
}

/** How it ended: closed, closed but for a rest that may be paid from elsewhere, or stopped on the way. */
async function tell(
  { connection }: Workbench,
  session: Session,
  { account, rules }: Closing,
  course: Course,
  title: string,
): Promise<void> {
  if (course.failed || course.left.length > 0) {
    void window.showErrorMessage(`${session.mode} · ${l10n.t('{0}: {1}', title, tellCourse(course, l10n))}`);
    return;
  }
  // What another profile owes says nothing about this one.
  if (connection.session !== session) return;
  const { snapshot } = connection.account;
  const rest = (snapshot ? balancesOf(snapshot, account) : [])
    .map((balance) => ({ asset: balance.asset, owed: debt(balance) }))
    .find(({ owed }) => owed.gt(0));
  if (!rest) {
    void window.showInformationMessage(`${session.mode} · ${l10n.t('{0} is closed: nothing is owed.', rules.symbol)}`);
    return;
  }
  const move = l10n.t('Transfer In…');
  const owed = `${toDisplay(rest.owed)} ${rest.asset}`;
  const says = l10n.t(
    '{0} is closed but for {1}, which the account cannot pay. Move it in, then repay.',
    rules.symbol,
    owed,
  );
  const chosen = await window.showWarningMessage(`${session.mode} · ${says}`, move);
  if (chosen === move && connection.session === session)
    await commands.executeCommand('marginalia.transfer', {
      to: rules.symbol,
      asset: rest.asset,
      amount: rest.owed.toDecimalPlaces(8, Decimal.ROUND_UP).toFixed(),
    });
}

/** One position on its way out. Amounts come from the account as it is at each stage, because the market moves meanwhile. */
class Closing {
  readonly account: AccountRef;
  readonly rules: PairRules;
  readonly #bench: Workbench;
  readonly #session: Session;
  readonly #fee: Decimal;

  constructor(bench: Workbench, session: Session, rules: PairRules, fee: Decimal) {
    this.account = isolated(rules.symbol);
    this.rules = rules;
    this.#bench = bench;
    this.#session = session;
    this.#fee = fee;
  }

  /** The stages as they look before the first one, for the confirmation. */
  describe(snapshot: Snapshot): string[] {
    const [base, quote] = balancesOf(snapshot, this.account);
    if (!base || !quote) return [];
    const orders = this.#ordersIn(snapshot);
    const trade = this.#trade(base);
    const lines = orders > 0 ? [l10n.t('Cancel {0} open orders.', orders)] : [];
    if (trade) {
      const what = `${toDisplay(trade.quantity)} ${this.rules.base}`;
      lines.push(trade.side === 'SELL' ? l10n.t('Sell {0} at market.', what) : l10n.t('Buy {0} at market.', what));
    }
    for (const balance of [base, quote]) {
      const owed = debt(balance);
      if (owed.gt(0)) lines.push(l10n.t('Repay {0} {1}.', toDisplay(owed), balance.asset));
    }
    return lines.map((line, index) => `${index + 1}. ${line}`);
  }

  stages(signal: AbortSignal, say: (message: string) => void): Stage[] {
    const stage = (name: string, run: () => Promise<string | undefined>): Stage => ({
      name,
      run: () => {
        say(name);
        return run();
      },
    });
    const { base, quote } = this.rules;
    return [
      stage(l10n.t('cancel the open orders'), () => this.#cancelOrders(signal)),
      stage(l10n.t('trade the position at market'), () => this.#tradeFlat(signal)),
      stage(l10n.t('repay the {0}', base), () => this.#repay(base, signal)),
      stage(l10n.t('repay the {0}', quote), () => this.#repay(quote, signal)),
    ];
  }

  async #cancelOrders(signal: AbortSignal): Promise<string | undefined> {
    const { symbol } = this.rules;
    const { orders } = await this.#now();
    if (orders === 0) return undefined;
    const parameters = { symbol, isIsolated: 'TRUE' as const };
    return this.#enact(signal, {
      title: l10n.t('Cancel all orders of {0} ({1})', symbol, accountName(this.account)),
      method: 'cancelAllOpenMarginOrders',
      parameters,
      run: (client, call) => client.cancelAllOpenMarginOrders(parameters, call),
      result: (cancelled) => l10n.t('Cancelled {0} orders or lists of {1}.', cancelled.length, symbol),
    });
  }

  async #tradeFlat(signal: AbortSignal): Promise<string | undefined> {
    const { symbol } = this.rules;
    const trade = this.#trade((await this.#now()).base);
    if (!trade) return undefined;
    const what = `${toDisplay(trade.quantity)} ${this.rules.base}`;
    const where = [what, symbol, accountName(this.account)] as const;
    const sells = trade.side === 'SELL';
    const parameters = {
      symbol,
      isIsolated: 'TRUE' as const,
      side: trade.side,
      type: 'MARKET' as const,
      quantity: toWire(trade.quantity),
      sideEffectType: 'AUTO_REPAY' as const,
      newOrderRespType: 'FULL' as const,
    };
    return this.#enact(signal, {
      title: sells
        ? l10n.t('Sell {0} at market on {1} ({2})', ...where)
        : l10n.t('Buy {0} at market on {1} ({2})', ...where),
      method: 'createMarginOrder',
      parameters,
      run: (client, call) => client.createMarginOrder(parameters, call),
      result: () => (sells ? l10n.t('Sold {0} at market.', what) : l10n.t('Bought {0} at market.', what)),
    });
  }

  async #repay(asset: string, signal: AbortSignal): Promise<string | undefined> {
    const { base, quote } = await this.#now();
    const amount = repayable(base.asset === asset ? base : quote);
    if (!amount.gt(0)) return undefined;
    const where = [`${toDisplay(amount)} ${asset}`, accountName(this.account)] as const;
    const parameters = loanParameters(this.account, asset, amount);
    return this.#enact(signal, {
      title: l10n.t('Repay {0} ({1})', ...where),
      method: 'repayMarginLoan',
      parameters,
      run: (client, call) => client.repayMarginLoan(parameters, call),
      result: ({ tranId }) => l10n.t('Repaid {0} ({1}), transaction {2}.', ...where, tranId),
    });
  }

  /** Does one of the stages, and says what it did. */
  async #enact<Reply>(signal: AbortSignal, deed: Omit<Deed<Reply>, 'details' | 'verb'>): Promise<string> {
    return deed.result(await enact(this.#bench, this.#session, deed, signal));
  }

  #trade(base: Balance) {
    const { step, min } = this.rules.filters.lot;
    return closingTrade(base, { step, min }, this.#fee);
  }

  async #now(): Promise<{ base: Balance; quote: Balance; orders: number }> {
    const { account } = this.#bench.connection;
    await account.refresh();
    const { snapshot, condition } = account;
    const [base, quote] = snapshot && condition.kind === 'fresh' ? balancesOf(snapshot, this.account) : [];
    if (!snapshot || !base || !quote)
      throw new Error(l10n.t('The account {0} could not be read meanwhile.', this.rules.symbol));
    return { base, quote, orders: this.#ordersIn(snapshot) };
  }

  #ordersIn(snapshot: Snapshot): number {
    return snapshot.orders.filter((order) => sameAccount(order.account, this.account)).length;
  }
}
