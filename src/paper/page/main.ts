import type { Overview } from '../server/overview.ts';
import { find, messageOf, onSubmit, say, typed } from './dom.ts';
import { Exchange } from './exchange.ts';
import { type Act, wireLevers } from './levers.ts';
import { accountCard, clockText, element, eventLine, orderTable } from './views.ts';

/** The status page: shows the exchange as it changes, and works its controls. */

const MOST_EVENTS = 200;
const POLL_MS = 2000;
const RECONNECT_MS = 3000;

/** The token comes once, in the address's fragment (which no server sees), and stays in this tab. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    sessionStorage.setItem('token', given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('token');
}

let latest: Overview | undefined;

function fill(select: HTMLSelectElement, names: readonly string[]): void {
  if (select.options.length === names.length) return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => new Option(name)));
  if (names.includes(chosen)) select.value = chosen;
}

function show(overview: Overview): void {
  latest = overview;
  const { now, clock, accounts, orders, prices } = overview;
  find('clock').textContent = clockText(now, clock);
  find('account-list').replaceChildren(...accounts.map(accountCard));
  find('order-list').replaceChildren(orderTable(orders));
  const manual = clock === 'manual';
  find('clock-hint').textContent = manual
    ? 'Stands still until it is moved.'
    : 'Runs with the machine. Start with --clock manual to move it.';
  for (const control of document.querySelectorAll<HTMLButtonElement | HTMLInputElement>('#advance button, #moment *'))
    control.disabled = !manual;
  fill(
    find('price').querySelector('select') ?? new HTMLSelectElement(),
    prices.map(({ symbol }) => symbol),
  );
  fill(find('deposit').querySelector('select') ?? new HTMLSelectElement(), [
    'SPOT',
    'CROSS',
    ...prices.map(({ symbol }) => symbol),
  ]);
  showPrice();
}

/** The chosen pair's price, as long as nobody is typing another. */
function showPrice(): void {
  const form = typed('price', HTMLFormElement);
  const symbol = form.querySelector('select')?.value;
  const input = form.querySelector('input');
  const row = latest?.prices.find((price) => price.symbol === symbol);
  if (input && row) input.placeholder = `${row.price}${row.held ? ' (held)' : ''}`;
}

async function run(exchange: Exchange): Promise<void> {
  const refresh = async (): Promise<void> => {
    show(await exchange.control<Overview>('GET', 'overview'));
  };
  await refresh();
  find('locked').hidden = true;
  find('open').hidden = false;
  wire(exchange, refresh);
  let waiting: number | undefined;
  const soon = (): void => {
    waiting ??= window.setTimeout(() => {
      waiting = undefined;
      refresh().catch((error: unknown) => say(messageOf(error), true));
    }, 100);
  };
  setInterval(() => {
    if (!document.hidden && latest?.clock === 'real') soon();
  }, POLL_MS);
  const listen = (): void => {
    say('Connected.');
    soon();
    const list = find('event-list');
    void exchange
      .listen((type, event) => {
        const line = eventLine(type, event);
        if (line !== undefined) list.prepend(element('li', 'figure', line));
        while (list.childElementCount > MOST_EVENTS) list.lastElementChild?.remove();
        soon();
      })
      .catch(() => undefined)
      .then(() => {
        say('The connection was lost; trying again.', true);
        setTimeout(listen, RECONNECT_MS);
      });
  };
  listen();
}

/** What buttons and forms do: one control each, then a fresh look. */
function wire(exchange: Exchange, refresh: () => Promise<void>): void {
  const act: Act = async (done, method, name, body) => {
    try {
      const answer = await exchange.control<never>(method, name, body);
      await refresh();
      say(done);
      return answer;
    } catch (error) {
      say(messageOf(error), true);
      return undefined;
    }
  };
  wireLevers(exchange, act).catch((error: unknown) => say(messageOf(error), true));

  find('advance').addEventListener('click', (event) => {
    const { target } = event;
    if (target instanceof HTMLButtonElement)
      void act('The clock was moved.', 'POST', 'clock', { advanceMs: Number(target.dataset.ms) });
  });
  onSubmit('moment', ({ to = '' }) => {
    void act('The clock was moved.', 'POST', 'clock', { now: `${to}Z` });
  });
  onSubmit('price', ({ symbol = '', price = '' }, pressed) => {
    const now = latest?.prices.find((row) => row.symbol === symbol)?.price ?? '0';
    const share = pressed === 'fall' ? 0.9 : pressed === 'rise' ? 1.1 : undefined;
    // A test lever, not an amount of anybody's: a float will do, cut to the pair's own decimals.
    const moved = share === undefined ? price || now : (Number(now) * share).toFixed(now.split('.')[1]?.length ?? 0);
    const released = pressed === 'release';
    void act(released ? `${symbol} was let go.` : `${symbol} is held.`, 'POST', 'price', {
      symbol,
      price: released ? null : moved,
    });
  });
  find('price').querySelector('select')?.addEventListener('change', showPrice);
  onSubmit('deposit', (values) => void act('Deposited.', 'POST', 'deposit', values));
  const listFaults = async (): Promise<void> => {
    const armed = await exchange.control<{ endpoint: string; kind: string; times: number }[]>('GET', 'faults');
    find('fault-list').textContent = armed
      .map(({ endpoint, kind, times }) => `${kind} × ${times} on ${endpoint}`)
      .join('; ');
  };
  onSubmit('fault', ({ endpoint, kind, times }) => {
    const more = kind === 'latency' ? { ms: 3000 } : kind === 'code' ? { code: -1007, after: true } : {};
    void act('Armed.', 'POST', 'faults', [{ endpoint, kind, times: Number(times), ...more }]).then(listFaults);
  });
  find('disarm').addEventListener('click', () => void act('Disarmed.', 'DELETE', 'faults').then(listFaults));
  onSubmit('keep', ({ name }, pressed) => {
    void act(pressed === 'restore' ? 'Back at the snapshot.' : 'Kept.', 'POST', pressed, { name });
  });
  const sure = typed('sure', HTMLDialogElement);
  find('reset').addEventListener('click', () => sure.showModal());
  sure.addEventListener('close', () => {
    if (sure.returnValue === 'yes') void act('Everything was reset.', 'POST', 'reset');
    sure.returnValue = '';
  });
}

function start(token: string | null): void {
  if (token === null) {
    find('locked').hidden = false;
    return;
  }
  run(new Exchange(token)).catch((error: unknown) => {
    sessionStorage.removeItem('token');
    find('locked').hidden = false;
    say(messageOf(error), true);
  });
}

typed('unlock', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const given = new FormData(event.currentTarget as HTMLFormElement).get('token');
  if (typeof given !== 'string') return;
  sessionStorage.setItem('token', given.trim());
  start(given.trim());
});
start(takeToken());
