import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paperOptions, paperUsage } from '../../src/cli/paper-options.ts';
import { ScenarioError, startExchange } from '../../src/paper/exchange.ts';
import { defaultRules } from '../../src/paper/rules.ts';
import { START } from './support.ts';

describe('the command line of the paper exchange', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'paper-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const options = (...args: string[]) => paperOptions(args, () => undefined);

  it('names every rule that may be chosen, with what it is otherwise', () => {
    for (const [name, value] of Object.entries(defaultRules))
      assert.ok(paperUsage.includes(`${name} (${String(value)})`));
  });

  it('takes rules as words, numbers and decimals', () => {
    const rules = [
      'interestRounding=half-up',
      'isolatedAccounts=3',
      'liquidationFee=0.01',
      'directIsolatedTransfers=false',
    ];
    assert.deepEqual(options(...rules.flatMap((rule) => ['--rule', rule])).rules, {
      interestRounding: 'half-up',
      isolatedAccounts: 3,
      liquidationFee: '0.01',
      directIsolatedTransfers: false,
    });
  });

  for (const [args, says] of [
    [['--rule', 'interestRounding=down'], /is up or half-up, not "down"/],
    [['--rule', 'gravity=9.81'], /--rule gravity=9.81: there are interestRounding, /],
    [['--rule', 'liquidationFee=-1'], /takes a decimal such as 0.02, not "-1"/],
    [['--rule', 'isolatedAccounts=many'], /takes a whole number/],
    [['--rule', 'marginCallRepeatMs=0'], /marginCallRepeatMs is 60000 at least/],
    [['--live-prices', '--clock', 'manual'], /needs the real clock/],
    [['--live-url', 'ftp://x'], /takes an http\(s\) address/],
    [['--standby'], /needs a data file/],
    [['--replay', '/nowhere/BTCUSDT.csv'], /cannot be read: ENOENT/],
    [['--scenario', '/nowhere'], /cannot be read: ENOENT/],
  ] as const)
    it(`refuses ${args.join(' ')} with a reason`, () => {
      assert.throws(() => options(...args), says);
    });

  it('reads recordings, several into one, and says in which file and line one is wrong', () => {
    const candles = file('BTCUSDT-1m-2024-03-01.csv', '1709251200000,61000,61100,60900,61050,1,1709251259999\n');
    const lines = file('rest.csv', 'time,symbol,price\n2024-03-01,ETHUSDT,3400\n');
    const { replay } = options('--replay', candles, '--replay', lines);
    assert.deepEqual([...(replay?.series.keys() ?? [])], ['BTCUSDT', 'ETHUSDT']);
    assert.ok(options('--replay', `SOLUSDT=${candles}`).replay?.series.has('SOLUSDT'));
    const broken = file('broken.csv', 'time,symbol,price\n2024-03-01,ETHUSDT,much\n');
    assert.throws(() => options('--replay', broken), /broken\.csv: Line 2: "much" is not a price/);
  });

  it('keeps rules and recordings with the data, and changes a rule only from then on', async () => {
    const data = join(folder, 'kept.db');
    const common = { data, clock: 'manual', empty: true } as const;
    const { replay } = options(
      '--replay',
      file('BTCUSDT.csv', '1709251200000,61000,61100,60900,61050,1,1709251259999\n'),
    );
    const first = await startExchange({ ...common, rules: { isolatedAccounts: 2 }, replay: replay! });
    await first.venue.submit({ do: 'deposit', account: 'CROSS', asset: 'BTC', amount: '1' });
    await first.close();
    const second = await startExchange(common);
    assert.equal(second.venue.world.rules.isolatedAccounts, 2);
    assert.equal(second.venue.view.prices.pair('BTCUSDT').toFixed(), '61000');
    await second.close();
    const third = await startExchange({ ...common, rules: { interestRounding: 'half-up' } });
    const { isolatedAccounts, interestRounding } = third.venue.world.rules;
    assert.deepEqual([isolatedAccounts, interestRounding], [2, 'half-up']);
    assert.equal(third.venue.view.holding('CROSS', 'BTC').free.toFixed(), '1');
    await third.close();
  });

  it('plays a scenario before it serves', async () => {
    const common = { clock: 'manual', start: START, empty: true } as const;
    const steps = [{ afterMs: 60_000, platform: { vipLevel: 3 } }];
    const { scenario } = options('--scenario', file('story.json', JSON.stringify(steps)));
    const exchange = await startExchange({ ...common, scenario });
    assert.equal(exchange.venue.state.settings.vipLevel, 3);
    assert.equal(exchange.venue.clock.now(), START + 60_000);
    await exchange.close();
    await assert.rejects(startExchange({ ...common, scenario: [{}] }), ScenarioError);
  });
});
