import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parametersOf } from '../../src/paper/server/parameters.ts';

const sentIn = (query: string, body = ''): object => ({ ...parametersOf(query, body).sent });

describe('parameters', () => {
  it('are decoded, and joined where a name is repeated', () =>
    assert.deepEqual(sentIn('a=1&b=%2B+x&a=2&&c'), { a: '1,2', b: '+ x', c: '' }));

  it('of the query win over the body’s', () =>
    assert.deepEqual(sentIn('a=1&b=2', 'b=3&b=4&c=5'), { a: '1', b: '2', c: '5' }));

  it('say which names came more than once', () => {
    assert.deepEqual(parametersOf('a=1&b=2&a=1', 'b=3&c=4').repeated, ['a']);
    assert.deepEqual(parametersOf('a=1&b=2', 'b=3&c=4&c=5').repeated, ['c']);
  });

  it('may be called anything', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      assert.deepEqual(Object.entries(parametersOf(`${name}=1&${name}=2`, `${name}=3`).sent), [[name, '1,2']]);
  });

  it('are refused where the percent-encoding is broken', () => {
    for (const [query, body] of [
      ['a=%', ''],
      ['a=1', 'b=%zz'],
    ] as const)
      assert.throws(() => parametersOf(query, body), { code: -1100 });
  });

  it('make the same question exactly if they differ in the signature only', () => {
    const question = (query: string): string => parametersOf(query, '').question;
    assert.equal(
      question('asset=USDT&timestamp=1&signature=a'),
      question('asset=USDT&timestamp=2&recvWindow=3&signature=b'),
    );
    assert.notEqual(question('asset=USDT&timestamp=1'), question('asset=USDC&timestamp=1'));
    const pair = fc.tuple(fc.constantFrom('a', 'b', 'timestamp', 'signature'), fc.constantFrom('', '1', '2', '1&b=2'));
    const text = fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.map((part) => part.join('=')).join('&'));
    const own = (query: string): object =>
      Object.fromEntries(Object.entries(sentIn(query)).filter(([name]) => name.length === 1));
    fc.assert(
      fc.property(text, text, (one, other) => {
        if (question(one) === question(other)) assert.deepEqual(own(one), own(other));
      }),
      { numRuns: 2000 },
    );
  });
});
