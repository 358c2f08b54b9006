import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAmount } from '../../src/commands/amount.ts';
import { english } from '../../src/connection/localiser.ts';
import { Decimal, decimal } from '../../src/margin/decimal.ts';

const limits = { asset: 'USDT', places: 8, maximum: decimal('1234.56789012'), minimum: decimal('0.1') };

function read(text: string, overrides: Partial<typeof limits> = {}): string {
  const result = readAmount(text, { ...limits, ...overrides }, english);
  return result.ok ? result.value.toFixed() : `refused: ${result.reason}`;
}

describe('an amount as a person types it', () => {
  it('is a plain decimal', () => {
    assert.equal(read('12.5'), '12.5');
    assert.equal(read(' 1000.25 '), '1000.25');
    assert.equal(read('.5'), '0.5');
  });

  it('is a part of the maximum, cut off to the allowed decimals', () => {
    assert.equal(read('25%'), '308.64197253');
    assert.equal(read('25 %', { places: 2 }), '308.64');
    assert.equal(read('max'), '1234.56789012');
    assert.equal(read('MAX', { places: 0 }), '1234');
  });

  it('is refused with what to do instead', () => {
    assert.match(read('abc'), /refused: Enter an amount of USDT as a plain decimal/);
    assert.match(read('1e5'), /refused: Enter an amount/);
    assert.match(read('1,500'), /refused: Enter an amount/);
    assert.match(read('-1'), /refused: The amount must be greater than zero/);
    assert.match(read('0'), /refused: The amount must be greater than zero/);
    assert.match(read('1.123456789'), /refused: USDT has at most 8 decimals here/);
    assert.match(read('1234.56789013'), /refused: The maximum is 1,234\.56789012 USDT/);
    assert.match(read('0.05'), /refused: The minimum is 0\.1 USDT/);
    assert.match(read('101%'), /refused: Enter a percentage above 0 and up to 100/);
    assert.match(read('0%'), /refused: Enter a percentage/);
    assert.match(read('max', { maximum: decimal('0') }), /refused: There is nothing to take a part of/);
  });

  it('never passes the maximum, whatever the percentage', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.bigInt({ min: 10n ** 8n, max: 10n ** 20n }),
        (percent, units) => {
          const maximum = new Decimal(units.toString()).div('1e8');
          const result = readAmount(`${percent}%`, { ...limits, maximum, minimum: decimal('0') }, english);
          assert.ok(result.ok && result.value.lte(maximum));
        },
      ),
    );
  });
});
