import type { Figures } from '../../connection/figures.ts';
import { crossRisk, isolatedRisk } from '../../connection/risk.ts';
import { accountKey, type Balance, type Snapshot } from '../../connection/snapshot.ts';
import { Decimal, decimal } from '../../margin/decimal.ts';
import { crossPositions, isolatedPositions, levelUnder } from '../risk-panel/stress.ts';

// What a language model is told. Words are English whatever the editor speaks: the reader is a model, and field names
// are the exchange's. Amounts go through the same figures as the screen, so that hidden ones stay hidden.

export function accountAnswer(snapshot: Snapshot, figures: Figures) {
  const shown = ({ asset, free, locked, borrowed, interest, net }: Balance) => ({
    asset,
    free: figures.amount(free),
    locked: figures.amount(locked),
    borrowed: figures.amount(borrowed),
    interest: figures.amount(interest),
    net: figures.amount(net),
  });
  const holds = (balance: Balance) => !balance.net.isZero() || balance.borrowed.gt(0) || balance.locked.gt(0);
  return {
    readAt: new Date(snapshot.takenAt).toISOString(),
    cross: {
      marginLevel: figures.level(snapshot.cross.level),
      risk: crossRisk(snapshot.cross.level, snapshot.cross.bars),
      netInBtc: figures.amount(snapshot.cross.netInBtc),
      assets: snapshot.cross.balances.filter(holds).map(shown),
    },
    isolated: snapshot.isolated.map((pair) => ({
      symbol: pair.symbol,
      marginLevel: figures.level(pair.level),
      risk: isolatedRisk(pair),
      indexPrice: figures.price(pair.indexPrice),
      liquidationPrice: pair.liquidationPrice ? figures.price(pair.liquidationPrice) : null,
      base: shown(pair.base),
      quote: shown(pair.quote),
    })),
    openOrders: snapshot.orders.map((order) => ({
      account: accountKey(order.account),
      symbol: order.symbol,
      side: order.side,
      type: order.type,
      price: figures.price(order.price),
      quantity: figures.amount(order.quantity),
      executed: figures.amount(order.executed),
    })),
  };
}

export function loansAnswer(snapshot: Snapshot, figures: Figures) {
  return snapshot.loans.map(({ account, asset, principal, interest, hourlyRate }) => ({
    account: accountKey(account),
    asset,
    principal: figures.amount(principal),
    interest: figures.amount(interest),
    yearlyRate: hourlyRate ? figures.percent(hourlyRate.times(decimal('8760'))) : null,
    interestNextHour: hourlyRate ? figures.amount(principal.times(hourlyRate).toDecimalPlaces(8)) : null,
  }));
}

/** @throws RangeError for a move that is no percentage above -100. */
export function stressAnswer(
  snapshot: Snapshot,
  priceOf: (asset: string) => Decimal | undefined,
  movePercent: number,
  figures: Figures,
) {
  if (!Number.isFinite(movePercent) || movePercent <= -100)
    throw new RangeError('movePercent has to be a percentage above -100, such as -20.');
  const scenario = {
    shock: new Decimal(movePercent).div(100),
    rateFactor: decimal('1'),
    hours: decimal('0'),
  };
  const positions = crossPositions(snapshot, priceOf);
  return {
    movePercent,
    assumption: 'stable coins keep their value, every other asset moves by the same percentage',
    cross: {
      now: figures.level(snapshot.cross.level),
      after: positions ? figures.level(levelUnder(positions, scenario)) : 'unknown: an asset has no index price',
    },
    isolated: snapshot.isolated.map((pair) => ({
      symbol: pair.symbol,
      now: figures.level(pair.level),
      after: figures.level(levelUnder(isolatedPositions(pair, snapshot), scenario)),
    })),
  };
}
