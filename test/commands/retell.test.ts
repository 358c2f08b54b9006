import assert from 'node:assert/strict';
import { asCell, asCurl } from '../../src/commands/retell.ts';

const borrowed = {
  method: 'createMarginLoan',
  parameters: { asset: 'USDT', amount: '100.00000000', isIsolated: 'FALSE' },
};

describe('what was done, told again', () => {
  it('as a cell', () => {
    assert.equal(
      asCell(borrowed),
      "await client.createMarginLoan({\n  asset: 'USDT',\n  amount: '100.00000000',\n  isIsolated: 'FALSE',\n});\n",
    );
  });

  it('as curl, with key and secret left to the reader', () => {
    const told = asCurl(borrowed, 'https://api.binance.com');
    assert.match(told ?? '', /^query="asset=USDT&amount=100\.00000000&isIsolated=FALSE&type=BORROW&timestamp=\$\(date/);
    assert.match(told ?? '', /curl -X POST .*https:\/\/api\.binance\.com\/sapi\/v1\/margin\/borrow-repay\?\$query/);
    assert.match(told ?? '', /\$BINANCE_API_SECRET/);
  });

  it('as curl not at all, where no endpoint has the name', () => {
    assert.equal(asCurl({ method: 'rm -rf', parameters: {} }, 'https://x'), undefined);
  });
});
