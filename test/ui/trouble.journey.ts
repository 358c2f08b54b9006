// What the user is told, and what happens to the money, when the exchange misbehaves.
import assert from 'node:assert/strict';
import { closing } from './steps.ts';
import { Workbench } from './workbench.ts';

const borrowRepay = 'POST /sapi/v1/margin/borrow-repay';

describe('when the exchange misbehaves', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open({ name: 'trouble', theme: 'light' });
    await bench.openMargin();
    await loan().waitFor();
  });
  afterEach(() => bench.control('DELETE', 'faults'));
  closing(() => bench);

  const loan = () => bench.row(/^Loan of USDT in cross/);

  async function borrow(amount: string): Promise<void> {
    await bench.command('Margin: Borrow');
    await bench.asked('Which account?');
    await bench.choose(/^Cross/);
    await bench.asked('Which asset to borrow?');
    await bench.choose(/^USDT/);
    await bench.asked(/How much USDT to borrow/);
    await bench.write(amount);
    await bench.enter();
    await bench.confirm('Borrow');
  }

  it('finds out what became of a loan whose answer was lost, and takes it once', async () => {
    const before = await bench.amount(loan(), 'principal');
    await bench.control('POST', 'faults', [{ endpoint: borrowRepay, times: 1, kind: 'drop-after' }]);
    await borrow('100');
    await bench.notice(/Borrowed 100 USDT/);
    await bench.shoot('answer lost, loan found');
    await bench.amountIs(loan(), 'principal', (amount) => Math.abs(amount - before - 100) < 1e-6);
    await bench.dismissNotices();
  });

  it('does not claim a loan that the exchange refused', async () => {
    const before = await bench.amount(loan(), 'principal');
    await bench.control('POST', 'faults', [{ endpoint: borrowRepay, times: 1, kind: 'code', code: -3045 }]);
    await borrow('100');
    await bench.notice(/Borrow 100 USDT \(cross\).*refused/);
    await bench.shoot('refused');
    await bench.command('Margin: Refresh');
    assert.equal(await bench.amount(loan(), 'principal'), before);
    await bench.dismissNotices();
  });

  it('says how old the numbers are while the exchange is away, and catches up when it is back', async () => {
    await bench.control('POST', 'faults', [{ endpoint: '*', times: -1, kind: 'status', status: 503 }]);
    await bench.command('Margin: Refresh');
    const old = bench.page
      .locator('.sidebar')
      .getByText(/ old: /)
      .first();
    await old.waitFor();
    await bench.shoot('exchange away');
    await bench.control('DELETE', 'faults');
    await bench.command('Margin: Refresh');
    await old.waitFor({ state: 'hidden' });
    await bench.shoot('exchange back');
  });
});
