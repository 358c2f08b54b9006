import type { BnbBurn, DustLog, EndpointName, IsolatedAccount, Order } from '../table/index.ts';
import { until, type Lost, type Outcome, type Sources } from './index.ts';

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
    case 'cancelAllOpenMarginOrders':
      // Which orders it cancelled cannot be read any more; that none is open is what was asked for.
      return stateIs(sources, lost, async () => {
        const { symbol, isIsolated } = sent;
        const open = (await sources.ask('getOpenMarginOrders', { symbol, isIsolated }, { signal })) as Order[];
        return open.length === 0 ? [] : undefined;
      });
    case 'transferDust':
      return stateIs(sources, lost, () => convertedDust(sources, lost));
    default:
      return Promise.resolve({ happened: 'unknown', why: 'Nothing at the exchange tells whether it happened.' });
  }
}

function stateIs(sources: Sources, lost: Lost, look: () => Promise<unknown>): Promise<Outcome> {
  return until(sources, lost, async (final) => {
    const reply = await look();
    if (reply !== undefined) return { happened: 'yes', reply };
    return final ? { happened: 'no', why: 'the account does not show it after its time had run out.' } : undefined;
  });
}

async function convertedDust(sources: Sources, { sent, sentAt, signal }: Lost): Promise<unknown> {
  const { accountType } = sent;
  const log = (await sources.ask('getDustLog', { accountType, startTime: sentAt - 2_000 }, { signal })) as DustLog;
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
