/** Where the controls of a paper exchange are. */
export interface ControlAddress {
  readonly controlUrl: string;
  readonly controlToken: string;
}

/** The controls by the name that `paper` has for them. */
const controls: Readonly<Record<string, { verb: string; path: string }>> = {
  clock: { verb: 'POST', path: 'clock' },
  price: { verb: 'POST', path: 'price' },
  deposit: { verb: 'POST', path: 'deposit' },
  faults: { verb: 'POST', path: 'faults' },
  clearFaults: { verb: 'DELETE', path: 'faults' },
  reset: { verb: 'POST', path: 'reset' },
  state: { verb: 'GET', path: 'state' },
  journal: { verb: 'GET', path: 'journal' },
};

/** Moves the paper exchange's clock and prices for a cell. The token stays on this side. */
export async function callControl(
  address: ControlAddress | undefined,
  name: string,
  body: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (!control) throw new TypeError(`paper.${name} is not a function`);
  if (!address) throw new Error('`paper` controls the paper exchange, and the profile in use is not a paper one.');
  const response = await fetch(new URL(control.path, `${address.controlUrl.replace(/\/$/, '')}/`), {
    method: control.verb,
    headers: { authorization: `Bearer ${address.controlToken}`, 'content-type': 'application/json' },
    ...(control.verb === 'POST' && { body: JSON.stringify(body) }),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The paper exchange refused paper.${name}: ${text || response.statusText}`);
  return text ? (JSON.parse(text) as unknown) : undefined;
}
