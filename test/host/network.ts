// Watches where Marginalia connects to from the extension host, for the test that it contacts nobody but the exchange.
import dns from 'node:dns';
import net from 'node:net';

type Connect = (this: unknown, ...rest: unknown[]) => unknown;

const place = Symbol.for('marginalia.contacted');
const shared = globalThis as unknown as Record<symbol, Set<string> | undefined>;

/** Hosts that Marginalia asked for or connected to since the first call. */
export function contacted(): ReadonlySet<string> {
  const known = shared[place];
  if (known) return known;
  const hosts = new Set<string>();
  shared[place] = hosts;
  const note = (host: unknown) => {
    if (ours()) hosts.add(typeof host === 'string' ? host : 'localhost');
  };
  // Node itself uses both as properties of their modules, so that a replacement sees every connection.
  const socket = net.Socket.prototype as unknown as { connect: Connect };
  const connect = Reflect.get<typeof socket, 'connect'>(socket, 'connect');
  socket.connect = function (this: unknown, ...rest) {
    // Node hands its own calls on as one array of options and callback.
    const [first, second] = (Array.isArray(rest[0]) ? rest[0] : rest) as unknown[];
    if (typeof first === 'number') note(second);
    else if (typeof first === 'object' && first !== null && 'port' in first) note('host' in first && first.host);
    return Reflect.apply<unknown, unknown[], unknown>(connect, this, rest);
  };
  const names = dns as unknown as { lookup: Connect };
  const { lookup } = names;
  names.lookup = (host, ...rest) => {
    note(host);
    return Reflect.apply<unknown, unknown[], unknown>(lookup, dns, [host, ...rest]);
  };
  return hosts;
}

/** Whether our code stands on the stack: the editor's own extensions, which run in the same process, call out too. */
function ours(): boolean {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = before;
  return /dist[\\/]extension\.cjs|src[\\/](binance|connection|notebook)/.test(stack);
}
