import assert from 'node:assert/strict';
import { codes, wording } from '../../src/binance/table/codes.ts';
import { isLegal } from '../../src/binance/table/kinds.ts';
import { endpointNames, endpointOf } from '../../src/binance/table/index.ts';
import { retiredPaths } from '../../src/binance/table/retired.ts';

describe('the endpoint table', () => {
  it('has one entry for each verb and path', () => {
    const wires = endpointNames.map((name) => `${endpointOf(name).method} ${endpointOf(name).path}`);
    assert.deepEqual(
      wires.filter((wire, at) => wires.indexOf(wire) !== at),
      [],
    );
  });

  it('does not offer what is retired', () => {
    const wires = new Set(endpointNames.map((name) => `${endpointOf(name).method} ${endpointOf(name).path}`));
    assert.deepEqual(
      retiredPaths.filter((retired) => wires.has(`${retired.method} ${retired.path}`)),
      [],
    );
  });

  it('names only its own parameters in rules and windows', () => {
    for (const name of endpointNames) {
      const { parameters, rules = [], windows } = endpointOf(name);
      for (const rule of rules) {
        const named = 'anyOf' in rule ? rule.anyOf : [rule.when, ...('needs' in rule ? rule.needs : rule.forbids)];
        for (const parameter of named) assert.ok(parameter in parameters, `${name}: ${parameter}`);
      }
      if (windows) assert.ok('startTime' in parameters && 'endTime' in parameters, name);
      if (windows?.page.by === 'id') assert.ok(windows.page.parameter in parameters, name);
      if (windows?.page.by === 'current') assert.ok('current' in parameters && 'size' in parameters, name);
    }
  });

  it('asks for a signature wherever something is written', () => {
    for (const name of endpointNames) {
      const { writes, security, method } = endpointOf(name);
      if (writes) assert.ok(['USER_DATA', 'TRADE', 'MARGIN'].includes(security) && method !== 'GET', name);
    }
  });
});

describe('parameter kinds', () => {
  it('take Chinese asset names and refuse exponents, signs and spaces', () => {
    assert.ok(isLegal({ kind: 'asset' }, '币安人生'));
    assert.ok(isLegal({ kind: 'symbol' }, 'BTCUSDT'));
    assert.ok(!isLegal({ kind: 'symbol' }, 'btcusdt'));
    assert.ok(isLegal({ kind: 'decimal' }, '0.00000001'));
    for (const bad of ['1e-8', '-1', '.5', '1.', ' 1', '1,5', '']) assert.ok(!isLegal({ kind: 'decimal' }, bad), bad);
  });
});

describe('the exchange’s wording', () => {
  it('fills in what differs', () => {
    assert.equal(wording(-1102, 'symbol'), "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    assert.equal(wording(-1104, 3, 4), "Not all sent parameters were read; read '3' parameter(s) but was sent '4'.");
    assert.ok(Object.values(codes).every(({ says }) => says.length > 0));
  });
});
