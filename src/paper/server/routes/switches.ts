import { isIP } from 'node:net';
import { decimal, toWire } from '../../../margin/decimal.ts';
import { owes } from '../../engine/risk.ts';
import { CROSS } from '../../engine/state.ts';
import { newestFirst } from '../../ledger/ledger.ts';
import { bigNumber, type Call, type Handler, page, spanOf, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';
import { allPermissions, type ApiKey, randomKey } from '../keys.ts';

/** What an account's owner switches, liquidation by hand and its aftermath, and special keys. */

const switchIsolated =
  (enabled: boolean): Handler =>
  async ({ sent, submit }) => {
    const symbol = symbolOf(sent);
    await submit({ do: 'isolated', symbol, enabled });
    return { success: true, symbol };
  };

async function maxLeverage({ sent, submit }: Call): Promise<unknown> {
  const wanted = Number(sent.maxLeverage);
  // 10 and 20 were Cross Margin Pro, which has ended.
  if (wanted !== 3 && wanted !== 5) throw fail(-1130, 'maxLeverage');
  await submit({ do: 'leverage', maxLeverage: wanted });
  return { success: true };
}

async function manualLiquidation({ sent, submit }: Call): Promise<unknown> {
  const debts = await submit({ do: 'liquidate', account: sent.type === 'MARGIN' ? CROSS : symbolOf(sent) });
  return debts.map(({ asset, interest, principal, liabilityAsset, liabilityQuantity }) => ({
    asset,
    interest,
    principal,
    liabilityAsset,
    liabilityQty: bigNumber(decimal(liabilityQuantity).toFixed()),
  }));
}

function liquidationLoan({ view }: Call): unknown {
  const { amount, repaid } = view.state.liquidationLoan;
  return {
    asset: 'USDC',
    amount: toWire(amount),
    repaidAmount: toWire(repaid),
    remainingAmount: toWire(amount.minus(repaid)),
  };
}

async function repayLoan({ sent, submit, now }: Call): Promise<unknown> {
  const { asset = '', amount = '' } = sent;
  const { id } = await submit({ do: 'repayLiquidationLoan', asset, amount });
  return { repayId: id, asset, amount, status: 'SUCCESS', createTime: now };
}

function loanRepayments(call: Call): unknown {
  const { from, to } = spanOf(call);
  const rows = newestFirst(call.ledger.rows.liquidationLoans, from, to, ({ kind }) => kind === 'repaid');
  return page({ size: '50', ...call.sent }, rows, (row) => ({
    repayId: row.id,
    asset: row.asset,
    amount: row.amount,
    status: 'SUCCESS',
    createTime: row.time,
  }));
}

/** Special keys are for VIP 7 and above at the exchange; here anyone may have some. Thirty, as there. */
const SPECIAL_KEYS = 30;

/** Addresses that one key may be tied to. */
const MOST_ADDRESSES = 30;
function addresses(list = ''): string {
  if (list !== '' && (list.split(',').length > MOST_ADDRESSES || !list.split(',').every((one) => isIP(one.trim()) > 0)))
    throw fail(-1130, 'ip');
  return list;
}

function createKey({ sent, keys, now }: Call): unknown {
  if (specialKeys(keys.list(), sent.symbol).length >= SPECIAL_KEYS) throw fail(-3026);
  const secret = randomKey();
  const key: ApiKey = {
    apiKey: randomKey(),
    kind: sent.publicKey === undefined ? 'HMAC' : kindOf(sent.publicKey),
    secret: sent.publicKey ?? secret,
    name: sent.apiName ?? '',
    permissions: sent.permissionMode === 'READ' ? { trade: false, loans: false, transfers: false } : allPermissions,
    createdAt: now,
    ip: addresses(sent.ip),
    special: { symbol: sent.symbol ?? '' },
  };
  try {
    keys.add(key);
  } catch {
    throw fail(-1130, 'publicKey');
  }
  return { apiKey: key.apiKey, secretKey: key.kind === 'HMAC' ? secret : null, type: typeName(key) };
}
const kindOf = (pem: string): ApiKey['kind'] => (pem.length > 200 ? 'RSA' : 'ED25519');
const typeName = ({ kind }: ApiKey): string => (kind === 'HMAC' ? 'HMAC_SHA256' : kind === 'RSA' ? 'RSA' : 'Ed25519');

const specialKeys = (keys: readonly ApiKey[], symbol = ''): ApiKey[] =>
  keys.filter(({ special }) => special?.symbol === symbol);

function find({ sent, keys }: Call): ApiKey {
  const found = specialKeys(keys.list(), sent.symbol).find(({ apiKey, name }) =>
    sent.apiKey === undefined ? name === sent.apiName : apiKey === sent.apiKey,
  );
  if (!found) throw fail(-2008);
  return found;
}

const keyRow = (key: ApiKey): unknown => ({
  apiName: key.name,
  apiKey: key.apiKey,
  ip: key.ip ?? '',
  type: typeName(key),
  permissionMode: key.permissions.trade ? 'TRADE' : 'READ',
});

function editKey(call: Call): unknown {
  const key = find(call);
  call.keys.add({ ...key, ip: addresses(call.sent.ip) });
  return {};
}

/** Ends the special keys of the cross account, which has to owe nothing. */
function leaveSpecialKeys({ view, keys }: Call): unknown {
  if (owes(view.open(CROSS))) throw fail(-3026);
  for (const { apiKey } of specialKeys(keys.list())) keys.remove(apiKey);
  return {};
}

export const switchRoutes = {
  enableIsolatedMarginAccount: switchIsolated(true),
  disableIsolatedMarginAccount: switchIsolated(false),
  setMarginMaxLeverage: maxLeverage,
  marginManualLiquidation: manualLiquidation,
  getMarginLiquidationLoan: liquidationLoan,
  repayMarginLiquidationLoan: repayLoan,
  getMarginLiquidationLoanRepayments: loanRepayments,
  createSpecialKey: createKey,
  deleteSpecialKey: (call: Call) => {
    call.keys.remove(find(call).apiKey);
    return {};
  },
  editSpecialKeyIp: editKey,
  getSpecialKey: (call: Call) => keyRow(find(call)),
  getSpecialKeys: ({ sent, keys }: Call) => specialKeys(keys.list(), sent.symbol).map(keyRow),
  exitSpecialKeyMode: leaveSpecialKeys,
} satisfies Record<string, Handler>;
