import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { decimal, toDisplay } from '../../src/margin/decimal.ts';
import { desk } from './desk.ts';
import { drive, promised } from './driven.ts';
import { choose, chooseMany, giveUp, goBack, mistype, type } from './hand.ts';

// What came of a command is asked of the paper exchange by plain requests, not of the workbench.
describe('commands, against the paper exchange', () => {
  const here = desk();
  const { hand } = here;
  const at = async (share: string) => (await here.paper.price('BTCUSDT')).times(share).toDecimalPlaces(0).toFixed();
  const modal = () => hand.messages.filter((message) => message.modal).at(-1);
  const isolated = async (symbol: string) =>
    (await here.paper.read('getIsolatedMarginAccount', {})).assets.find((pair) => pair.symbol === symbol);

  drive('borrow', 'lends what the wizard agreed on, after going back and typing nonsense', async () => {
    const before = await here.paper.cross('USDT');
    await hand.run(
      'borrow',
      undefined,
      choose('BTCUSDT'),
      goBack,
      choose('Cross'),
      choose('USDT'),
      mistype('-1', /greater than zero/),
      mistype('1,5', /plain decimal/),
      mistype('1e3', /plain decimal/),
      mistype('99999999999999999999', /maximum is/),
      mistype('0.000000001', /8 decimals/),
      type('100'),
    );
    assert.equal(toDisplay((await here.paper.cross('USDT')).borrowed.minus(before.borrowed)), '100');
    assert.deepEqual(
      hand.questions.map(({ title, step, total }) => `${title} ${step}/${total}`),
      ['1/3', '2/3', '1/3', '2/3', '3/3'].map((step) => `PAPER · Borrow ${step}`),
    );
    assert.match(hand.notes.at(-1) ?? '', /Margin level .* → .* · Interest .* an hour/);
    assert.equal(modal()?.text, 'PAPER · Borrow 100 USDT (cross)?');
    assert.match(modal()?.detail ?? '', /Margin level .* → .*\nInterest .* USDT an hour, .* a day/);
  });

  drive('borrow', 'lends nothing when the confirmation is refused or the wizard is given up', async () => {
    const before = await here.paper.cross('USDT');
    await hand.run('borrow', { account: 'cross', asset: 'USDT', amount: '100' }, giveUp);
    await hand.run('borrow', { account: 'cross', asset: 'USDT' }, giveUp);
    assert.equal((await here.paper.cross('USDT')).borrowed.toFixed(), before.borrowed.toFixed());
    assert.deepEqual(
      hand.messages.filter((message) => !message.modal),
      [],
    );
  });

  drive('transfer', 'moves between spot, cross and an isolated pair', async () => {
    const before = await here.paper.cross('USDT');
    await hand.run('transfer', undefined, choose('Spot'), choose('Cross'), choose('USDT'), type('25'));
    assert.equal(toDisplay((await here.paper.cross('USDT')).free.minus(before.free)), '25');
    await hand.run('transfer', { from: 'cross', to: 'BTCUSDT', asset: 'USDT', amount: '25' });
    assert.equal(toDisplay((await here.paper.cross('USDT')).free.minus(before.free)), '0');
  });

  drive(['placeOrder', 'cancelOrder'], 'puts an order into the book and takes it out', async () => {
    const before = (await here.paper.orders('BTCUSDT')).map(({ orderId }) => orderId);
    const price = await at('0.9');
    await hand.run(
      'placeOrder',
      undefined,
      choose('Cross'),
      choose('BTCUSDT'),
      choose('Buy'),
      choose('Limit'),
      mistype('0', /price in USDT/),
      type(price),
      choose('Own funds'),
      type('0.001'),
    );
    const [placed, ...others] = (await here.paper.orders('BTCUSDT')).filter(({ orderId }) => !before.includes(orderId));
    assert.ok(placed && others.length === 0);
    assert.deepEqual([placed.side, decimal(placed.price).toFixed(), placed.type], ['BUY', price, 'LIMIT']);
    await hand.run('cancelOrder', undefined, choose(new RegExp(`buy 0\\.001 at ${toDisplay(decimal(price))}`)));
    assert.deepEqual(
      (await here.paper.orders('BTCUSDT')).map(({ orderId }) => orderId),
      before,
    );
  });

  drive('placeOrder', 'places every type of order that can wait', async () => {
    const under = await at('0.95');
    const over = await at('1.05');
    const kinds: [string, string, 'Buy' | 'Sell', string[]][] = [
      ['Limit maker', 'LIMIT_MAKER', 'Buy', [under]],
      ['Stop loss limit', 'STOP_LOSS_LIMIT', 'Sell', [under, under]],
      ['Take profit limit', 'TAKE_PROFIT_LIMIT', 'Sell', [over, over]],
      ['Stop loss', 'STOP_LOSS', 'Sell', [under]],
      ['Take profit', 'TAKE_PROFIT', 'Sell', [over]],
    ];
    for (const [label, kind, side, prices] of kinds) {
      const known = new Set((await here.paper.orders('BTCUSDT')).map(({ orderId }) => orderId));
      const asked = prices.map((price) => type(price));
      const order = { account: 'cross', symbol: 'BTCUSDT' };
      await hand.run('placeOrder', order, choose(side), choose(label), ...asked, choose('Own funds'), type('0.002'));
      const placed = (await here.paper.orders('BTCUSDT')).find(({ orderId }) => !known.has(orderId));
      assert.equal(placed?.type, kind, hand.said());
    }
  });

  drive('placeOrder', 'trades at market, with borrowed funds', async () => {
    const before = await here.paper.cross('BTC');
    const order = { account: 'cross', symbol: 'BTCUSDT' };
    await hand.run(
      'placeOrder',
      order,
      choose('Buy'),
      choose('Market'),
      choose('Borrow what is missing'),
      type('0.001'),
    );
    assert.equal(toDisplay((await here.paper.cross('BTC')).free.minus(before.free), 3), '0.001');
  });

  drive(['placeOrder', 'cancelAllOrders'], 'places a list of two orders, and cancels all of the pair', async () => {
    const [limit, stop, then] = await Promise.all([at('1.05'), at('0.95'), at('0.94')]);
    const before = (await here.paper.orders('BTCUSDT')).length;
    await hand.run(
      'placeOrder',
      { account: 'cross', symbol: 'BTCUSDT', side: 'sell', type: 'oco' },
      type(limit),
      type(stop),
      type(then),
      choose('Own funds'),
      type('0.01'),
    );
    assert.equal((await here.paper.orders('BTCUSDT')).length, before + 2);
    await hand.run('cancelAllOrders', undefined, choose('BTCUSDT'));
    assert.equal((await here.paper.orders('BTCUSDT')).length, 0);
  });

  drive('topUp', 'moves in what reaches a margin level', async () => {
    const level = async () => decimal((await here.paper.read('getMarginAccount', {})).marginLevel);
    const goal = (await level()).plus('0.05').toDecimalPlaces(3);
    await hand.run('topUp', undefined, choose('Cross'), mistype('1', /above/), type(goal.toFixed()), choose('USDT'));
    const reached = await level();
    assert.ok(reached.minus(goal).abs().lt('0.01'), `${reached.toFixed()} instead of ${goal.toFixed()}`);
  });

  drive('convertDust', 'turns what is too small to trade into BNB', async () => {
    await here.paper.control('POST', 'deposit', { wallet: 'CROSS', asset: 'LTC', amount: '0.01' });
    const before = await here.paper.cross('BNB');
    await hand.run('convertDust', undefined, chooseMany('LTC'));
    assert.equal((await here.paper.cross('LTC')).free.toFixed(), '0');
    assert.ok((await here.paper.cross('BNB')).free.gt(before.free));
    assert.match(hand.said(), /Converted to .* BNB/);
  });

  drive('exchangeSmallDebts', 'settles debts too small to bother with', async () => {
    await hand.run('borrow', { account: 'cross', asset: 'ADA', amount: '5' });
    assert.equal((await here.paper.cross('ADA')).borrowed.toFixed(), '5');
    await hand.run('exchangeSmallDebts', undefined, chooseMany('ADA'));
    assert.equal((await here.paper.cross('ADA')).borrowed.toFixed(), '0');
  });

  drive(['disableIsolated', 'enableIsolated'], 'disables an empty isolated pair and enables it again', async () => {
    const pair = 'BNBUSDT';
    await hand.run('transfer', { from: 'spot', to: 'BTCUSDT', asset: 'USDT', amount: '1' });
    if (!(await isolated(pair))) await openAndEmpty(pair);
    await hand.run('disableIsolated', undefined, choose(pair));
    assert.equal((await isolated(pair))?.enabled, false, hand.said());
    await hand.run('enableIsolated', undefined, choose(pair));
    assert.equal((await isolated(pair))?.enabled, true, hand.said());
  });

  /** A pair's account comes into being by the first transfer into it. */
  async function openAndEmpty(symbol: string): Promise<void> {
    await here.paper.control('POST', 'deposit', { wallet: symbol, asset: 'USDT', amount: '1' });
    await vscode.commands.executeCommand('marginalia.refresh');
    await hand.run('transfer', { from: symbol, to: 'spot', asset: 'USDT', amount: 'max' });
  }

  drive('repay', 'repays all, with the interest that ticked meanwhile', async () => {
    const { borrowed, interest, free } = await here.paper.cross('USDT');
    const missing = borrowed.plus(interest).minus(free);
    if (missing.gt(0))
      await here.paper.control('POST', 'deposit', {
        wallet: 'CROSS',
        asset: 'USDT',
        amount: missing.plus(10).toFixed(),
      });
    await vscode.commands.executeCommand('marginalia.refresh');
    await hand.run('repay', undefined, choose('Cross'), choose('USDT'), type('max'));
    const after = await here.paper.cross('USDT');
    assert.deepEqual([after.borrowed.toFixed(), after.interest.toFixed()], ['0', '0']);
  });

  drive('repay', 'repays a part', async () => {
    const before = (await here.paper.cross('SOL')).borrowed.plus((await here.paper.cross('SOL')).interest);
    await here.paper.control('POST', 'deposit', { wallet: 'CROSS', asset: 'SOL', amount: '30' });
    await vscode.commands.executeCommand('marginalia.refresh');
    await hand.run('repay', { account: 'cross', asset: 'SOL' }, type('25%'));
    const left = (await here.paper.cross('SOL')).borrowed.plus((await here.paper.cross('SOL')).interest);
    assert.ok(left.div(before).minus('0.75').abs().lt('0.001'), left.toFixed());
  });

  drive(
    'closePosition',
    'closes an isolated position completely, and says what is done where it stops on the way',
    async () => {
      const fault = { endpoint: 'POST /sapi/v1/margin/order', times: 1, kind: 'code', code: -2010 };
      await here.paper.control('POST', 'faults', [fault]);
      await hand.run('closePosition', undefined, choose('BTCUSDT'));
      assert.match(hand.said(), /Failed: trade the position at market\..*Not done: repay the BTC, repay the USDT\./);
      hand.forget();
      await hand.run('closePosition', undefined, choose('BTCUSDT'));
      const pair = await isolated('BTCUSDT');
      assert.ok(pair);
      assert.equal(decimal(pair.quoteAsset.borrowed).toFixed(), '0');
      assert.equal(decimal(pair.baseAsset.borrowed).toFixed(), '0');
      assert.equal(decimal(pair.marginLevel).toFixed(), '999');
    },
  );

  drive('setMaxLeverage', 'sets the greatest leverage', async () => {
    await hand.run('setMaxLeverage', undefined, choose('5x'));
    assert.match(hand.said(), /greatest leverage of the cross account is 5x/);
  });

  drive(['copyAsCell', 'copyAsCurl', 'clearActivity'], 'retells what was done, without secrets', async () => {
    await vscode.commands.executeCommand('marginalia.activity.focus');
    hand.forget();
    await hand.run('borrow', { account: 'cross', asset: 'USDT', amount: '12.5' });
    const activity = (await hand.row(/^activity\//, /Borrow 12\.5 USDT/)).slice('activity/'.length);
    await hand.run('copyAsCell', { activity });
    const cell = await vscode.env.clipboard.readText();
    assert.match(cell, /await client\.createMarginLoan\(\{\n {2}asset: 'USDT',\n {2}amount: '12\.5/);
    await hand.run('copyAsCurl', { activity });
    const curl = await vscode.env.clipboard.readText();
    assert.match(curl, /curl -X POST .*\/sapi\/v1\/margin\/borrow-repay/);
    assert.ok(!curl.includes(here.paper.address.apiSecret) && !curl.includes(here.paper.address.apiKey));
    await hand.run('clearActivity', undefined);
    await vscode.env.clipboard.writeText('');
    await hand.run('copyAsCell', { activity });
    assert.equal(await vscode.env.clipboard.readText(), '');
  });

  it('are all in the manifest, or meant to be internal', async () => {
    const extension = vscode.extensions.getExtension('marginalia.marginalia');
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const offered = new Set(manifest.contributes.commands.map(({ command }) => command));
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('marginalia.'));
    // Views bring commands of their own: focus, open, reset, toggle.
    const internal = /^marginalia\.(accounts|loans|orders|alerts|activity|variables)\.|^marginalia\.internal\./;
    assert.deepEqual(
      registered.filter((id) => !offered.has(id) && !internal.test(id)),
      [],
    );
  });

  it('are all driven by a test', () => {
    const extension = vscode.extensions.getExtension('marginalia.marginalia');
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).filter((id) => !promised().has(id)),
      [],
    );
  });
});
