/** The environment's names for a proxy, small letters first as everyone reads them. */
const namesFor: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};
const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The proxy through which an address is to be reached, or undefined for directly.
 * @param setting what a user has chosen (such as VS Code's `http.proxy`); goes before the environment.
 * @param environment `https_proxy`, `no_proxy` and their like, as in `process.env`.
 */
export function proxyFor(
  address: string,
  setting: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { hostname, port, protocol } = new URL(address);
  const names = namesFor[protocol.replace(/^ws/, 'http')];
  const excepted = environment.no_proxy ?? environment.NO_PROXY ?? '';
  const host = { name: bare(hostname), port: port || (names === namesFor['https:'] ? '443' : '80') };
  if (local.test(hostname) || isExcepted(host, excepted)) return undefined;
  const candidates = [setting, ...(names ?? []).map((name) => environment[name])];
  // "proxy:3128" is commonly written without a scheme. Others than these (socks) open no tunnel that we know.
  const chosen = candidates.find((one) => one !== undefined && /^(https?:\/\/|(?!\w+:\/\/))./.test(one));
  if (chosen === undefined) return undefined;
  return chosen.includes('://') ? chosen : `http://${chosen}`;
}

/**
 * `no_proxy`: names separated by commas; `binance.com` and `.binance.com` both mean the host and those below it, with a
 * port only on that port.
 */
function isExcepted(host: { readonly name: string; readonly port: string }, list: string): boolean {
  return list.split(',').some((entry) => {
    const text = entry.trim().toLowerCase();
    // More than one colon without brackets is an IPv6 address, and none of it a port.
    const [, given = text, port = host.port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
    const name = bare(given).replace(/^\*?\./, '');
    const named = name !== '' && (host.name === name || host.name.endsWith(`.${name}`));
    return port === host.port && (name === '*' || named);
  });
}

/** An IPv6 address without its brackets. */
const bare = (name: string): string => name.replace(/^\[|\]$/g, '');
