import { decimal, toWire } from '../../../margin/decimal.ts';
import { nextHour } from '../../../margin/interest.ts';
import type { InterestEvent, LoanEvent } from '../../engine/events.ts';
import { rateUnits } from '../../engine/platform.ts';
import { CROSS, isIsolated } from '../../engine/state.ts';
import { inventory, maxTransferOut } from '../../engine/valuation.ts';
import { type LiquidationRow, newestFirst } from '../../ledger/ledger.ts';
import { assets } from '../../market/catalogue.ts';
import { accountOf, accountOfSymbol, bigNumber, type Call, type Handler, page, spanOf } from '../call.ts';
import { fail } from '../fault.ts';
import { checkSide } from './accounts.ts';

/** Loans, repayments, interest, limits and what was liquidated. */

function borrowRepay({ sent, submit }: Call): Promise<unknown> {
  const account = accountOf(sent);
  const { asset = '', amount = '' } = sent;
  return submit({ do: sent.type === 'BORROW' ? 'borrow' : 'repay', account, asset, amount }).then(({ id }) => ({
    tranId: id,
  }));
}

const DAY = 86_400_000;
function loanRecords(call: Call): unknown {
  const { sent, ledger } = call;
  const account = accountOfSymbol(sent.isolatedSymbol);
  const wanted = (row: LoanEvent): boolean =>
    row.kind === sent.type &&
    row.account === account &&
    (sent.asset === undefined || row.asset === sent.asset) &&
    (sent.txId === undefined || row.id === Number(sent.txId));
  const { from, to } =
    sent.txId === undefined ? spanOf(call, sent.asset === undefined ? 7 * DAY : 30 * DAY) : { from: 0, to: Infinity };
  return page(sent, newestFirst(ledger.rows.loans, from, to, wanted), (row) => ({
    ...(isIsolated(row.account) && { isolatedSymbol: row.account }),
    txId: row.id,
    asset: row.asset,
    amount: row.amount,
    principal: row.principal,
    interest: row.interest,
    status: 'CONFIRMED',
    timestamp: row.time,
    type: row.cause,
  }));
}

/** Charges are numbered in nineteen digits, as at the exchange: beyond what a JavaScript number holds. */
const chargeId = (number: number): bigint => 1_352_286_576_452_000_000n + BigInt(number) * 7n;

function interestHistory(call: Call): unknown {
  const { sent, ledger } = call;
  const account = accountOfSymbol(sent.isolatedSymbol);
  const { from, to } = spanOf(call);
  const wanted = (row: InterestEvent): boolean =>
    row.account === account && (sent.asset === undefined || row.asset === sent.asset || row.rawAsset === sent.asset);
  return page(sent, newestFirst(ledger.rows.interest, from, to, wanted), (row) => ({
    txId: bigNumber(chargeId(row.number)),
    interestAccuredTime: row.time,
    asset: row.asset,
    ...(isIsolated(row.account) ? { isolatedSymbol: row.account } : { rawAsset: row.rawAsset ?? row.asset }),
    principal: row.principal,
    interest: row.interest,
    interestRate: row.rate,
    type: row.kind,
  }));
}

function maxTransfer({ sent, view }: Call): unknown {
  const { asset = '', isolatedSymbol } = sent;
  if (!assets[asset]) throw fail(-3027);
  if (isolatedSymbol !== undefined) checkSide(view, isolatedSymbol, asset);
  return { amount: toWire(maxTransferOut(view, isolatedSymbol ?? CROSS, asset)) };
}

function nextRates({ sent, view, now }: Call): unknown {
  return (sent.assets ?? '').split(',').map((asset) => {
    if (!assets[asset]) throw fail(-3027);
    const units = rateUnits(view.state, asset, view.state.settings.vipLevel, nextHour(now));
    return { asset, nextHourlyInterestRate: decimal(String(units)).div(24).div(1e8).toFixed(8) };
  });
}

function availableInventory({ view, now }: Call): unknown {
  return {
    assets: Object.fromEntries(Object.values(assets).map((asset) => [asset.name, inventory(view, asset).toFixed()])),
    updateTime: Math.floor(now / 1000),
  };
}

function capitalFlow(call: Call): unknown {
  const { sent, ledger } = call;
  const { startTime, endTime } = sent;
  if (startTime !== undefined && endTime !== undefined && Number(endTime) - Number(startTime) > 7 * DAY)
    throw fail(-4047, 7);
  const { from, to } = spanOf(call);
  const account = accountOfSymbol(sent.symbol);
  const after = Number(sent.fromId ?? 0);
  const rows = newestFirst(
    ledger.rows.flows,
    from,
    to,
    (row) =>
      row.account === account &&
      row.id > after &&
      (sent.asset === undefined || row.asset === sent.asset) &&
      (sent.type === undefined || row.kind === sent.type),
  );
  const limit = Number(sent.limit ?? 500);
  const chosen = sent.fromId === undefined ? rows.slice(0, limit) : rows.slice(-limit);
  return chosen.map((row) => ({
    id: row.id,
    tranId: row.reference,
    timestamp: row.time,
    asset: row.asset,
    ...(isIsolated(row.account) && { symbol: row.account }),
    type: row.kind,
    amount: row.amount,
    ...(row.note !== undefined && { note: row.note }),
  }));
}

function liquidations(call: Call): unknown {
  const { sent, ledger } = call;
  const { from, to } = spanOf(call);
  const wanted = (row: LiquidationRow): boolean => row.account === accountOfSymbol(sent.isolatedSymbol);
  return page(sent, newestFirst(ledger.rows.liquidations, from, to, wanted), (row) => ({
    avgPrice: row.averagePrice,
    executedQty: row.executed,
    orderId: row.orderId,
    price: row.price,
    qty: row.quantity,
    side: row.side,
    symbol: row.symbol,
    timeInForce: 'GTC',
    isIsolated: isIsolated(row.account),
    updatedTime: row.time,
  }));
}

export const loanRoutes = {
  marginBorrowRepay: borrowRepay,
  getMarginBorrowRepayRecords: loanRecords,
  getMarginInterestHistory: interestHistory,
  getMaxMarginTransfer: maxTransfer,
  getFutureHourlyInterestRate: nextRates,
  getMarginAvailableInventory: availableInventory,
  getMarginCapitalFlow: capitalFlow,
  getMarginForceLiquidationRecord: liquidations,
} satisfies Record<string, Handler>;
