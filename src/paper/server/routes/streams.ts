import { CROSS } from '../../engine/state.ts';
import { accountOfSymbol, type Call, type Handler } from '../call.ts';
import { fail } from '../fault.ts';

/** What opens and keeps the user streams; the sockets themselves are in `streams/`. */

function listenToken({ sent, tickets, view, now }: Call): unknown {
  const account = accountOfSymbol(sent.isIsolated === 'true' ? sent.symbol : undefined);
  if (!view.account(account)) throw fail(-11001);
  const validity = sent.validity === undefined ? undefined : Number(sent.validity);
  const { name, expiresAt } = tickets.issueToken(account, now, validity);
  return { token: name, expirationTime: expiresAt };
}

const openKey = ({ tickets, now }: Call): unknown => ({
  listenKey: tickets.openKey({ kind: 'risk', account: CROSS }, now).name,
});
function keepKey({ sent, tickets, now }: Call): unknown {
  if (!tickets.keepKey(sent.listenKey ?? '', 'risk', now)) throw fail(-3038);
  return {};
}
function closeKey({ tickets }: Call): unknown {
  tickets.closeKeys('risk');
  return {};
}

export const streamRoutes = {
  createMarginListenToken: listenToken,
  createMarginListenKey: openKey,
  keepMarginListenKey: keepKey,
  closeMarginListenKey: closeKey,
} satisfies Record<string, Handler>;
