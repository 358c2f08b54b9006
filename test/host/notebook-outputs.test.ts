import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { nbformatProblems } from '../notebook/nbformat.ts';
import { openNotebook } from './cells.ts';
import { desk } from './desk.ts';
import { Exchange, type Address } from './exchange.ts';
import { choose as pick, giveUp, press, type } from './hand.ts';
import { choose, failure, open, run, stdout, text, until } from './running.ts';

interface SavedCell {
  readonly id: string;
  readonly source: string | string[];
  readonly execution_count: number | null;
  readonly outputs: {
    output_type: string;
    data?: Record<string, unknown>;
    metadata?: Record<string, unknown>;
    [more: string]: unknown;
  }[];
}

/** The same notebook run by `notebook run`, with the colours that the editor has. */
function withoutVsCode(file: string, { restUrl, apiKey, apiSecret }: Address): string {
  const url = restUrl.replace('//', `//${apiKey}:${apiSecret}@`);
  const { extensionPath } = vscode.extensions.getExtension('marginalia.marginalia') ?? { extensionPath: '' };
  const program = path.join(extensionPath, 'dist', 'cli.cjs');
  const options = ['--output', '-', '--colors', '--allow-errors', '--paper-url', url];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const ran = spawnSync(process.execPath, [program, 'notebook', 'run', file, ...options], { encoding: 'utf8', env });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout;
}

/** A cell, text as one string whichever way it is split. */
function comparable({ id, source, execution_count, outputs }: SavedCell): unknown {
  const text = (value: unknown) =>
    Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
  return {
    ...{ id, execution_count, source: text(source) },
    outputs: outputs.map(({ data = {}, metadata = {}, ...output }) => {
      const provenance = metadata['marginalia'] as Record<string, unknown> | undefined;
      return {
        ...Object.fromEntries(
          Object.entries(output).map(([key, value]) => [key, String(text(value)).replaceAll('\n', '')]),
        ),
        data: Object.fromEntries(Object.entries(data).map(([mime, value]) => [mime, text(value)])),
        metadata: {
          ...metadata,
          // How much had to be asked depends on what was asked before, and the time on the clock.
          ...(provenance && { marginalia: { profile: provenance['profile'], mode: provenance['mode'] } }),
        },
      };
    }),
  };
}

const closeAll = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

