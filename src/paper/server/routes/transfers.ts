import { toWire } from '../../../margin/decimal.ts';
import { emptyHolding } from '../../../margin/levels.ts';
import { type AccountId, CROSS, isIsolated, SPOT } from '../../engine/state.ts';
import { transferEnds } from '../../engine/transfers.ts';
import { newestFirst, type TransferRow } from '../../ledger/ledger.ts';
import { assets } from '../../market/catalogue.ts';
import { accountOfSymbol, type Call, type Handler, page, spanOf } from '../call.ts';

/** Coins between wallets. */

async function transfer({ sent, submit }: Call): Promise<unknown> {
  const { type = '', asset = '', amount = '', fromSymbol, toSymbol } = sent;
  const { from, to } = transferEnds(type, fromSymbol, toSymbol);
  const { id } = await submit({ do: 'transfer', kind: type, asset, amount, from, to });
  return { tranId: id };
}

function universalHistory(call: Call): unknown {
  const { sent, ledger } = call;
  const { from: source, to: target } = transferEnds(sent.type ?? '', sent.fromSymbol, sent.toSymbol);
  const { from, to } = spanOf(call);
  const rows = newestFirst(
    ledger.rows.transfers,
    from,
    to,
    (row) => row.kind === sent.type && row.from === source && row.to === target,
  );
  return page(sent, rows, (row) => ({
    asset: row.asset,
    amount: row.amount,
    type: row.kind,
    status: 'CONFIRMED',
    tranId: row.id,
    timestamp: row.time,
  }));
}

const walletName = (id: AccountId): string => {
  if (isIsolated(id)) return 'ISOLATED_MARGIN';
  return id === CROSS ? 'CROSS_MARGIN' : id;
};

function marginHistory(call: Call): unknown {
  const { sent, ledger } = call;
  const account = accountOfSymbol(sent.isolatedSymbol);
  const { from, to } = spanOf(call);
  const wanted = (row: TransferRow): boolean =>
    (row.from === account || row.to === account) &&
    (sent.asset === undefined || row.asset === sent.asset) &&
    (sent.type === undefined || (sent.type === 'ROLL_IN') === (row.to === account));
  return page(sent, newestFirst(ledger.rows.transfers, from, to, wanted), (row) => ({
    amount: row.amount,
    asset: row.asset,
    status: 'CONFIRMED',
    timestamp: row.time,
    txId: row.id,
    type: row.to === account ? 'ROLL_IN' : 'ROLL_OUT',
    transFrom: walletName(row.from),
    transTo: walletName(row.to),
    ...(isIsolated(row.from) && { fromSymbol: row.from }),
    ...(isIsolated(row.to) && { toSymbol: row.to }),
  }));
}

function coins({ view }: Call): unknown {
  const holdings = view.open(SPOT).holdings;
  return Object.values(assets).map(({ name, fullName }) => {
    const { free, locked } = holdings[name] ?? emptyHolding;
    return {
      coin: name,
      depositAllEnable: true,
      free: toWire(free),
      freeze: '0',
      ipoable: '0',
      ipoing: '0',
      isLegalMoney: false,
      locked: toWire(locked),
      name: fullName,
      networkList: [],
      storage: '0',
      trading: true,
      withdrawAllEnable: false,
      withdrawing: '0',
    };
  });
}

export const transferRoutes = {
  makeUniversalTransfer: transfer,
  queryUniversalTransferHistory: universalHistory,
  getMarginTransferHistory: marginHistory,
  getAllCoinsInfo: coins,
} satisfies Record<string, Handler>;
