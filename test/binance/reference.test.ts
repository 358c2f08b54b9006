import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { MarginClient } from '../../src/binance/client.ts';
import { requestedMethods } from '../../src/binance/table/requested.ts';
import { referencePage } from './support/reference.ts';

const page = new URL('../../src/binance/ENDPOINTS.md', import.meta.url);

describe('the reference of endpoints', () => {
  it('is what the table says', () => {
    if (process.env.UPDATE) writeFileSync(page, referencePage());
    assert.equal(readFileSync(page, 'utf8'), referencePage());
  });

  it('has all 36 requested methods, and the client has them too', () => {
    assert.equal(requestedMethods.length, 36);
    const client = MarginClient.prototype as unknown as Record<string, unknown>;
    for (const { name, method } of requestedMethods) {
      assert.equal(typeof client[method], 'function', method);
      assert.equal(
        method,
        name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      );
    }
  });
});
