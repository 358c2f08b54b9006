import assert from 'node:assert/strict';
import { Alerts, type Alert, type Watched } from '../../src/connection/alerts.ts';
import type { Memory } from '../../src/connection/profiles.ts';
import { cross } from '../../src/connection/snapshot.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { pair, snapshot } from './a-snapshot.ts';

const alert = (watched: Watched, change: Partial<Alert> = {}): Alert => ({
  id: 'a',
  watched,
  condition: 'atOrBelow',
  threshold: '1.5',
  state: 'armed',
  profile: 'paper',
  ...change,
});
const atLevel = (level: string) => snapshot({ cross: { ...snapshot().cross, level: decimal(level) } });
const noPrices = new Map();

describe('alerts', () => {
  let kept: Map<string, unknown>;
  let alerts: Alerts;
  let fired: Alert[];
  let full: boolean;
  const memory = (): Memory => ({
    get: (key) => kept.get(key),
    update: (key, value) => {
      kept.set(key, structuredClone(value));
      return full ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve();
    },
  });
  const look = async (given: ReturnType<typeof snapshot>, now = 0, profile = 'paper') => {
    fired.length = 0;
    await alerts.look(profile, given, noPrices, now);
    return fired.map(({ firedValue }) => firedValue);
  };

  beforeEach(() => {
    kept = new Map();
    full = false;
    fired = [];
    alerts = new Alerts(memory());
    alerts.onDidFire((alert) => fired.push(alert));
  });

  it('fire once when the level reaches the threshold, and again only after being armed again', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }));
    assert.deepEqual(await look(atLevel('1.51')), []);
    assert.deepEqual(await look(atLevel('1.5')), ['1.5']);
    assert.deepEqual(await look(atLevel('1.2')), []);
    await alerts.change('a', { state: 'armed' });
    assert.deepEqual(await look(atLevel('1.2')), ['1.2']);
  });

  it('are silent while snoozed, and fire after', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }, { snoozedUntil: 1000 }));
    assert.deepEqual(await look(atLevel('1.2'), 999), []);
    assert.deepEqual(await look(atLevel('1.2'), 1000), ['1.2']);
  });

  it('watch the distance to liquidation, the rate and the price', async () => {
    await alerts.add(alert({ kind: 'distance', symbol: 'BTCUSDT' }, { threshold: '0.5' }));
    await alerts.add(alert({ kind: 'rate', asset: 'USDT' }, { id: 'b', condition: 'atOrAbove', threshold: '0.05' }));
    await alerts.add(alert({ kind: 'price', symbol: 'BTCUSDT' }, { id: 'c', threshold: '40000' }));
    const near = snapshot({ isolated: [pair({ indexPrice: decimal('40000'), liquidationPrice: decimal('30000') })] });
    assert.deepEqual(await look(near), ['0.25', '0.0500196', '40000']);
  });

  it('added, fired and removed in one window are so in the other', async () => {
    const other = new Alerts(memory());
    await alerts.add(alert({ kind: 'level', account: cross }));
    await other.add(alert({ kind: 'level', account: cross }, { id: 'b', threshold: '1.1' }));
    assert.deepEqual(
      alerts.all.map(({ id }) => id),
      ['a', 'b'],
    );
    await other.look('paper', atLevel('1.4'), noPrices, 0);
    assert.deepEqual(await look(atLevel('1.4')), [], 'told once, by whichever window saw it first');
    await alerts.remove('b');
    assert.equal(other.find('b'), undefined);
  });

  it('fire with a full disk, once', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }));
    full = true;
    assert.deepEqual(await look(atLevel('1.2')), ['1.2']);
    assert.deepEqual(await look(atLevel('1.2')), []);
  });

  it('of another profile do not fire', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }));
    assert.deepEqual(await look(atLevel('1.2'), 0, 'real'), []);
  });

  it('are kept over restarts, fired ones as fired', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }));
    await look(atLevel('1.2'));
    assert.deepEqual(
      new Alerts(memory()).all.map(({ state, firedValue }) => [state, firedValue]),
      [['fired', '1.2']],
    );
  });

  it('say nothing of an account that owes nothing', async () => {
    await alerts.add(alert({ kind: 'level', account: cross }));
    assert.deepEqual(await look(snapshot({ cross: { ...snapshot().cross, level: undefined } })), []);
  });

  it('leave out what is no alert in the storage', () => {
    kept.set('marginalia.alerts', [null, {}, alert({ kind: 'level', account: cross }, { threshold: 'NaN' })]);
    assert.deepEqual(new Alerts(memory()).all, []);
  });
});
