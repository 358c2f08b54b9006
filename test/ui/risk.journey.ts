// Prices move: orders that wait as a list, an alert that fires once, the badge, the Risk panel, and a liquidation.
import assert from 'node:assert/strict';
import { MarginClient } from '../../src/binance/client.ts';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

describe('when prices move', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open({
      name: 'risk',
      theme: 'dark',
      settings: { 'marginalia.refresh.visibleSeconds': 2 },
    });
    await bench.control('POST', 'price', { symbol: 'ETHUSDT', price: '3000' });
    await bench.openMargin();
  });
  continuing(() => bench);

  const move = (price: number) => bench.control('POST', 'price', { symbol: 'XRPUSDT', price: price.toFixed(4) });

  // What the account owes depends on the hour and the day at which its demo story ends: so the prices do, too.
  const isolated = async () => {
    const { restUrl, apiKey, apiSecret } = bench.paper;
    const client = new MarginClient({ restUrl, mode: 'PAPER', credentials: { apiKey, apiSecret } });
    try {
      const [account] = (await client.getIsolatedMarginAccount({ symbols: 'XRPUSDT' })).assets;
      assert.ok(account);
      return account;
    } finally {
      client.close();
    }
  };
  const moveToLevel = async (level: number) => {
    const { baseAsset, quoteAsset } = await isolated();
    const debt = Number(quoteAsset.borrowed) + Number(quoteAsset.interest);
    await move((level * debt - Number(quoteAsset.totalAsset)) / Number(baseAsset.totalAsset));
  };
  const moveToLiquidation = async (times: number) => move(Number((await isolated()).liquidatePrice) * times);

  it('places a limit order and a stop as one list, and cancels both together', async () => {
    await bench.command('Margin: Place Order');
    await bench.asked('Which account?');
    await bench.choose(/^Cross/);
    await bench.asked('Which pair?');
    await bench.write('ETHUSDT');
    await bench.choose(/^ETHUSDT/);
    await bench.asked(/Buy or sell ETHUSDT/);
    await bench.choose(/^Sell/);
    await bench.asked('Which type of order?');
    await bench.write('One cancels');
    await bench.choose(/^One cancels the other/);
    for (const [question, price] of [
      [/At which price in USDT/, '3300'],
      [/At which price does the stop trigger/, '2700'],
      [/At which price is the triggered order placed/, '2690'],
    ] as const) {
      await bench.asked(question);
      await bench.write(price);
      await bench.enter();
    }
    await bench.asked('Where do the funds come from?');
    await bench.choose(/^Own funds/);
    await bench.asked(/How much ETH to sell/);
    await bench.write('0.25');
    await bench.shoot('list of orders, what it does');
    await bench.enter();
    await bench.dialog.getByText('Stop 2,700 USDT').waitFor();
    await bench.dialog.getByText('Then at 2,690 USDT').waitFor();
    await bench.shoot('list of orders, asked');
    await bench.confirm('Sell');
    await bench.notice(/Placed both orders of ETHUSDT/);
    await bench.dismissNotices();
    const stop = await bench.find('Orders', /Sell 0.25 at 2,690.*stop 2,700/);
    await bench.find('Orders', /Sell 0.25 at 3,300/);
    await bench.find('Orders', /^List \d+ on ETHUSDT, one cancels the other, 2 orders/);
    await bench.shoot('list of orders');
    await bench.menu(stop, 'Cancel Order');
    await bench.confirm('Cancel Order');
    await bench.notice(/canceled|cancelled/i);
    await stop.waitFor({ state: 'hidden' });
    await bench.row(/Sell 0.25 at 3,300/).waitFor({ state: 'hidden' });
    await bench.dismissNotices();
  });

  it('arms an alert', async () => {
    await moveToLevel(1.7);
    await bench.find('Accounts', /^Isolated account XRPUSDT, margin level 1.[67]/);
    await bench.command('Margin: Add an Alert');
    await bench.asked('What to watch?');
    await bench.shoot('what to watch');
    await bench.choose('Margin level of XRPUSDT');
    await bench.asked('When to tell?');
    await bench.choose(/^At or below/);
    await bench.asked('At which value?');
    await bench.write('1.5');
    await bench.enter();
    await bench.notice(/Armed: Margin level of XRPUSDT ≤ 1.5/);
    await bench.openView('Alerts');
    await bench.find('Alerts', /^Margin level of XRPUSDT ≤ 1.5, armed/);
    await bench.shoot('alert armed');
    await bench.dismissNotices();
  });

  it('tells of it once when the price has moved', async () => {
    await moveToLevel(1.45);
    await bench.notice(/Alert: Margin level of XRPUSDT ≤ 1.5, it is 1.4/);
    await bench.row(/^Margin level of XRPUSDT ≤ 1.5, fired/).waitFor();
    await bench.shoot('alert fired');
    await bench.dismissNotices();
    await moveToLevel(1.35);
    await bench.row(/^Margin level of XRPUSDT ≤ 1.5, fired .* now 1.3[45]/).waitFor();
    assert.equal(await bench.page.locator('.notification-toast').count(), 0);
    await bench.openView('Alerts', { close: true });
  });

  it('counts the accounts at their margin call on the view’s icon', async () => {
    await moveToLiquidation(1.02);
    await bench.find('Accounts', /^Isolated account XRPUSDT, margin level 1.1/);
    const badge = bench.page.locator('.activitybar').getByRole('tab', { name: 'Margin' }).locator('.badge-content');
    await badge.filter({ hasText: '1' }).waitFor();
    await bench.statusBar.locator('.statusbar-item.error-kind', { hasText: 'PAPER 1.1' }).waitFor();
    await bench.shoot('margin call');
  });

  it('shows in the Risk panel how far prices may move', async () => {
    await bench.command('Margin: Show Risk');
    const panel = await bench.frame((frame) => frame.getByRole('heading', { name: 'Margin Risk' }));
    await panel.getByRole('table').first().waitFor();
    await panel.getByText('XRPUSDT').first().waitFor();
    await bench.shoot('risk panel');
    // The page is drawn anew with each price.
    const last = panel.getByRole('table').last();
    await bench.insist(() => last.scrollIntoViewIfNeeded(), last);
    await bench.shoot('risk panel, further down');
    await bench.page.keyboard.press('Escape');
  });

  it('shows a liquidation in the trees and in the histories', async () => {
    const loan = await bench.find('Loans', /^Loan of USDT in XRPUSDT/);
    const before = await bench.amount(loan, 'principal');
    await moveToLiquidation(0.978);
    // The exchange sells what it must to bring the level back, and repays with it.
    await bench.amountIs(loan, 'principal', (amount) => amount < before * 0.9);
    await bench.find('Accounts', /^Isolated account XRPUSDT, margin level 1.[2-9]/);
    await bench.shoot('liquidated');
    await bench.openCells(['await history.liquidations({ isolatedSymbol: "XRPUSDT" })']);
    await bench.runAll();
    await bench.cellsDone();
    const record = await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'XRPUSDT' }));
    assert.match(await record.innerText(), /SELL/);
    await bench.shoot('liquidation in the history');
  });
});
