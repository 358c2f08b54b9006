import { decimal, toWire, zero } from '../../../margin/decimal.ts';
import { CROSS, SPOT } from '../../engine/state.ts';
import { DUST_CHARGE, dustOf, smallDebts, SMALL_LIABILITY_TARGET } from '../../engine/smallBalances.ts';
import { type DustRow, newestFirst } from '../../ledger/ledger.ts';
import { assets } from '../../market/catalogue.ts';
import { bigNumber, type Call, type Handler, page, spanOf } from '../call.ts';

/** Small balances and small debts. */

const walletOf = ({ sent }: Call): string => (sent.accountType === 'MARGIN' ? CROSS : SPOT);

function dustAssets(call: Call): unknown {
  const found = dustOf(call.view, walletOf(call));
  const sum = (values: typeof found, pick: 'inBtc' | 'inBnb') => values.reduce((all, one) => all.plus(one[pick]), zero);
  const kept = decimal('1').minus(DUST_CHARGE);
  return {
    details: found.map(({ asset, amount, inBtc, inBnb }) => ({
      asset,
      assetFullName: assets[asset]?.fullName ?? asset,
      amountFree: toWire(amount),
      toBTC: toWire(inBtc),
      toBNB: toWire(inBnb),
      toBNBOffExchange: toWire(inBnb.times(kept)),
      exchange: toWire(inBnb.times(DUST_CHARGE)),
    })),
    totalTransferBtc: toWire(sum(found, 'inBtc')),
    totalTransferBNB: toWire(sum(found, 'inBnb')),
    dribbletPercentage: DUST_CHARGE.toFixed(),
  };
}

const total = (details: DustRow['details'], pick: 'received' | 'charge'): string =>
  toWire(details.reduce((all, one) => all.plus(one[pick]), zero));

async function transferDust(call: Call): Promise<unknown> {
  const record = await call.submit({
    do: 'dust',
    account: walletOf(call),
    assets: (call.sent.asset ?? '').split(','),
  });
  return {
    totalServiceCharge: total(record.details, 'charge'),
    totalTransfered: total(record.details, 'received'),
    transferResult: record.details.map((one) => ({
      amount: one.amount,
      fromAsset: one.asset,
      operateTime: call.now,
      serviceChargeAmount: one.charge,
      tranId: one.id,
      transferedAmount: one.received,
    })),
  };
}

/** The exchange gives the last hundred conversions, whatever the times. */
const DUST_ROWS = 100;

function dustLog(call: Call): unknown {
  const { sent, ledger } = call;
  const from = Number(sent.startTime ?? 0);
  const to = Number(sent.endTime ?? call.now);
  const wanted = (row: DustRow): boolean => sent.accountType === undefined || row.account === walletOf(call);
  const rows = newestFirst(ledger.rows.dust, from, to, wanted).slice(0, DUST_ROWS);
  return {
    total: rows.length,
    userAssetDribblets: rows.map((row) => ({
      operateTime: row.time,
      totalTransferedAmount: total(row.details, 'received'),
      totalServiceChargeAmount: total(row.details, 'charge'),
      transId: row.id,
      userAssetDribbletDetails: row.details.map((one) => ({
        transId: one.id,
        serviceChargeAmount: one.charge,
        amount: one.amount,
        operateTime: row.time,
        transferedAmount: one.received,
        fromAsset: one.asset,
        targetAsset: row.target,
      })),
    })),
  };
}

const smallLiabilities = ({ view }: Call): unknown =>
  smallDebts(view).map(({ asset, principal, interest, price }) => ({
    asset,
    interest: toWire(interest),
    principal: toWire(principal),
    liabilityAsset: SMALL_LIABILITY_TARGET,
    liabilityQty: bigNumber(price.toFixed()),
  }));

async function exchangeSmall({ sent, submit }: Call): Promise<unknown> {
  await submit({ do: 'smallLiabilities', assets: (sent.assetNames ?? '').split(',') });
  return {};
}

function smallHistory(call: Call): unknown {
  const { from, to } = spanOf(call);
  const rows = newestFirst(call.ledger.rows.smallLiabilities, from, to, () => true);
  return page(call.sent, rows, (row) => ({
    asset: row.asset,
    amount: row.amount,
    targetAsset: row.target,
    targetAmount: row.targetAmount,
    bizType: 'EXCHANGE_SMALL_LIABILITY',
    timestamp: row.time,
  }));
}

export const smallRoutes = {
  getDustAssets: dustAssets,
  transferDust,
  getDustLog: dustLog,
  getMarginSmallLiabilities: smallLiabilities,
  exchangeMarginSmallLiabilities: exchangeSmall,
  getMarginSmallLiabilityHistory: smallHistory,
} satisfies Record<string, Handler>;
