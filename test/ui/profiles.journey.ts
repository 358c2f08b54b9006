// A second exchange plays the real one: its key comes in READ-ONLY, goes LIVE by typing its name, and nothing moves there
// without an agreed question.
import assert from 'node:assert/strict';
import type { Paper } from '../stage/paper.ts';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

const name = 'Main account';
const moving = `await client.transferSpotToMargin({ asset: 'USDT', amount: '10' });
await client.transferSpotToMargin({ asset: 'USDT', amount: '20' });
'both moved';`;

describe('a real account', () => {
  let bench: Workbench;
  let real: Paper;
  before(async () => {
    bench = await Workbench.open({ name: 'profiles', theme: 'dark' });
    real = await bench.anotherExchange(['--empty']);
    await bench.control('POST', 'deposit', { wallet: 'SPOT', asset: 'USDT', amount: '3000' }, real);
    await bench.control('POST', 'deposit', { wallet: 'CROSS', asset: 'USDT', amount: '2000' }, real);
  });
  continuing(() => bench);

  const status = (mode: string, profile: string) =>
    bench.statusBar.getByRole('button', { name: new RegExp(`mode ${mode}, profile ${profile}`) });

  it('opens on paper', async () => {
    await bench.openMargin();
    await bench.row(/^Isolated account BTCUSDT/).waitFor();
    await status('PAPER', 'Paper').waitFor();
  });

  it('takes a key, says what it may do, and adds it as READ-ONLY', async () => {
    await bench.command('Margin: Add a Profile');
    await bench.asked(/A name for the profile/);
    await bench.write('paper');
    await bench.hint(/There is a profile of this name already/);
    await bench.write(name);
    await bench.enter();
    await bench.asked('Which exchange?');
    await bench.shoot('which exchange');
    await bench.choose(/^Another address/);
    await bench.asked(/The base address/);
    await bench.write('http://example.com');
    await bench.hint(/Only https is safe for a key/);
    await bench.write(real.restUrl);
    await bench.enter();
    await bench.asked('Which kind of key?');
    await bench.choose(/^HMAC/);
    await bench.asked(/The API key/);
    await bench.write(real.apiKey);
    await bench.shoot('key typed');
    await bench.enter();
    await bench.asked(/The secret/);
    await bench.write(real.apiSecret);
    await bench.enter();
    await bench.dialog.getByText(`Add the profile ${name}?`).waitFor();
    await bench.dialog.getByText(/The key may borrow, repay and transfer/).waitFor();
    await bench.shoot('what the key may do');
    await bench.confirm('Add as READ-ONLY');
    await status('READ-ONLY', name).waitFor();
  });

  it('shows nothing of the account before', async () => {
    await bench.find('Accounts', /^USDT: free 2,000/);
    await bench.gone(bench.row(/^Isolated account BTCUSDT/));
    await bench.gone(bench.row(/^Loan of /));
    await bench.gone(bench.row(/^BTCUSDT, /));
    await bench.shoot('read-only account');
    assert.doesNotMatch(await bench.page.locator('body').innerText(), secrets());
  });

  it('refuses to borrow while READ-ONLY, and says why', async () => {
    await bench.command('Margin: Borrow');
    await bench.notice(/Main account is READ-ONLY/);
    await bench.shoot('read-only refuses');
    await bench.dismissNotices();
  });

  it('refuses a cell as well', async () => {
    await bench.openCells(['const ready = true;', moving], 'writes');
    await bench.runCell(1);
    await bench.reveal((outputs) => outputs.getByText(/READ-ONLY/));
    await bench.shoot('read-only refuses a cell');
    assert.deepEqual(await bench.done('transfer', real), []);
  });

  it('goes LIVE only by the name of the profile', async () => {
    await bench.command('Margin: Go LIVE');
    await bench.asked('Which profile?');
    await bench.choose(name);
    await bench.asked(/Type .Main account. to agree/);
    await bench.write('main account');
    await bench.hint(/exactly: Main account/);
    await bench.enter();
    await bench.hint(/exactly: Main account/);
    await bench.shoot('going live, wrong name');
    await status('READ-ONLY', name).waitFor();
    await bench.write(name);
    await bench.enter();
    await status('LIVE', name).waitFor();
    await bench.statusBar.locator('.statusbar-item.warning-kind', { hasText: 'LIVE' }).waitFor();
    await bench.find('Accounts', /^USDT: free 2,000/);
    await bench.shoot('live');
  });

  it('moves nothing when the question is refused', async () => {
    await borrowing('100');
    await bench.dialog.getByText('LIVE · Borrow 100 USDT (cross)?').waitFor();
    await bench.dialog.getByText(`Profile: ${name}`).waitFor();
    await bench.shoot('live, asked before borrowing');
    await bench.confirm('Cancel');
    await bench.command('Margin: Refresh');
    assert.deepEqual(await bench.done('borrow', real), []);
    assert.equal(await bench.row(/^Loan of USDT/).count(), 0);
  });

  it('moves what was agreed to', async () => {
    await borrowing('100');
    await bench.confirm('Borrow');
    await bench.notice(/LIVE · Borrowed 100 USDT/);
    await bench.find('Loans', /^Loan of USDT in cross.*principal 100\b/);
    const loans = await bench.done('borrow', real);
    assert.deepEqual(
      loans.map(({ asset, amount }) => [asset, Number(amount)]),
      [['USDT', 100]],
    );
    await bench.shoot('live, borrowed');
    await bench.dismissNotices();
  });

  it('asks for an order as well, and places it once', async () => {
    for (const answer of ['Cancel', 'Buy']) {
      await bench.command('Margin: Place Order');
      await bench.asked('Which account?');
      await bench.choose(/^Cross/);
      await bench.asked('Which pair?');
      await bench.write('BTCUSDT');
      await bench.choose(/^BTCUSDT/);
      await bench.asked(/Buy or sell BTCUSDT/);
      await bench.choose(/^Buy/);
      await bench.asked('Which type of order?');
      await bench.choose(/^Market/);
      await bench.asked('Where do the funds come from?');
      await bench.choose(/^Own funds/);
      await bench.asked(/How much BTC to buy/);
      await bench.write('0.001');
      await bench.enter();
      await bench.dialog.getByText(/^LIVE · Buy 0.001 BTC at market/).waitFor();
      await bench.shoot(`live order, ${answer}`);
      await bench.confirm(answer);
    }
    await bench.notice(/filled at/);
    await bench.find('Accounts', /^BTC: free 0.000999/);
    assert.equal((await bench.done('order', real)).length, 1);
    await bench.dismissNotices();
  });

  it('asks before a cell moves anything, and never lets “Run All” do it unasked', async () => {
    const asked = bench.dialog.getByText('LIVE · A notebook cell wants to change the account. Allow it?');
    const amounts = async () => (await bench.done('transfer', real)).map(({ amount }) => Number(amount));
    await bench.runAll();
    await asked.waitFor();
    await bench.dialog.getByText('Amount: 10').waitFor();
    assert.equal(await bench.dialog.getByRole('button', { name: 'Allow All of This Run' }).count(), 0);
    await bench.shoot('live, a cell asks during Run All');
    await bench.confirm('Cancel');
    await bench.reveal((outputs) => outputs.getByText(/was not allowed: nothing was sent/));
    await bench.cellsDone();
    assert.deepEqual(await amounts(), []);

    await bench.runCell(1);
    await asked.waitFor();
    await bench.shoot('live, a cell asks');
    await bench.confirm('Allow This Call');
    await bench.dialog.getByText('Amount: 20').waitFor();
    await bench.confirm('Cancel');
    await bench.cellsDone();
    assert.deepEqual(await amounts(), [10]);

    await bench.runCell(1);
    await bench.dialog.getByText(/^LIVE · This cell has done this before/).waitFor();
    await bench.shoot('live, a cell would do it twice');
    await bench.confirm('Do It Again');
    await asked.waitFor();
    await bench.confirm('Allow All of This Run');
    await bench.reveal((outputs) => outputs.getByText(/both moved/));
    await bench.cellsDone();
    assert.deepEqual(await amounts(), [10, 10, 20]);
    await bench.shoot('live, a cell has moved');
  });

  it('goes back to paper, where nothing of the real account stays', async () => {
    await bench.command('Margin: Switch Profile');
    await bench.asked('Which profile?');
    await bench.shoot('switch profile');
    await bench.choose(/^Paper/);
    await status('PAPER', 'Paper').waitFor();
    await bench.find('Accounts', /^Isolated account BTCUSDT/);
    await bench.gone(bench.row(/^Loan of USDT in cross.*principal 100\b/));
    await bench.gone(bench.statusBar.locator('.statusbar-item.warning-kind', { hasText: 'LIVE' }));
    assert.deepEqual(
      (await bench.done('borrow')).filter(({ amount }) => Number(amount) === 100),
      [],
    );
  });

  it('removes the profile with its key', async () => {
    await bench.command('Margin: Remove a Profile');
    await bench.asked('Which profile?');
    await bench.choose(name);
    await bench.shoot('remove the profile');
    await bench.confirm('Remove');
    await bench.command('Margin: Switch Profile');
    await bench.asked('Which profile?');
    const offered = await bench.offered();
    assert.equal(offered.filter((text) => text.includes(name)).length, 0, offered.join(' | '));
    await bench.page.keyboard.press('Escape');
  });

  async function borrowing(amount: string): Promise<void> {
    await bench.command('Margin: Borrow');
    await bench.asked('Which account?');
    await bench.choose(/^Cross/);
    await bench.asked('Which asset to borrow?');
    await bench.choose(/^USDT/);
    await bench.asked(/How much USDT to borrow/);
    await bench.write(amount);
    await bench.enter();
  }

  function secrets(): RegExp {
    return new RegExp([real.apiSecret, real.apiKey].join('|'));
  }
});
