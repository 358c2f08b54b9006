import { l10n } from 'vscode';
import { accountKey, balancesOf, type AccountRef, type Snapshot } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { Decimal, decimal, toDisplay, zero } from '../margin/decimal.ts';
import { askAmount } from './ask-amount.ts';
import { begin, type Begun } from './begin.ts';
import { catalogueOf, type PairRules } from '../connection/catalogue.ts';
import { pickAccount } from './choose.ts';
import { placesOf } from './filters.ts';
import { readPrice, refusal, worth, worthText } from './order-check.ts';
import {
  hasPrice,
  hasStop,
  orderKinds,
  sideEffects,
  typeOf,
  type OrderKind,
  type Side,
  type SideEffect,
} from './order-kinds.ts';
import { borrows, complete, fillPrice, type Market, type OrderAnswers } from './order.ts';
import { foresee, ocoDeed, orderDeed } from './order-deeds.ts';
import { hourlyRates, lookAhead } from './outlook.ts';
import { perform } from './perform.ts';
import { ask, cancelled, pick, type, type Asked, type Frame, type Step } from './wizard.ts';
import type { Command, Workbench } from './workbench.ts';

/** Place an order: account, pair, side, type, prices, where the funds come from, quantity; the numbers; the order. */
export const placeOrder: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Place Order'));
  if (!begun) return;
  const { account, words } = readArguments(argument);
  const given = readGiven(account, words);
  const wizard = new OrderWizard(bench, begun, words);
  const answers = await ask(begun.title, wizard.steps(), given, { wizard: 'placeOrder', memory: begun.memory });
  if (!answers || !complete(answers)) return;
  const market = await wizard.market(answers.account, answers.symbol);
  if (answers.kind === 'OCO') await perform(bench, begun.session, ocoDeed(answers, market));
  else await perform(bench, begun.session, orderDeed(answers, market));
};

function readGiven(account: AccountRef | undefined, words: Readonly<Record<string, string>>): Partial<OrderAnswers> {
  const side = words.side?.toUpperCase();
  const kind = orderKinds(l10n).find((entry) => entry.kind === words.type?.toUpperCase())?.kind;
  const symbol = account?.kind === 'isolated' ? account.symbol : words.symbol?.toUpperCase();
  const effect = sideEffects('BUY', l10n).find((entry) => entry.effect === words.sideEffect?.toUpperCase())?.effect;
  return {
    ...(account ? { account } : {}),
    ...(symbol === undefined ? {} : { symbol }),
    ...(side === 'BUY' || side === 'SELL' ? { side } : {}),
    ...(kind ? { kind } : {}),
    ...(effect ? { effect } : {}),
  };
}

class OrderWizard {
  readonly #bench: Workbench;
  readonly #begun: Begun;
  readonly #words: Readonly<Record<string, string>>;
  readonly #markets = new Map<string, Promise<Market>>();

  constructor(bench: Workbench, begun: Begun, words: Readonly<Record<string, string>>) {
    this.#bench = bench;
    this.#begun = begun;
    this.#words = words;
  }

