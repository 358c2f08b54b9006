import assert from 'node:assert/strict';
import { decimal, toDisplay, toWire } from '../../src/margin/decimal.ts';

describe('decimal amounts', () => {
  it('never print an exponent', () => {
    assert.equal(decimal('0.00000001').toString(), '0.00000001');
    assert.equal(toWire(decimal('0.000000019')), '0.00000001');
  });

  it('are cut towards zero and filled up to eight decimals', () => {
    for (const [text, wire] of [
      ['0', '0.00000000'],
      ['12', '12.00000000'],
      ['-1.5', '-1.50000000'],
      ['0.1234567899', '0.12345678'],
      ['-0.1234567899', '-0.12345678'],
      ['1.12345678', '1.12345678'],
    ] as const)
      assert.equal(toWire(decimal(text)), wire);
  });

  it('keep every digit of a long balance', () => {
    assert.equal(decimal('123456789012345.12345678').plus('0.00000001').toFixed(), '123456789012345.12345679');
  });

  it('are grouped for people', () => assert.equal(toDisplay(decimal('1234567.5'), 2), '1,234,567.5'));
});
