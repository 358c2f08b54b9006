// Property tests take the same examples in every run, so that a red run means a change and not chance. To search for
// new ones: MARGINALIA_SEED=random, or a number, which a failing property prints.
import fc from 'fast-check';

const wanted = process.env['MARGINALIA_SEED'] ?? '20260101';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
