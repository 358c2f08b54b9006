import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { standBetween } from '../bench/host/between.ts';
import { desk } from './desk.ts';
import { drive } from './driven.ts';
import { choose, press, type } from './hand.ts';

// Rows are watched as VS Code is given them.
describe('the Margin views, against the paper exchange', () => {
  const here = desk();
  const { hand } = here;
  const asset = (account: 'cross', name: string) => ({
    subject: { kind: 'asset', account: { kind: account }, asset: name },
  });

  before(() => vscode.commands.executeCommand('marginalia.accounts.focus'));

  /** Ids of the Accounts view's rows since its whole was drawn last, which begins with the cross account. */
  function accounts(): string[] {
    const ids = hand.rows.map(({ id }) => id ?? '').filter((id) => /^(account|asset)\//.test(id));
    return ids.slice(Math.max(0, ids.lastIndexOf('account/cross')));
  }

  /** Drawing comes after the command, and one that was under way may end after it. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  drive(['filter', 'clearFilter'], 'show what the filter names, and all again', async () => {
    await hand.run('filter', undefined, type('eth'));
    await until(() => accounts().includes('account/cross') && !accounts().includes('account/BTCUSDT'));
    hand.forget();
    await hand.run('clearFilter', undefined);
    await hand.row(/^account\/BTCUSDT$/, /BTCUSDT/);
  });

  drive(['showZeros', 'hideZeros'], 'show empty balances and hide them', async () => {
    await hand.run('showZeros', undefined);
    await hand.row(/^account\/cross\/DOGE$/, /DOGE {2}0/);
    hand.forget();
    await hand.run('hideZeros', undefined);
    await until(() => accounts().includes('account/cross/USDT') && !accounts().includes('account/cross/DOGE'));
  });

  drive(['groupByAsset', 'groupByRisk', 'groupByAccount'], 'group by asset, risk and account', async () => {
    await hand.run('groupByAsset', undefined);
    await hand.row(/^asset\/USDT$/, /net/);
    hand.forget();
    await hand.run('groupByRisk', undefined);
    await until(() => accounts().includes('account/cross') && !accounts().includes('asset/USDT'));
    hand.forget();
    await hand.run('groupByAccount', undefined);
    await hand.run('groupByAsset', undefined);
    await hand.run('groupByAccount', undefined);
    await hand.row(/^account\/cross$/, /Cross/);
  });

  drive(['maskAmounts', 'showAmounts'], 'hide amounts everywhere, from chats too', async () => {
    await hand.run('maskAmounts', undefined);
    await hand.row(/^account\/cross\/USDT$/, /USDT {2}•••/);
    const told = await tool('margin_getAccount', {});
    assert.match(told, /"free":"•••"|"free":"••• USDT"/);
    assert.doesNotMatch(told, /"free":"\d/);
    hand.forget();
    await hand.run('showAmounts', undefined);
    await hand.row(/^account\/cross\/USDT$/, /USDT {2}\d/);
  });

  drive(['addFavourite', 'removeFavourite'], 'put favourites first', async () => {
    await hand.run('addFavourite', asset('cross', 'BNB'));
    await hand.row(/^account\/cross\/BNB$/, /BNB/);
    const icon = () => hand.rows.findLast(({ id }) => id === 'account/cross/BNB')?.iconPath as vscode.ThemeIcon;
    while (icon().id !== 'star-full') await new Promise((resolve) => setTimeout(resolve, 20));
    await hand.run('removeFavourite', asset('cross', 'BNB'));
    while (icon().id === 'star-full') await new Promise((resolve) => setTimeout(resolve, 20));
  });

  drive('copyName', 'copy the name of a row', async () => {
    await hand.run('copyName', asset('cross', 'BNB'));
    assert.equal(await vscode.env.clipboard.readText(), 'BNB');
    const order = { kind: 'order', account: { kind: 'cross' }, symbol: 'BTCUSDT', orderId: 42 };
    await hand.run('copyName', { subject: order });
    assert.equal(await vscode.env.clipboard.readText(), '42');
  });

  drive('showRisk', 'show the Risk panel, once', async () => {
    const panels = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('marginalia.risk'));
    await hand.run('showRisk', undefined);
    await hand.run('showRisk', undefined);
    while (panels().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(panels().length, 1);
    await vscode.window.tabGroups.close(panels());
  });

  drive('refresh', 'show at once what was done elsewhere', async () => {
    await here.paper.control('POST', 'deposit', { wallet: 'CROSS', asset: 'DOT', amount: '3.25' });
    await hand.run('refresh', undefined);
    await hand.row(/^account\/cross\/DOT$/, /DOT {2}3\.25/);
  });

  drive(['disconnect', 'startPaper'], 'empty when disconnected, and fill again', async () => {
    await hand.run('disconnect', undefined);
    await assert.rejects(tool('margin_getAccount', {}), /No profile is in use/);
    hand.forget();
    await hand.run('startPaper', undefined);
    await hand.row(/^account\/cross$/, /Cross/);
  });

  drive(
    ['addAlert', 'snoozeAlert', 'armAlert', 'removeAlert'],
    'arm an alert that fires once on a price move, can be snoozed, armed again and removed',
    async () => {
      await vscode.commands.executeCommand('marginalia.alerts.focus');
      const price = (await here.paper.price('BTCUSDT')).toDecimalPlaces(0);
      await here.paper.control('POST', 'price', { symbol: 'BTCUSDT', price: price.toFixed() });
      const threshold = price.times('0.9').toDecimalPlaces(0).toFixed();
      await hand.run(
        'addAlert',
        undefined,
        choose(/BTCUSDT.*price|[Pp]rice.*BTCUSDT/),
        choose('At or below'),
        type(threshold),
      );
      assert.match(hand.said(), /Armed/);
      const alert = (await hand.row(/^alert\//, /armed/)).slice('alert/'.length);

      await here.paper.control('POST', 'price', { symbol: 'BTCUSDT', price: price.times('0.89').toDecimalPlaces(0) });
      hand.forget();
      await hand.run('refresh', undefined);
      await hand.message(/^Alert: .*BTCUSDT/);
      await hand.row(/^alert\//, /fired/);
      await hand.run('refresh', undefined);
      await hand.run('refresh', undefined);
      assert.equal(hand.messages.filter(({ text }) => text.startsWith('Alert')).length, 1, 'told more than once');

      hand.forget();
      await hand.run('snoozeAlert', { alert });
      await hand.row(/^alert\//, /snoozed until/);
      await hand.run('refresh', undefined);
      assert.deepEqual(hand.messages, [], 'a snoozed alert is silent');

      hand.expect(press('Snooze 1 Hour'));
      await vscode.commands.executeCommand('marginalia.armAlert', { alert });
      await vscode.commands.executeCommand('marginalia.refresh');
      await hand.message(/^Alert: .*BTCUSDT/);
      await hand.row(/^alert\//, /snoozed until/);

      await hand.run('removeAlert', undefined, choose(/BTCUSDT/));
      hand.forget();
      await hand.run('removeAlert', undefined, choose(/./)).catch(() => undefined);
      assert.match(hand.questions.at(-1)?.prompt ?? '', /There are no alerts/);
      await here.paper.control('POST', 'price', { symbol: 'BTCUSDT', price: null });
    },
  );

  it('show 500 assets, whatever they are called', async () => {
    const odd = ['币安人生', '[Free](command:workbench.action.quit)', '**bold**', '$(zap)', '<b>&', 'a/b?c#d%'];
    const between = await standBetween(here.paper.address);
    between.assets = 500;
    between.nameOf = (number) => odd[number - 490] ?? `A${number}`;
    const data = path.join(here.folder, 'large.db');
    fs.writeFileSync(`${data}.json`, JSON.stringify({ ...here.paper.address, restUrl: between.restUrl }));
    try {
      await here.use(data);
      for (const name of odd) await until(() => hand.rows.some(({ label }) => label === name));
      await until(() => new Set(accounts().filter((id) => /^account\/cross\/A\d+$/.test(id))).size > 450);
    } finally {
      await here.use();
      await between.close();
    }
  });

  it('answer chats: the account, the loans and a stress test, and change nothing', async () => {
    assert.match(await tool('margin_getAccount', {}), /"marginLevel":"/);
    assert.match(await tool('margin_getLoans', {}), /"asset":"USDT"/);
    assert.match(await tool('margin_stressTest', { movePercent: -20 }), /"after":"\d/);
    await assert.rejects(tool('margin_stressTest', { movePercent: -100 }), /above -100/);
    const own = vscode.lm.tools.filter(({ name }) => name.startsWith('margin_'));
    assert.ok(own.every(({ tags }) => tags.includes('read-only')));
  });

  async function tool(name: string, input: object): Promise<string> {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  }
});
