import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ArgumentsOf, EndpointName, ReplyOf } from '../../src/binance/table/index.ts';
import { endpointOf } from '../../src/binance/table/index.ts';
import { decimal, toDisplay, type Decimal } from '../../src/margin/decimal.ts';

// Commands are started as a keybinding starts them, with their answers. Under test VS Code shows no modal, so a stand-in
// agrees to each confirmation; the real ones are agreed to and refused in the journeys. What came of a command is asked
// of the paper exchange by plain requests, not of the workbench.
describe('commands, against the paper exchange', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-commands-'));
  const data = path.join(folder, 'paper.db');
  let key: Record<'restUrl' | 'apiKey' | 'apiSecret', string>;
  const run = (id: string, words: Record<string, string> = {}) =>
    Promise.resolve(vscode.commands.executeCommand(`marginalia.${id}`, words));

  const agreedTo: string[] = [];
  const show = vscode.window.showInformationMessage;

  before(async () => {
    const agree = (question: string, options?: unknown, ...buttons: unknown[]) => {
      const modal = typeof options === 'object' && options !== null && 'modal' in options;
      if (modal) agreedTo.push(question);
      return Promise.resolve(modal ? buttons[0] : undefined);
    };
    Object.assign(vscode.window, { showInformationMessage: agree });
    const settings = vscode.workspace.getConfiguration('marginalia');
    await settings.update('paper.dataFile', data, vscode.ConfigurationTarget.Global);
    await run('startPaper');
    key = JSON.parse(fs.readFileSync(`${data}.json`, 'utf8')) as typeof key;
  });

  after(async () => {
    Object.assign(vscode.window, { showInformationMessage: show });
    await run('disconnect');
    const settings = vscode.workspace.getConfiguration('marginalia');
    await settings.update('paper.dataFile', undefined, vscode.ConfigurationTarget.Global);
  });

  const read = async <N extends EndpointName>(name: N, parameters: ArgumentsOf<N>): Promise<ReplyOf<N>> => {
    const query = new URLSearchParams({
      ...(parameters as Record<string, string>),
      timestamp: String(Date.now()),
    }).toString();
    const signature = createHmac('sha256', key.apiSecret).update(query).digest('hex');
    const { path: at, security } = endpointOf(name);
    const sent =
      security === 'MARKET_DATA' ? new URLSearchParams(parameters).toString() : `${query}&signature=${signature}`;
    const answer = await fetch(`${key.restUrl}${at}?${sent}`, { headers: { 'X-MBX-APIKEY': key.apiKey } });
    assert.equal(answer.status, 200, `${name}: ${answer.status}`);
    return (await answer.json()) as ReplyOf<N>;
  };
  const usdt = async () => {
    const { userAssets } = await read('getMarginAccount', {});
    const found = userAssets.find(({ asset }) => asset === 'USDT');
    assert.ok(found);
    return { free: decimal(found.free), borrowed: decimal(found.borrowed), interest: decimal(found.interest) };
  };
  const openOrders = async () => (await read('getOpenMarginOrders', {})).filter(({ symbol }) => symbol === 'BTCUSDT');
  const price = async (): Promise<Decimal> => decimal((await read('getMarginPriceIndex', { symbol: 'BTCUSDT' })).price);

  it('borrow', async () => {
    const before = await usdt();
    await run('borrow', { account: 'cross', asset: 'USDT', amount: '100' });
    assert.equal(toDisplay((await usdt()).borrowed.minus(before.borrowed)), '100');
    assert.equal(agreedTo.at(-1), 'PAPER · Borrow 100 USDT (cross)?');
  });

  it('transfer between spot and cross', async () => {
    const before = await usdt();
    await run('transfer', { from: 'spot', to: 'cross', asset: 'USDT', amount: '25' });
    assert.equal(toDisplay((await usdt()).free.minus(before.free)), '25');
  });

  it('place and cancel an order', async () => {
    const before = (await openOrders()).map(({ orderId }) => orderId);
    const limit = (await price()).times('0.9').toDecimalPlaces(0).toFixed();
    await run('placeOrder', {
      account: 'cross',
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      price: limit,
      sideEffect: 'no_side_effect',
      quantity: '0.001',
    });
    const [placed, ...others] = (await openOrders()).filter(({ orderId }) => !before.includes(orderId));
    assert.ok(placed && others.length === 0);
    assert.deepEqual([placed.side, decimal(placed.price).toFixed(), placed.type], ['BUY', limit, 'LIMIT']);
    await run('cancelOrder', { account: 'cross', symbol: 'BTCUSDT', orderId: String(placed.orderId) });
    assert.deepEqual(
      (await openOrders()).map(({ orderId }) => orderId),
      before,
    );
  });

  it('place a list of two orders, and cancel all of the pair', async () => {
    const now = await price();
    const at = (share: string) => now.times(share).toDecimalPlaces(0).toFixed();
    const before = (await openOrders()).length;
    await run('placeOrder', {
      account: 'cross',
      symbol: 'BTCUSDT',
      side: 'sell',
      type: 'oco',
      price: at('1.05'),
      stopPrice: at('0.95'),
      stopLimitPrice: at('0.94'),
      sideEffect: 'no_side_effect',
      quantity: '0.01',
    });
    assert.equal((await openOrders()).length, before + 2);
    await run('cancelAllOrders', { account: 'cross', symbol: 'BTCUSDT' });
    assert.equal((await openOrders()).length, 0);
  });

  it('repay all, with the interest that ticked meanwhile', async () => {
    await run('repay', { account: 'cross', asset: 'USDT', amount: 'max' });
    const { borrowed, interest } = await usdt();
    assert.deepEqual([borrowed.toFixed(), interest.toFixed()], ['0', '0']);
  });

  it('close an isolated position completely', async () => {
    await run('closePosition', { account: 'BTCUSDT' });
    const { assets } = await read('getIsolatedMarginAccount', { symbols: 'BTCUSDT' });
    const [pair] = assets;
    assert.ok(pair);
    assert.equal(decimal(pair.quoteAsset.borrowed).toFixed(), '0');
    assert.equal(decimal(pair.baseAsset.borrowed).toFixed(), '0');
    assert.equal(decimal(pair.marginLevel).toFixed(), '999');
  });

  it('set the greatest leverage', async () => {
    await run('setMaxLeverage', { maxLeverage: '5' });
  });

  it('refuse what is not an amount without asking the exchange', async () => {
    const before = await usdt();
    // The question stays open with what is wrong; giving it up ends the command.
    const question = { open: true };
    void run('borrow', { account: 'cross', asset: 'USDT', amount: '-1' }).finally(() => (question.open = false));
    while (question.open) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal((await usdt()).borrowed.toFixed(), before.borrowed.toFixed());
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
});
