import assert from 'node:assert/strict';
import { Connection, MissingKeyError } from '../../src/connection/connection.ts';
import { Emitter } from '../../src/connection/event.ts';
import { Profiles } from '../../src/connection/profiles.ts';
import type { Announcement, Profile, Session } from '../../src/connection/session.ts';
import { Machine } from './a-machine.ts';

const announcement: Announcement = {
  restUrl: 'http://127.0.0.1:1',
  wsApiUrl: 'ws://127.0.0.1:1',
  streamUrl: 'ws://127.0.0.1:1',
  controlUrl: 'http://127.0.0.1:1',
  controlToken: 'token',
  apiKey: 'paper-key',
  apiSecret: 'paper-secret',
};

const mine: Profile = {
  id: 'p1',
  name: 'Mine',
  mode: 'READ-ONLY',
  endpoint: { restUrl: 'https://api.binance.com' },
  keyKind: 'HMAC',
};

const never = new Promise<never>(() => undefined);

function window(machine: Machine, open: () => Promise<Announcement> = () => Promise.resolve(announcement)) {
  const ended = new Emitter<void>();
  const closed: string[] = [];
  const created: { profile: string; restUrl: string; apiKey: string }[] = [];
  const connection = new Connection({
    profiles: new Profiles(machine.memory, machine.store),
    memory: machine.memory,
    paper: { open, onDidEnd: ended.event },
    createClient: (profile, endpoint, { apiKey }) => {
      created.push({ profile: profile.id, restUrl: endpoint.restUrl, apiKey });
      const client = {
        getMarginAccount: () => never,
        getIsolatedMarginAccount: () => never,
        close: () => void closed.push(profile.name),
      };
      return Promise.resolve(client as unknown as Session['client']);
    },
    account: { pace: () => ({ watched: 0, unwatched: 0 }) },
  });
  return { connection, ended, created, closed };
}

