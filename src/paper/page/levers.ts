import { find, messageOf, onSubmit, say, typed } from './dom.ts';
import type { Exchange } from './exchange.ts';
import { element } from './views.ts';

/** The rarer levers: what the platform allows, recordings, scenarios, keys, streams. Each card shows how things stand. */

interface Platform {
  readonly vipLevel: number;
  readonly bans: readonly string[];
  readonly rates: Readonly<Record<string, string | null>>;
  readonly inventory: Readonly<Record<string, string>>;
}
interface Replay {
  readonly symbols: readonly string[];
  readonly from: number;
  readonly to: number;
}
interface Key {
  readonly apiKey: string;
  readonly kind: string;
  readonly name: string;
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly secret?: string;
}
interface Progress {
  readonly left: number;
  readonly played: readonly { readonly did: string; readonly status: number }[];
}

/** Does one control and says so; gives back its answer, or nothing when it was refused. */
export type Act = <T>(done: string, method: string, name: string, body?: unknown) => Promise<T | undefined>;

export async function wireLevers(exchange: Exchange, act: Act): Promise<void> {
  await Promise.all([
    platformCard(exchange, act),
    replayCard(exchange, act),
    scenarioCard(exchange, act),
    keysCard(exchange, act),
    streamsCard(exchange, act),
  ]);
}

async function platformCard(exchange: Exchange, act: Act): Promise<void> {
  const whole = typed('platform-json', HTMLTextAreaElement);
  const form = typed('platform', HTMLFormElement);
  const show = (platform: Platform | undefined): void => {
    if (!platform) return;
    const { bans, vipLevel } = platform;
    for (const box of form.querySelectorAll<HTMLInputElement>('input[name=ban]'))
      box.checked = bans.includes(box.value);
    const level = form.querySelector<HTMLInputElement>('input[name=vipLevel]');
    if (level) level.value = String(vipLevel);
    const set = Object.entries(platform.rates).filter(([, daily]) => daily !== null);
    find('platform-hint').textContent = [
      ...set.map(([asset, daily]) => `${asset} costs ${daily ?? ''} a day`),
      ...Object.entries(platform.inventory).map(([asset, amount]) => `${amount} ${asset} left to lend`),
    ].join('; ');
    whole.value = JSON.stringify(platform, undefined, 1);
  };
  onSubmit('platform', ({ vipLevel = '0', asset = '', rate = '', inventory = '' }) => {
    const checked = form.querySelectorAll<HTMLInputElement>('input[name=ban]:checked');
    const change = {
      vipLevel: Number(vipLevel),
      bans: [...checked].map(({ value }) => value),
      // An empty field says nothing; a dash takes a figure back to the usual.
      ...(rate !== '' && { rates: { [asset]: rate === '-' ? null : rate } }),
      ...(inventory !== '' && { inventory: { [asset]: inventory === '-' ? null : inventory } }),
    };
    void act<Platform>('The platform was changed.', 'POST', 'platform', change).then(show);
  });
  onSubmit('platform-all', () => {
    const change = json(whole.value);
    if (change !== undefined) void act<Platform>('The platform was changed.', 'POST', 'platform', change).then(show);
  });
  show(await exchange.control<Platform>('GET', 'platform'));
}

async function replayCard(exchange: Exchange, act: Act): Promise<void> {
  const time = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
  const show = (replay: Replay | null | undefined): void => {
    if (replay === undefined) return;
    find('replay-hint').textContent = replay
      ? `Plays ${replay.symbols.join(', ')} from ${time(replay.from)} to ${time(replay.to)} UTC.`
      : 'Prices are the seeded walk, or those of a live market.';
  };
  onSubmit('replay', ({ symbol = '' }, pressed) => {
    if (pressed === 'stop') {
      void act<null>('Prices are the walk’s again.', 'DELETE', 'replay').then(show);
      return;
    }
    const file = typed('replay-file', HTMLInputElement).files?.[0];
    if (!file) {
      say('Choose a file first.', true);
      return;
    }
    // The exchange names its files after the pair.
    const named = symbol || (/^[A-Z0-9]{5,20}(?=-)/.exec(file.name)?.[0] ?? '');
    void file
      .text()
      .then((csv) =>
        act<Replay>(`${file.name} is played.`, 'POST', 'replay', { csv, ...(named !== '' && { symbol: named }) }).then(
          show,
        ),
      );
  });
  show(await exchange.control<Replay | null>('GET', 'replay'));
}

async function scenarioCard(exchange: Exchange, act: Act): Promise<void> {
  const show = (progress: Progress | undefined): void => {
    if (!progress) return;
    const { left, played } = progress;
    const refused = played.filter(({ status }) => status !== 200).length;
    find('scenario-hint').textContent =
      left + played.length === 0
        ? 'None is played.'
        : `${played.length} steps played${refused > 0 ? `, ${refused} of them refused` : ''}, ${left} to come.`;
  };
  onSubmit('scenario', ({ steps = '' }, pressed) => {
    if (pressed === 'stop') {
      void act<Progress>('The scenario was ended.', 'DELETE', 'scenario').then(show);
      return;
    }
    const script = json(steps);
    if (script !== undefined) void act<Progress>('The scenario is played.', 'POST', 'scenario', script).then(show);
  });
  show(await exchange.control<Progress>('GET', 'scenario'));
}

async function keysCard(exchange: Exchange, act: Act): Promise<void> {
  const list = find('key-list');
  const show = (keys: readonly Key[] | undefined): void => {
    if (!keys) return;
    list.replaceChildren(
      ...keys.map(({ apiKey, kind, name, permissions }, index) => {
        const allowed = Object.keys(permissions).filter((permission) => permissions[permission]);
        const row = element('li', '', `${name || 'unnamed'}, ${kind}: ${allowed.join(', ') || 'reading only'} `);
        if (index > 0) {
          const end = element('button', 'danger', 'End');
          end.setAttribute('type', 'button');
          end.setAttribute('aria-label', `End the key ${name || apiKey}`);
          end.addEventListener(
            'click',
            () => void act<Key[]>('The key was ended.', 'DELETE', 'keys', { apiKey }).then(show),
          );
          row.append(end);
        }
        return row;
      }),
    );
  };
  const made = find('key-made');
  onSubmit('keys', ({ name, kind, publicKey = '', trade, loans, transfers }) => {
    const permissions = { trade: trade === 'on', loans: loans === 'on', transfers: transfers === 'on' };
    const wanted = { name, kind, permissions, ...(publicKey !== '' && { publicKey }) };
    void act<Key>('The key was made.', 'POST', 'keys', wanted).then(async (key) => {
      if (!key) return;
      // Shown once, for copying; it is not asked for again.
      made.textContent = `API key ${key.apiKey}${key.secret === undefined ? '' : `, secret ${key.secret}`}`;
      show(await exchange.control<Key[]>('GET', 'keys'));
    });
  });
  show(await exchange.control<Key[]>('GET', 'keys'));
}

async function streamsCard(exchange: Exchange, act: Act): Promise<void> {
  const count = async (): Promise<void> => {
    const { open } = await exchange.control<{ open: number }>('GET', 'streams');
    find('streams-hint').textContent = open === 1 ? 'One socket is open.' : `${open} sockets are open.`;
  };
  find('cut').addEventListener('click', () => void act('Every socket was cut.', 'DELETE', 'streams').then(count));
  await count();
}

/** The value of a text, or nothing after saying that it is not JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    say(`This is not JSON: ${messageOf(error)}`, true);
    return undefined;
  }
}