describe('what notebooks show and keep', () => {
  const here = desk();
  const { hand } = here;
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('save a valid notebook that says where its outputs come from and holds no key, the same as without VS Code', async () => {
    const notebook = await choose(
      await openNotebook(
        'saved.ipynb',
        'console.log("printed"); console.error("careful"); process.stdout.write("on "); process.stdout.write("one line\\n");\n(await client.getMarginAccount()).userAssets',
        'chart({ mark: "point", encoding: { x: { field: "a", type: "quantitative" } } }, [{ a: 1 }, { a: 2 }])',
        'await display.json({ a: 1 }); await display.image(Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), "a dot"); const h = await display("before"); await h.update("after"); await h.update(display.as("text/html", "<b>last</b>")); ({ a: 1 })',
        'null.b',
        '',
        'undefined',
        '// Cleared, and of all kinds.\nconsole.log("gone"); display.clear({ wait: true }); await display.markdown("# é 😀"); await display.svg("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"); await display.latex("$x$"); await display.json([null, "text"]); const bar = await display.progress(2, "Load"); await bar.update(1);',
        'await display.bundle({ "text/csv": "a,b", "application/geo+json": { type: "Point" }, "application/x-other": { a: [1] }, "text/plain": "bundle" }, { width: 3 })',
        'console.log("half \\ud83d of one"); `${"\\x1b[31m"}red`',
        'frame([{ time: 0, amount: "0.10" }, { time: 1e12, amount: "1e-8" }], { time: "time", amount: "amount" })',
        'throw new Error("told", { cause: Object.assign(new TypeError("deep"), { code: -2010 }) })',
      ),
    );
    for (const cell of notebook.getCells()) await run(notebook, cell.index);
    await notebook.save();
    const saved = fs.readFileSync(notebook.uri.fsPath, 'utf8');
    assert.deepEqual(nbformatProblems(JSON.parse(saved)), []);
    const { cells } = JSON.parse(saved) as { cells: SavedCell[] };
    const table = cells[0]?.outputs.find(({ output_type }) => output_type === 'execute_result');
    const { profile, mode, requests } = table?.metadata?.['marginalia'] as Record<string, unknown>;
    assert.deepEqual([profile, mode, Number(requests) >= 1], ['Paper', 'PAPER', true]);
    assert.match(String(cells[2]?.outputs.map(({ data }) => JSON.stringify(data)).join()), /last/);
    const { apiKey, apiSecret, controlToken } = here.paper.address;
    for (const secret of [apiKey, apiSecret, controlToken]) assert.ok(!saved.includes(secret));
    const python = '/usr/bin/python3';
    if (fs.existsSync(python) && spawnSync(python, ['-c', 'import nbformat']).status === 0) {
      const check = 'import nbformat,sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))';
      assert.equal(spawnSync(python, ['-c', check, notebook.uri.fsPath], { encoding: 'utf8' }).stderr, '');
    }
    const alone = JSON.parse(withoutVsCode(notebook.uri.fsPath, here.paper.address)) as { cells: SavedCell[] };
    for (const [place, cell] of cells.entries())
      assert.deepEqual(comparable(alone.cells[place]!), comparable(cell), `cell ${place}`);
    assert.equal(alone.cells.length, cells.length);
  });

  it('cut a million lines off, with the whole of them in a file', async () => {
    const notebook = await open('for (let line = 0; line < 1_000_000; line++) console.log(line);', '"alive"');
    const cell = await run(notebook, 0);
    const shown = text(cell, stdout);
    assert.ok(shown.length < 4_200_000, String(shown.length));
    const file = vscode.Uri.parse(/All of it: (file:\S+)/.exec(shown)?.[1] ?? '').fsPath;
    const whole = fs.readFileSync(file, 'utf8');
    fs.rmSync(file);
    assert.equal(whole.split('\n').length, 1_000_001);
    assert.equal(text(await run(notebook, 1)), "'alive'");
  });

  it('ask for a line of text that a cell waits for', async () => {
    const notebook = await open('await input("Which asset?")');
    hand.expect(type('BTC'));
    assert.equal(text(await run(notebook, 0)), "'BTC'");
  });

  it('list variables after each run, and show one as a table', async () => {
    const notebook = await open('const rows = [{ a: 1 }, { a: 2 }];', 'const later = 7;');
    await vscode.commands.executeCommand('marginalia.variables.focus');
    await run(notebook, 0);
    await hand.row(/^rows$/, /./);
    hand.forget();
    await run(notebook, 1);
    await hand.row(/^later$/, /./);
    await vscode.commands.executeCommand('marginalia.showVariable', notebook.uri.toString(), 'rows');
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    while (!tabs().includes('rows')) await new Promise((resolve) => setTimeout(resolve, 20));
    await closeAll();
  });

  it('run nothing while the workspace is not trusted, and say so', async () => {
    const notebook = await open('globalThis.ran = 1', 'typeof ran');
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
    Object.defineProperty(vscode.workspace, 'isTrusted', { value: false, configurable: true });
    try {
      await vscode.commands.executeCommand('notebook.cell.execute', {
        ranges: [{ start: 0, end: 1 }],
        document: notebook.uri,
      });
      await hand.message(/only in a trusted workspace/);
      assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, undefined);
    } finally {
      if (trusted) Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
    assert.equal(text(await run(notebook, 1)), "'undefined'");
  });
});

