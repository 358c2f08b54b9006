// What a new user does in the first ten minutes, on the packaged extension in a real VS Code.
import assert from 'node:assert/strict';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

const near = (amount: number, wanted: number) => Math.abs(amount - wanted) < 1e-6;

describe('first ten minutes', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open({ name: 'first-ten-minutes', theme: 'dark', notebook: 'welcome.ipynb' });
  });
  const loan = () => bench.row(/^Loan of USDT in cross/);
  continuing(() => bench);

  it('opens the sample notebook as a notebook, with the Marginalia kernel chosen', async () => {
    await bench.page.locator('.notebookOverlay').getByText('await client.getMarginAccount()').first().waitFor();
    await bench.page.locator('.notebookOverlay').getByText('Marginalia (TypeScript)').first().waitFor();
    await bench.shoot('notebook opened');
  });

  it('shows the accounts, the loans and the mode without being asked for anything', async () => {
    await bench.openMargin();
    await bench.row(/^Cross account, margin level/).waitFor();
    await bench.find('Accounts', /^Isolated account \w+, margin level/);
    await bench.row(/^Loan of /).waitFor();
    await bench.statusBar.getByRole('button', { name: /mode PAPER/ }).waitFor();
    await bench.shoot('margin view');
    await bench.expand(await bench.find('Accounts', /^USDT: free/));
    for (const figure of ['Free', 'Locked', 'Borrowed', 'Interest', 'Net']) {
      await bench.find('Accounts', new RegExp(`^${figure}: [\\d,.]+ USDT`));
    }
    await bench.shoot('margin view, an asset opened');
  });

  it('refuses amounts that make no sense, at the input box', async () => {
    await bench.command('Margin: Borrow');
    await bench.asked('Which account?');
    await bench.shoot('borrow, account');
    await bench.choose(/^Cross/);
    await bench.asked('Which asset to borrow?');
    await bench.choose(/^USDT/);
    await bench.asked(/How much USDT to borrow.*At most/);
    for (const [typed, refusal] of [
      ['abc', /Enter an amount of USDT/],
      ['-1', /greater than zero/],
      ['0', /greater than zero/],
      ['1.123456789', /at most 8 decimals/],
      ['999999999', /The maximum is/],
    ] as const) {
      await bench.write(typed);
      await bench.hint(refusal);
      await bench.enter();
      await bench.hint(refusal);
    }
    await bench.shoot('borrow, refused');
  });

  it('borrows after showing the numbers, and the trees change by themselves', async () => {
    const before = await bench.amount(loan(), 'principal');
    await bench.write('100');
    await bench.hint(/Interest/);
    await bench.shoot('borrow, what it does');
    await bench.enter();
    await bench.dialog.getByText('Borrow 100 USDT (cross)').waitFor();
    await bench.shoot('borrow, confirmation');
    await bench.confirm('Borrow');
    await bench.notice(/Borrowed 100 USDT/);
    await bench.amountIs(loan(), 'principal', (amount) => near(amount, before + 100));
    await bench.shoot('borrowed');
    await bench.dismissNotices();
  });

  it('borrows nothing when the confirmation is cancelled', async () => {
    const before = await bench.amount(loan(), 'principal');
    await bench.menu(loan(), 'Borrow');
    await bench.asked(/How much USDT to borrow/);
    await bench.write('50');
    await bench.enter();
    await bench.confirm('Cancel');
    await bench.command('Margin: Refresh');
    assert.equal(await bench.amount(loan(), 'principal'), before);
  });

  it('repays from the row of the loan', async () => {
    const before = await bench.amount(loan(), 'principal');
    await bench.menu(loan(), 'Repay');
    await bench.asked(/How much USDT to repay/);
    await bench.write('100');
    await bench.enter();
    await bench.shoot('repay, confirmation');
    await bench.confirm('Repay');
    await bench.notice(/Repaid/);
    // Interest is paid before principal, so a little of the principal may stay.
    await bench.amountIs(loan(), 'principal', (amount) => amount < before - 90);
    await bench.shoot('repaid');
    await bench.dismissNotices();
  });

  it('transfers from spot to cross', async () => {
    const before = await bench.amount(await bench.find('Accounts', /^USDT: free/), 'free');
    await bench.command('Margin: Transfer');
    await bench.asked('From which wallet?');
    await bench.choose(/^Spot/);
    await bench.asked('To which wallet?');
    await bench.choose(/^Cross/);
    await bench.asked('Which asset to move?');
    await bench.choose(/^USDT/);
    await bench.asked(/How much USDT to move/);
    await bench.write('25');
    await bench.enter();
    await bench.shoot('transfer, confirmation');
    await bench.confirm('Transfer');
    await bench.notice(/Moved 25 USDT/);
    await bench.amountIs(bench.row(/^USDT: free/), 'free', (amount) => near(amount, before + 25));
    await bench.dismissNotices();
  });

  it('buys at market', async () => {
    const before = await bench.amount(await bench.find('Accounts', /^BTC: free/), 'free');
    await bench.command('Margin: Place Order');
    await bench.asked('Which account?');
    await bench.choose(/^Cross/);
    await bench.asked('Which pair?');
    await bench.write('BTCUSDT');
    await bench.choose(/^BTCUSDT/);
    await bench.asked(/Buy or sell BTCUSDT/);
    await bench.choose(/^Buy/);
    await bench.asked('Which type of order?');
    await bench.shoot('order, type');
    await bench.choose(/^Market/);
    await bench.asked('Where do the funds come from?');
    await bench.choose(/^Own funds/);
    await bench.asked(/How much BTC to buy/);
    await bench.write('0.001');
    await bench.enter();
    await bench.shoot('order, confirmation');
    await bench.confirm('Buy');
    await bench.notice(/filled at/);
    await bench.amountIs(bench.row(/^BTC: free/), 'free', (amount) => amount > before);
    await bench.dismissNotices();
  });

  it('places a limit order far from the market, from the row of the account, and cancels it from its own row', async () => {
    await bench.menu(bench.row(/^Cross account/), 'Place Order');
    await bench.asked('Which pair?');
    await bench.write('BTCUSDT');
    await bench.choose(/^BTCUSDT/);
    await bench.asked(/Buy or sell BTCUSDT/);
    await bench.choose(/^Buy/);
    await bench.asked('Which type of order?');
    await bench.choose(/^Limit/);
    await bench.asked(/index price is [\d,.]+\d/);
    await bench.write(String(Math.round((await indexPrice(bench)) * 0.9)));
    await bench.enter();
    await bench.asked('Where do the funds come from?');
    await bench.choose(/^Own funds/);
    await bench.asked(/How much BTC to buy/);
    await bench.write('0.002');
    await bench.enter();
    await bench.confirm('Buy');
    await bench.notice(/is in the book/);
    const row = bench.row(/^BTCUSDT, Buy 0.002 at/);
    await row.waitFor();
    await bench.shoot('order open');
    await bench.dismissNotices();
    await bench.menu(row, 'Cancel Order');
    await bench.confirm('Cancel Order');
    await bench.notice(/canceled/);
    await row.waitFor({ state: 'hidden' });
    await bench.shoot('order cancelled');
    await bench.dismissNotices();
  });

  it('runs the notebook: tables, a group-by and a chart', async () => {
    await bench.runAll();
    await bench.cellsDone();
    const account = await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'netAsset' }));
    assert.match(await account.innerText(), /USDT/);
    await bench.shoot('notebook, account');
    await bench.reveal((outputs) => outputs.getByText(/Margin level [\d.]+: assets are worth/));
    await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'interestAccuredTime' }));
    await bench.shoot('notebook, interest history');
    await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'interest_sum' }));
    const chart = await bench.reveal((outputs) => outputs.getByRole('figure').locator('svg'));
    assert.ok(((await chart.boundingBox())?.width ?? 0) > 300);
    await bench.shoot('notebook, group-by and chart');
    await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'averagePrice' }));
    await bench.shoot('notebook, trades');
    const outputs = await bench.outputs();
    assert.equal(await outputs.locator('.error, .traceback').count(), 0);
    await bench.statusBar.getByRole('button', { name: 'No Problems' }).waitFor();
  });
});

/** The index price that the question for a limit price names. */
async function indexPrice(bench: Workbench): Promise<number> {
  const prompt = await bench.question();
  return Number(/index price is ([\d,.]+\d)/.exec(prompt)?.[1]?.replaceAll(',', ''));
}