  steps(): Step<OrderAnswers>[] {
    const { snapshot } = this.#begun;
    return [
      { answer: 'account', ask: (_answers, frame) => pickAccount(frame, snapshot, this.#bench.figures) },
      { answer: 'symbol', ask: ({ account }, frame) => this.#pickPair(frame, account) },
      { answer: 'side', ask: ({ symbol }, frame) => this.#pickSide(frame, symbol) },
      { answer: 'kind', ask: (answers, frame) => this.#pickKind(frame, answers) },
      {
        answer: 'price',
        matters: ({ kind }) => kind !== undefined && hasPrice(kind),
        ask: (answers, frame) => this.#askPrice(frame, answers, 'price'),
      },
      {
        answer: 'stopPrice',
        matters: ({ kind }) => kind !== undefined && hasStop(kind),
        ask: (answers, frame) => this.#askPrice(frame, answers, 'stopPrice'),
      },
      {
        answer: 'stopLimitPrice',
        matters: ({ kind }) => kind === 'OCO',
        ask: (answers, frame) => this.#askPrice(frame, answers, 'stopLimitPrice'),
      },
      { answer: 'effect', ask: ({ side }, frame) => this.#pickEffect(frame, side) },
      { answer: 'quantity', ask: (answers, frame) => this.#askQuantity(frame, answers) },
    ];
  }

  market(account: AccountRef, symbol: string): Promise<Market> {
    // The account is part of it: the same pair may be traded on cross and on its own account.
    const key = `${accountKey(account)}/${symbol}`;
    const known = this.#markets.get(key);
    if (known) return known;
    const { session, snapshot } = this.#begun;
    const catalogue = catalogueOf(session);
    const market = (async () => {
      const [rules, reference, fee] = await Promise.all([
        catalogue.rules(symbol),
        catalogue.price(symbol),
        catalogue.fee(symbol).catch(() => undefined),
      ]);
      const assets = [rules.base, rules.quote];
      const [outlook, rates] = await Promise.all([
        lookAhead(session, snapshot, account, assets, this.#bench.figures),
        hourlyRates(session, account, assets),
      ]);
      return { rules, reference, outlook, fee, rates, balances: balancesOf(snapshot, account) };
    })();
    this.#markets.set(key, market);
    market.catch(() => this.#markets.delete(key));
    return market;
  }

  #pickPair(frame: Frame, account: AccountRef | undefined): Promise<Asked<string>> {
    if (account?.kind === 'isolated') return Promise.resolve(account.symbol);
    const held = new Set(
      this.#begun.snapshot.cross.balances.filter(({ net }) => !net.isZero()).map(({ asset }) => asset),
    );
    const choices = catalogueOf(this.#begun.session)
      .pairs()
      .then((pairs) =>
        pairs
          .filter((pair) => pair.isMarginTrade)
          // Pairs of what one holds come first; the rest follows by name.
          .toSorted((a, b) => rank(held, b) - rank(held, a) || (a.symbol < b.symbol ? -1 : 1))
          .map(({ symbol, base, quote }) => ({ label: symbol, description: `${base} / ${quote}`, value: symbol })),
      );
    return pick(frame, { placeholder: l10n.t('Which pair?'), choices });
  }

  #pickSide(frame: Frame, symbol: string | undefined): Promise<Asked<Side>> {
    return pick<Side>(frame, {
      placeholder: symbol === undefined ? l10n.t('Buy or sell?') : l10n.t('Buy or sell {0}?', symbol),
      choices: [
        { label: l10n.t('Buy'), value: 'BUY' },
        { label: l10n.t('Sell'), value: 'SELL' },
      ],
    });
  }

  async #pickKind(frame: Frame, { account, symbol }: Partial<OrderAnswers>): Promise<Asked<OrderKind>> {
    if (!account || symbol === undefined) return cancelled;
    const { rules } = await this.market(account, symbol);
    const offered = (kind: OrderKind) => kind === 'OCO' || rules.orderTypes.includes(typeOf(kind));
    return pick(frame, {
      placeholder: l10n.t('Which type of order?'),
      choices: orderKinds(l10n)
        .filter(({ kind }) => offered(kind))
        .map(({ kind, label, detail }) => ({ label, detail, value: kind })),
    });
  }

  async #askPrice(
    frame: Frame,
    { account, symbol, side, price: limit }: Partial<OrderAnswers>,
    which: 'price' | 'stopPrice' | 'stopLimitPrice',
  ): Promise<Asked<Decimal>> {
    if (!account || symbol === undefined || !side) return cancelled;
    const { rules, reference } = await this.market(account, symbol);
    const stop = which === 'stopPrice';
    const read = (text: string) => readPrice(text, { side, reference, stop }, rules, l10n);
    const typed = this.#words[which];
    const known = typed === undefined ? undefined : read(typed);
    if (known?.ok) return known.value;
    const prompt = {
      price: l10n.t('At which price in {0}? The index price is {1}.', rules.quote, toDisplay(reference)),
      stopPrice: l10n.t('At which price does the stop trigger? The index price is {0}.', toDisplay(reference)),
      stopLimitPrice: l10n.t(
        'At which price is the triggered order placed? The limit order stands at {0}.',
        limit ? toDisplay(limit) : '',
      ),
    }[which];
    return type(frame, {
      prompt,
      value: typed ?? '',
      read: (text) => {
        const price = read(text);
        return price.ok ? { ...price, note: distance(price.value, reference) } : price;
      },
    });
  }

  #pickEffect(frame: Frame, side: Side = 'BUY'): Promise<Asked<SideEffect>> {
    return pick(frame, {
      placeholder: l10n.t('Where do the funds come from?'),
      choices: sideEffects(side, l10n).map(({ effect, label, detail }) => ({ label, detail, value: effect })),
    });
  }

  async #askQuantity(frame: Frame, answers: Partial<OrderAnswers>): Promise<Asked<Decimal>> {
    const { account, symbol, side, kind, price, stopPrice, effect } = answers;
    if (!account || symbol === undefined || !side || !kind || !effect) return cancelled;
    const market = await this.market(account, symbol);
    const { rules, reference } = market;
    const prices = { ...(price ? { price } : {}), ...(stopPrice ? { stopPrice } : {}) };
    const expected = fillPrice(prices, reference);
    const places = placesOf(rules.filters.lot.step);
    const maximum = borrows(effect) ? undefined : affordable(this.#begun.snapshot, account, rules, side, expected);
    const cut = maximum?.toDecimalPlaces(places, Decimal.ROUND_DOWN);
    const note = (quantity: Decimal) =>
      [
        worthText(worth(quantity, expected), rules.quote),
        ...foresee({ side, kind, effect, quantity, ...prices }, market),
      ].join(' · ');
    const read = (quantity: Decimal): string | undefined =>
      refusal({ side, market: kind === 'MARKET', reference, quantity, price }, rules, l10n);
    return askAmount(frame, {
      question: l10n.t('How much {0} to {1}?', rules.base, side === 'BUY' ? l10n.t('buy') : l10n.t('sell')),
      asset: rules.base,
      places,
      maximum: cut,
      typed: this.#words.quantity ?? this.#words.amount,
      refuse: read,
      note,
    });
  }
}

const rank = (held: ReadonlySet<string>, pair: { base: string; quote: string }): number =>
  (held.has(pair.base) ? 2 : 0) + (held.has(pair.quote) ? 1 : 0);

/** The most that free funds pay for, in the base asset. */
function affordable(snapshot: Snapshot, account: AccountRef, rules: PairRules, side: Side, price: Decimal): Decimal {
  const free = (asset: string) =>
    balancesOf(snapshot, account).find((balance) => balance.asset === asset)?.free ?? zero;
  return side === 'SELL' ? free(rules.base) : free(rules.quote).div(price);
}

/** "2.5 % under the index price" */
function distance(price: Decimal, reference: Decimal): string {
  const share = price.minus(reference).div(reference).times(decimal('100'));
  const percent = toDisplay(share.abs(), 2);
  if (share.isZero()) return l10n.t('At the index price.');
  return share.gt(0) ? l10n.t('{0} % over the index price.', percent) : l10n.t('{0} % under the index price.', percent);
}
