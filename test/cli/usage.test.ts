import assert from 'node:assert/strict';
import { notebookOptions, notebookUsage } from '../../src/cli/notebook-options.ts';
import { paperOptions } from '../../src/cli/paper-options.ts';
import { parseOptions, UsageError } from '../../src/cli/usage.ts';

const refuses = (read: () => unknown, what: RegExp) =>
  assert.throws(read, (error) => error instanceof UsageError && what.test(error.message));

describe('the options of the command line', () => {
  const options = { output: { type: 'string' }, timeout: { type: 'string' }, set: { type: 'string' } } as const;
  for (const [given, meant] of [
    ['--outptu', 'output'],
    ['--out', 'output'],
    ['--outputs', 'output'],
    ['--timout', 'timeout'],
    ['--ste', 'set'],
  ] as const)
    it(`${given} is probably --${meant}`, () =>
      refuses(() => parseOptions([given, '1'], options), new RegExp(`${given}\\. Did you mean --${meant}\\?`)));

  it('--frobnicate is like none', () =>
    refuses(() => parseOptions(['--frobnicate'], options), /There is no option --frobnicate\. --help lists them all/));

  it('of paper, too, are told when they are misspelt', () => {
    const paper = (...args: string[]) => paperOptions(args, () => undefined);
    refuses(() => paper('--seeed', '3'), /Did you mean --seed\?/);
    refuses(() => paper('extra'), /what is "extra"/);
  });
});

describe('the options of notebook', () => {
  it('are all explained', () => {
    for (const option of ['output', 'set', 'timeout', 'allow-errors', 'paper-url', 'colors'])
      assert.match(notebookUsage, new RegExp(`^  --${option} `, 'm'));
  });

  for (const args of [['--help'], ['run', '--help'], ['strip', 'a.ipynb', '-h']])
    it(`${args.join(' ')} asks for help`, () => assert.equal(notebookOptions(args).verb, 'help'));

  it('are read wherever they stand', () => {
    const { parameters, ...options } = notebookOptions([
      '--set',
      'a=1',
      'run',
      '--timeout',
      '1.5',
      'in.ipynb',
      '--output',
      '-',
      '--allow-errors',
      '--set=b=x',
    ]) as Extract<ReturnType<typeof notebookOptions>, { verb: 'run' }>;
    assert.deepEqual(
      [...parameters],
      [
        ['a', '1'],
        ['b', '"x"'],
      ],
    );
    const given = { verb: 'run', input: 'in.ipynb', output: '-', timeout: 1500, allowErrors: true };
    assert.deepEqual(options, { ...given, paperUrl: undefined, colors: false });
  });

  for (const [args, what] of [
    [[], /Say which notebook to run/],
    [['strip'], /Say which notebook to strip/],
    [['frob', 'a'], /no "notebook frob", only run and strip/],
    [['run', 'a', 'b', 'c'], /what is "b c"/],
    [['run', 'a', '--timeout', 'soon'], /takes seconds/],
    [['run', 'a', '--timeout', '0'], /takes seconds/],
    [['run', 'a', '--timeout', ''], /takes seconds/],
    [['run', 'a', '--timeout', 'Infinity'], /24 days/],
    [['run', 'a', '--timeout', '3000000'], /24 days/],
    [['run', 'a', '--output', ''], /--output takes the name of a file/],
    [['strip', 'a', '--set', 'b=1'], /--set is for run; strip runs nothing/],
    [['run', 'a', '--timeout'], /argument missing/],
  ] as const)
    it(`${args.join(' ') || '(nothing)'} is refused`, () => refuses(() => notebookOptions(args), what));
});
