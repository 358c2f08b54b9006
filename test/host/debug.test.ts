import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { at, eventually } from './cells.ts';
import { drive } from './driven.ts';
import { open } from './running.ts';

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string };
}

describe('debugging cells', () => {
  let notebook: vscode.NotebookDocument;
  const document = (index: number) => notebook.cellAt(index).document;
  const stopped: { session: vscode.DebugSession; threadId: number }[] = [];
  const subscriptions: vscode.Disposable[] = [];

  before(async () => {
    subscriptions.push(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: { event?: string; body?: { threadId: number } }) => {
            if (message.event === 'stopped') stopped.push({ session, threadId: message.body?.threadId ?? 0 });
          },
        }),
      }),
    );
    // Of no file: nobody has to save a notebook before its cells are debugged.
    notebook = await open(
      'interface Row { a: number }\nfunction total(rows: Row[]): number {\n  let sum = 0;\n  for (const row of rows) sum += row.a;\n  return sum;\n}',
      'const rows: Row[] = [{ a: 1 }, { a: 2 }];\nconst result = total(rows);\nresult;',
    );
  });
  after(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    subscriptions.forEach((each) => void each.dispose());
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function stop(index: number) {
    await eventually(
      () => stopped.length,
      (count) => count > index,
      'the debugger does not stop',
    );
    const { session, threadId } = stopped[index]!;
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as { stackFrames: Frame[] };
    return { session, threadId, stackFrames };
  }

  drive('debugCell', 'stops at breakpoints in cells, shows variables and steps', async () => {
    const breakpoint = (index: number, text: string) =>
      new vscode.SourceBreakpoint(new vscode.Location(document(index).uri, at(document(index), text)));
    vscode.debug.addBreakpoints([breakpoint(0, 'return sum'), breakpoint(1, 'const result')]);
    await vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
    void vscode.commands
      .executeCommand('marginalia.debugCell', notebook.cellAt(0))
      .then(() => vscode.commands.executeCommand('marginalia.debugCell', notebook.cellAt(1)));

    const first = await stop(0);
    assert.equal(first.stackFrames[0]?.source?.path, document(1).uri.toString());
    assert.equal(first.stackFrames[0].line, 2);
    await first.session.customRequest('continue', { threadId: first.threadId });

    const second = await stop(1);
    assert.equal(second.stackFrames[0]?.source?.path, document(0).uri.toString());
    assert.equal(second.stackFrames[0].line, 5);
    assert.match(second.stackFrames[0].name, /total$/);
    const { result } = (await second.session.customRequest('evaluate', {
      expression: 'sum',
      frameId: second.stackFrames[0].id,
    })) as { result: string };
    assert.equal(result, '3');
    await second.session.customRequest('next', { threadId: second.threadId });

    const third = await stop(2);
    assert.ok(third.stackFrames[0]);
    await third.session.customRequest('continue', { threadId: third.threadId });
    await eventually(
      () => notebook.cellAt(1).executionSummary?.success,
      (success) => success === true,
      'the cell does not end',
    );

    const edit = new vscode.WorkspaceEdit();
    edit.insert(document(1).uri, new vscode.Position(0, 0), 'const above = 1;\n');
    await vscode.workspace.applyEdit(edit);
    void vscode.commands.executeCommand('marginalia.debugCell', notebook.cellAt(1));
    const moved = await stop(3);
    assert.equal(moved.stackFrames[0]?.source?.path, document(1).uri.toString());
    assert.equal(moved.stackFrames[0].line, 3);
    await moved.session.customRequest('continue', { threadId: moved.threadId });
    const again = await stop(4);
    await again.session.customRequest('continue', { threadId: again.threadId });
  });
});
