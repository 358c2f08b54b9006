import assert from 'node:assert/strict';
import { cases as control } from './cases/control.ts';
import type { Case } from './cases/case.ts';
import { cases as errors } from './cases/errors.ts';
import { cases as modules } from './cases/modules.ts';
import { cases as names } from './cases/names.ts';
import { cases as printing } from './cases/printing.ts';
import { cases as stripping } from './cases/stripping.ts';
import { cases as suites } from './cases/suites.ts';
import { cases as typescript } from './cases/typescript.ts';
import { cases as values } from './cases/values.ts';
import { KernelUnderTest } from './kernel-under-test.ts';

const tables: Readonly<Record<string, readonly Case[]>> = {
  values,
  names,
  control,
  typescript,
  modules,
  errors,
  printing,
  suites,
  stripping,
};

describe('cells', function () {
  this.timeout(120_000);
  for (const [name, cases] of Object.entries(tables)) {
    describe(name, () => {
      let kernel: KernelUnderTest;
      before(() => (kernel = new KernelUnderTest()));
      after(() => kernel.stop());
      for (const { code, shows = [], prints = '', warns = '', fails, at, late = false } of cases) {
        it(JSON.stringify(code), async () => {
          const { cell, ran, done } = kernel.start(code);
          const outcome = await done;
          assert.equal(outcome, fails === undefined || late ? 'ok' : 'error', ran.errors[0]?.stack);
          const shown = ran.displays.map(({ bundle }) => bundle.data['text/plain']);
          assert.deepEqual(shown, typeof shows === 'string' ? [shows] : shows);
          assert.equal(ran.stdout, prints);
          assert.equal(ran.stderr, warns);
          const [error] = ran.errors;
          assert.equal(error && `${error.name}: ${error.message}`, fails);
          if (at) {
            const [line, column] = at;
            assert.deepEqual(error?.position, { cell, line, column });
            assert.match(error.stack, new RegExp(`^ +Cell In\\[${cell}\\], line ${line}, column ${column}`, 'm'));
          }
        });
      }
    });
  }
});
