import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { LineInput } from '../../src/cli/line-input.ts';

describe('a question of a cell on the command line', () => {
  /** What the person at the terminal sees and types, in order. */
  const terminal = () => {
    const events: string[] = [];
    const typed = new PassThrough();
    const lines = new LineInput(
      typed,
      (text) => void events.push(text),
      (on) => void events.push(on ? '(shown)' : '(hidden)'),
    );
    return { events, typed, lines };
  };
  const never = new AbortController().signal;

  it('is answered by a line, which may have been typed before', async () => {
    const { events, typed, lines } = terminal();
    typed.write('BTC\n\n');
    assert.equal(await lines.ask({ prompt: 'Asset?', password: false }, never), 'BTC');
    assert.equal(await lines.ask({ prompt: 'Days?', value: '30', password: false }, never), '30');
    assert.deepEqual(events, ['Asset? ', 'Days? [30] ']);
  });

  it('hides a password, and what a password begins with', async () => {
    const { events, typed, lines } = terminal();
    typed.write('secret\n');
    assert.equal(await lines.ask({ prompt: 'Password?', value: 'old', password: true }, never), 'secret');
    assert.deepEqual(events, ['(hidden)', 'Password? ', '(shown)', '\n']);
  });

  it('shows again what is typed when a password is given up', async () => {
    const { events, lines } = terminal();
    const stop = new AbortController();
    const asked = lines.ask({ prompt: 'Password?', password: true }, stop.signal);
    stop.abort(new Error('interrupted'));
    await assert.rejects(asked, /interrupted/);
    assert.deepEqual(events.slice(2), ['(shown)', '\n']);
  });
});
