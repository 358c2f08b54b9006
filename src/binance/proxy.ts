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
  const { hostname, protocol } = new URL(address);
  if (local.test(hostname) || isExcepted(hostname, environment.no_proxy ?? environment.NO_PROXY)) return undefined;
  const names = namesFor[protocol.replace(/^ws/, 'http')] ?? [];
  const candidates = [setting, ...names.map((name) => environment[name])];
  // "proxy:3128" is commonly written without a scheme. Others than these (socks) open no tunnel that we know.
  const chosen = candidates.find((one) => one !== undefined && /^(https?:\/\/|(?!\w+:\/\/))./.test(one));
  if (chosen === undefined) return undefined;
  return chosen.includes('://') ? chosen : `http://${chosen}`;
}

/** `no_proxy`: names separated by commas; `binance.com` and `.binance.com` both mean the host and those below it. */
function isExcepted(hostname: string, list: string | undefined): boolean {
  return (list ?? '').split(',').some((entry) => {
    const name = entry.trim().replace(/^\*?\./, '');
    return name === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`)));
  });
}