// A second paper exchange plays the real one.
describe('cells that change an account, LIVE', () => {
  // Before the desk clears itself away.
  after(async () => {
    await hand.run('switchProfile', undefined, pick('Paper'));
    await hand.run('removeProfile', undefined, pick('Cells'), press('Remove'));
    await running.close();
  });
  const { hand } = desk();
  let running: RunningExchange;
  let real: Exchange;
  const borrowed = async () => Number((await real.cross('USDT')).borrowed.toFixed());
  const borrow = (amount: number) => `await client.createMarginLoan({ asset: 'USDT', amount: '${amount}' })`;

  before(async () => {
    running = await startExchange({ limits: false });
    real = new Exchange(running.announcement);
    const { restUrl, apiKey, apiSecret } = running.announcement;
    const given = [type('Cells'), pick(/Another address/), type(restUrl), pick('HMAC'), type(apiKey), type(apiSecret)];
    await hand.run('addProfile', undefined, ...given, press('Add as READ-ONLY'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('are refused with READ-ONLY, before anything is sent or asked', async () => {
    const notebook = await open(borrow(7));
    const before = await borrowed();
    hand.forget();
    assert.match(text(await run(notebook, 0), failure), /READ-ONLY/);
    assert.equal(await borrowed(), before);
    assert.deepEqual(
      hand.messages.filter(({ modal }) => modal),
      [],
    );
  });

  it('ask for each call with its asset, amount, account and profile, and send nothing after a no', async () => {
    await hand.run('goLive', undefined, pick('Cells'), type('Cells'));
    const notebook = await open(`${borrow(11)};\n${borrow(12)};`);
    const before = await borrowed();
    hand.expect(press('Allow This Call'), giveUp);
    const cell = await run(notebook, 0);
    assert.match(text(cell, failure), /DeclinedError: createMarginLoan was not allowed: nothing was sent/);
    const asked = hand.messages.filter(({ modal }) => modal).slice(-2);
    assert.deepEqual(
      asked.map(({ text: question }) => question.includes('LIVE')),
      [true, true],
    );
    const detail = asked[0]?.detail ?? '';
    for (const line of [/Asset: USDT/, /Amount: 11/, /Account: cross/, /Profile: Cells/, /Cell: In\[\d+\]/])
      assert.match(detail, line);
    assert.equal(await borrowed(), before + 11);
  });

  it('are asked about once when the run is armed, and about a repetition when run again', async () => {
    const notebook = await open(`${borrow(13)};\n${borrow(14)};\n(await client.getServerTime()).serverTime > 0`);
    const before = await borrowed();
    hand.forget();
    hand.expect(press('Allow All of This Run'));
    await run(notebook, 0);
    assert.equal(hand.messages.filter(({ modal }) => modal).length, 1);
    assert.equal(await borrowed(), before + 27);
    // Whatever becomes of its place and its text.
    const edit = new vscode.WorkspaceEdit();
    const above = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '1', 'typescript');
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [above])]);
    edit.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), '// Once more\n');
    await vscode.workspace.applyEdit(edit);
    hand.forget();
    hand.expect(press('Keep the Earlier Result'), press('Keep the Earlier Result'));
    assert.equal(text(await run(notebook, 1)), 'true');
    assert.match(hand.messages.find(({ modal }) => modal)?.text ?? '', /has done this before/);
    assert.equal(await borrowed(), before + 27);
  });

  it('cannot be armed when all cells are run', async () => {
    const notebook = await open(borrow(15), '1');
    hand.forget();
    hand.expect(giveUp);
    await vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => notebook.cellAt(0).executionSummary?.timing?.endTime !== undefined);
    const asked = hand.messages.filter(({ modal }) => modal);
    assert.deepEqual(
      asked.map(({ buttons }) => buttons),
      [['Do Not Allow', 'Allow This Call']],
    );
    assert.equal(notebook.cellAt(1).executionSummary?.executionOrder, undefined);
  });
});
