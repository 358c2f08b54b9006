// The first minutes of somebody who has just installed the extension: the walkthrough, step by step, to a loan and back.
import assert from 'node:assert/strict';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

describe('the walkthrough', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open({ name: 'first-run', theme: 'light' });
  });
  continuing(() => bench);

  const page = () => bench.page.locator('.gettingStartedContainer');
  const steps = () => page().locator('.getting-started-step');
  /** Comes back to the walkthrough, opens a step and presses its button. */
  async function press(title: string, button: string): Promise<void> {
    const step = (await bench.openWalkthrough()).filter({ hasText: title });
    const press = step.getByRole('button', { name: button });
    // The step to do next is open already.
    await bench.insist(async () => {
      if (!(await press.isVisible())) await step.locator('.step-title').click({ force: true });
    }, press);
    await bench.shoot(title);
    await press.click();
  }
  const isDone = (title: string) =>
    steps()
      .filter({ hasText: title })
      .locator('.codicon.complete, .codicon-getting-started-step-checked')
      .first()
      .waitFor();

  it('touches nothing before it is asked to', async () => {
    const shown = await bench.openWalkthrough();
    await bench.eventually(
      () => shown.count(),
      (count) => count === 6,
      'steps of the walkthrough',
    );
    assert.equal(await bench.statusBar.getByText('PAPER').count(), 0);
  });

  it('starts the paper account', async () => {
    await press('Start the paper account', 'Start the Paper Account');
    await bench.statusBar.getByRole('button', { name: /mode PAPER/ }).waitFor();
    await isDone('Start the paper account');
  });

  it('opens the Margin view', async () => {
    await press('Look at the account', 'Open the Margin View');
    await bench.row(/^Cross account, margin level/).waitFor();
  });

  it('opens a notebook', async () => {
    await press('Ask it anything in a notebook', 'New Notebook');
    await bench.asked('Which notebook to begin with?');
    await bench.shoot('new notebook');
    await bench.enter();
    await bench.page.locator('.notebookOverlay .code-cell-row').first().waitFor();
    await bench.shoot('a notebook');
  });

  it('shows the risk', async () => {
    await press('See what could go wrong', 'Show Risk');
    await bench.frame((frame) => frame.getByRole('heading', { name: 'Margin Risk' }));
  });

  it('borrows and repays', async () => {
    await press('Borrow 100 USDT', 'Borrow');
    await bench.dialog.getByText('PAPER · Borrow 100 USDT (cross)?').waitFor();
    await bench.confirm('Borrow');
    await bench.notice(/Borrowed 100 USDT/);
    await bench.dismissNotices();
    await press('Repay it', 'Repay');
    await bench.asked(/How much USDT to repay/);
    await bench.write('100');
    await bench.enter();
    await bench.confirm('Repay');
    await bench.notice(/Repaid/);
    await bench.dismissNotices();
    await bench.openWalkthrough();
    await isDone('Repay it');
    await bench.shoot('walked through');
  });
});
