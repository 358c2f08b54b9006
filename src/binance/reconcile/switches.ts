import type {
  BnbBurn,
  DustLog,
  EndpointName,
  IsolatedAccount,
  Page,
  SmallLiabilityExchange,
  TradeCoefficients,
} from '../table/index.ts';
import { skewMs, until, type Lost, type Outcome, type Sources } from './index.ts';

/** Writes that leave the account in a state that can be read: it shows whether they happened. */
export function findSwitch(name: EndpointName, sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  switch (name) {
    case 'toggleBnbBurnSpotMargin':
      return stateIs(sources, lost, async () => {
        const state = (await sources.ask('getBnbBurnSpotMargin', {}, { signal })) as BnbBurn;
        const as = (wanted: string | undefined, is: boolean) => wanted === undefined || wanted === String(is);
        return as(sent.spotBNBBurn, state.spotBNBBurn) && as(sent.interestBNBBurn, state.interestBNBBurn)
          ? state
          : undefined;
      });
    case 'enableIsolatedMarginAccount':
    case 'disableIsolatedMarginAccount':
      return stateIs(sources, lost, async () => {
        const account = (await sources.ask(
          'getIsolatedMarginAccount',
          { symbols: sent.symbol },
          { signal },
        )) as IsolatedAccount;
        const enabled = account.assets[0]?.enabled ?? false;
        return enabled === (name === 'enableIsolatedMarginAccount')
          ? { success: true, symbol: sent.symbol }
          : undefined;
      });
    case 'transferDust':
      return stateIs(sources, lost, () => convertedDust(sources, lost));
    case 'exchangeMarginSmallLiabilities':
      return findExchange(sources, lost);
    case 'setMarginMaxLeverage':
      return findLeverage(sources, lost);
    default:
      return Promise.resolve({ happened: 'unknown', why: 'Nothing at the exchange tells whether it happened.' });
  }
}

/** Waits until the account shows what was asked for. */
export function stateIs(sources: Sources, lost: Lost, look: () => Promise<unknown>): Promise<Outcome> {
  return until(sources, lost, async (final) => {
    const reply = await look();
    if (reply !== undefined) return { happened: 'yes', reply };
    return final ? { happened: 'no', why: 'the account does not show it after its time had run out.' } : undefined;
  });
}

async function convertedDust(sources: Sources, { sent, sentAt, signal }: Lost): Promise<unknown> {
  const { accountType } = sent;
  const log = (await sources.ask('getDustLog', { accountType, startTime: sentAt - skewMs }, { signal })) as DustLog;
  const wanted = new Set(sent.asset?.split(','));
  const conversion = log.userAssetDribblets.find(({ userAssetDribbletDetails: details }) =>
    details.every(({ fromAsset }) => wanted.has(fromAsset)),
  );
  return (
    conversion && {
      totalServiceCharge: conversion.totalServiceChargeAmount,
      totalTransfered: conversion.totalTransferedAmount,
      transferResult: conversion.userAssetDribbletDetails.map(({ transId, targetAsset: _, ...detail }) => ({
        ...detail,
        tranId: transId,
      })),
    }
  );
}

/** Small debts that were exchanged stand in their own history, one row each. */
function findExchange(sources: Sources, { sent, sentAt, ...lost }: Lost): Promise<Outcome> {
  const wanted = new Set(sent.assetNames?.split(','));
  return until(sources, { sent, sentAt, ...lost }, async (final) => {
    const page = (await sources.ask(
      'getMarginSmallLiabilityHistory',
      { current: 1, size: 100, startTime: Math.floor(sentAt - skewMs) },
      { signal: lost.signal },
    )) as Page<SmallLiabilityExchange>;
    const done = new Set(page.rows.map(({ asset }) => asset).filter((asset) => wanted.has(asset)));
    if (done.size === wanted.size) return { happened: 'yes', reply: {} };
    if (!final) return undefined;
    if (done.size === 0) return { happened: 'no', why: 'the history shows nothing of it after its time had run out.' };
    return { happened: 'unknown', why: `The history shows only ${[...done].join(', ')} as exchanged.` };
  });
}

/** Initial margin level at each maximum leverage, which the account's coefficients show. */
const normalBars: Readonly<Record<string, number>> = { 3: 1.5, 5: 1.25 };

/** What the coefficients were before a change of leverage: only a change proves that it happened. */
export function coefficients(sources: Sources, signal: AbortSignal | undefined): Promise<TradeCoefficients> {
  return sources.ask('getMarginTradeCoefficients', {}, { signal }) as Promise<TradeCoefficients>;
}

function findLeverage(sources: Sources, lost: Lost): Promise<Outcome> {
  const wanted = normalBars[lost.sent.maxLeverage ?? ''];
  const before = lost.before as TradeCoefficients | undefined;
  return until(sources, lost, async (final) => {
    const now = await coefficients(sources, lost.signal);
    if (before && Number(before.normalBar) !== wanted && Number(now.normalBar) === wanted)
      return { happened: 'yes', reply: { success: true } };
    return final
      ? { happened: 'unknown', why: "The account's coefficients, all that shows the leverage, have not changed." }
      : undefined;
  });
}