describe('the connection', () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));

  it('removes a profile although the memory takes a change back once', async () => {
    const { memory } = machine;
    let undone = false;
    const forgetful = {
      get: (key: string) => memory.get(key),
      update: async (key: string, value: unknown) => {
        const before = memory.get(key);
        await memory.update(key, value);
        if (undone || !Array.isArray(value) || value.length > 0) return;
        undone = true;
        await memory.update(key, before);
      },
    };
    const profiles = new Profiles(forgetful, machine.store);
    await profiles.add(mine, { apiKey: 'key', secret: 'secret' });
    await profiles.remove(mine);
    assert.ok(undone);
    assert.equal(profiles.find(mine.id), undefined);
  });

  it('uses nothing before it is asked to, then the paper account for a new user', async () => {
    const { connection, created } = window(machine);
    assert.deepEqual([connection.status.kind, created.length], ['disconnected', 0]);
    const session = await connection.ensure();
    assert.deepEqual([session.mode, session.paper?.restUrl], ['PAPER', announcement.restUrl]);
    assert.deepEqual(created, [{ profile: 'paper', restUrl: announcement.restUrl, apiKey: 'paper-key' }]);
  });

  it('opens once for all who ask meanwhile', async () => {
    const { connection, created } = window(machine);
    const sessions = await Promise.all([connection.ensure(), connection.ensure(), connection.ensure()]);
    assert.equal(new Set(sessions).size, 1);
    assert.equal(created.length, 1);
  });

  it('remembers the profile used last over restarts', async () => {
    const first = window(machine).connection;
    await first.profiles.add(mine, { apiKey: 'k', secret: 's' });
    await first.use(mine);
    assert.equal((await window(machine).connection.ensure()).profile.name, 'Mine');
  });

  it('keeps the key in SecretStorage alone', async () => {
    const { connection } = window(machine);
    await connection.profiles.add(mine, { apiKey: 'my-api-key', secret: 'my-api-secret' });
    await connection.use(mine);
    assert.doesNotMatch(JSON.stringify([...machine.kept]), /my-api/);
    assert.doesNotMatch(JSON.stringify(connection.session?.profile), /my-api/);
  });

  it('ends the session when another window removes its profile', async () => {
    const here = window(machine).connection;
    await here.profiles.add(mine, { apiKey: 'k', secret: 's' });
    await here.use(mine);
    const lost: string[] = [];
    here.onDidLoseProfile(({ name }) => lost.push(name));
    await window(machine).connection.profiles.remove(mine);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([here.status.kind, lost], ['disconnected', ['Mine']]);
    assert.equal(here.account.snapshot, undefined);
  });

  it('takes a secret that is no JSON for a missing key, and shows no piece of it', async () => {
    const { connection } = window(machine);
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    for (const key of machine.secrets.keys()) machine.secrets.set(key, 'my-api-secret by hand');
    await assert.rejects(connection.use(mine), (error: Error) => {
      assert.ok(error instanceof MissingKeyError);
      assert.doesNotMatch(error.message + String(error.stack), /my-api-secret/);
      return true;
    });
  });

  it('works on with a full disk, and forgets only what it could not write', async () => {
    const { connection } = window(machine);
    machine.full = true;
    assert.equal((await connection.ensure()).mode, 'PAPER');
    assert.equal(connection.status.kind, 'connected');
    await assert.rejects(connection.profiles.add(mine, { apiKey: 'k', secret: 's' }), /no space left/);
    const settle = connection.activity.begin({
      ...{ profile: 'Paper', mode: 'PAPER', title: 'Borrow', method: 'createMarginLoan', parameters: {} },
    });
    settle({ kind: 'done', result: 'Borrowed' });
    assert.deepEqual(
      connection.activity.entries.map(({ outcome }) => outcome.kind),
      ['done'],
    );
    machine.full = false;
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    assert.equal((await connection.use(mine)).profile.name, 'Mine');
  });

  it('says that a key is missing instead of asking the exchange without one', async () => {
    const { connection, created } = window(machine);
    await assert.rejects(connection.use(mine), MissingKeyError);
    assert.equal(connection.status.kind, 'failed');
    assert.equal(created.length, 0);
  });

  it('tells its listeners of the end of one session before the start of the next', async () => {
    const { connection, closed } = window(machine);
    const seen: (string | undefined)[] = [];
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    connection.onDidChangeSession((session) => seen.push(session?.profile.name));
    await connection.ensure();
    await connection.use(mine);
    assert.deepEqual(seen, ['Paper', undefined, 'Mine']);
    assert.deepEqual(closed, ['Paper']);
  });

  it('goes LIVE only by ending the READ-ONLY session', async () => {
    const { connection } = window(machine);
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    const before = await connection.use(mine);
    await connection.setMode(mine, 'LIVE');
    assert.notEqual(connection.session, before);
    assert.equal(connection.session?.mode, 'LIVE');
    assert.equal(window(machine).connection.profiles.find('p1')?.mode, 'LIVE');
  });

  it('goes READ-ONLY also while the profile is still opening as LIVE', async () => {
    const { connection, created } = window(machine);
    const live: Profile = { ...mine, mode: 'LIVE' };
    await connection.profiles.add(live, { apiKey: 'k', secret: 's' });
    const opening = connection.use(live);
    const switching = connection.setMode(live, 'READ-ONLY');
    await assert.rejects(opening, /Another profile was chosen/);
    await switching;
    assert.equal(connection.session?.mode, 'READ-ONLY');
    assert.equal(created.length, 2);
  });

  it('stays with the profile that was chosen while the mode of another was written', async () => {
    const { connection } = window(machine);
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    await connection.use(mine);
    const switching = connection.setMode(mine, 'LIVE');
    const paper = connection.profiles.find('paper');
    assert.ok(paper);
    await Promise.all([switching, connection.use(paper)]);
    assert.equal(connection.session?.mode, 'PAPER');
  });

  it('acts no more where another window has taken LIVE away, and gains nothing that another has given', async () => {
    const here = window(machine).connection;
    const there = window(machine).connection;
    await here.profiles.add({ ...mine, mode: 'LIVE' }, { apiKey: 'k', secret: 's' });
    const before = await here.ensure().then(() => here.use({ ...mine, mode: 'LIVE' }));
    assert.equal(before.mode, 'LIVE');
    await there.setMode({ ...mine, mode: 'LIVE' }, 'READ-ONLY');
    assert.equal((await here.ensure()).mode, 'READ-ONLY');
    await there.setMode(mine, 'LIVE');
    assert.equal((await here.ensure()).mode, 'READ-ONLY');
  });

  it('opens no profile that is removed meanwhile', async () => {
    await window(machine).connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    let hand: () => void = () => undefined;
    const read = new Promise<void>((resolve) => (hand = resolve));
    const get = machine.store.get.bind(machine.store);
    // The key is read, and on its way while the profile is removed.
    machine.store.get = async (key) => {
      machine.store.get = get;
      const secret = await get(key);
      await read;
      return secret;
    };
    const { connection, closed } = window(machine);
    const opening = connection.use(mine);
    await window(machine).connection.profiles.remove(mine);
    await new Promise((resolve) => setImmediate(resolve));
    hand();
    await assert.rejects(opening, /Another profile was chosen/);
    assert.equal(connection.session, undefined);
    assert.deepEqual(closed, ['Mine']);
  });

  it('forgets the alerts of a profile that is removed', async () => {
    const { connection } = window(machine);
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    const alert = { watched: { kind: 'price', symbol: 'BTCUSDT' }, condition: 'atOrBelow', threshold: '1' } as const;
    await connection.alerts.add({ ...alert, id: 'a', state: 'armed', profile: mine.id });
    await connection.alerts.add({ ...alert, id: 'b', state: 'armed', profile: 'paper' });
    await connection.profiles.remove(mine);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      connection.alerts.all.map(({ id }) => id),
      ['b'],
    );
  });

  it('drops a profile that was still opening when another was chosen', async () => {
    let announce: (announcement: Announcement) => void = () => undefined;
    const { connection } = window(machine, () => new Promise((resolve) => (announce = resolve)));
    await connection.profiles.add(mine, { apiKey: 'k', secret: 's' });
    const slow = connection.ensure();
    await connection.use(mine);
    announce(announcement);
    await assert.rejects(slow, /Another profile was chosen/);
    assert.equal(connection.session?.profile.name, 'Mine');
  });

  it('starts the paper exchange again when it ends by itself', async () => {
    const { connection, ended } = window(machine);
    const first = await connection.ensure();
    ended.fire();
    const second = await connection.ensure();
    assert.notEqual(second, first);
    assert.equal(second.mode, 'PAPER');
  });

  it('leaves out stored profiles that are none', () => {
    machine.kept.set('marginalia.profiles', [
      null,
      7,
      { id: 'x' },
      { ...mine, mode: 'PAPER' },
      { ...mine, endpoint: 1 },
    ]);
    assert.deepEqual(
      window(machine).connection.profiles.all.map(({ id }) => id),
      ['paper'],
    );
  });
});
