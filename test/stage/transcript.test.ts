import assert from 'node:assert/strict';
import { Transcript } from './transcript.ts';

describe('what steps say that run side by side', () => {
  it('is read one step after the other, the first as it speaks', () => {
    let read = '';
    const transcript = new Transcript(['a', 'b', 'c'], (_stream, text) => (read += text.toString()));
    const say = (title: string, text: string) => transcript.add(title, 'stdout', Buffer.from(text));
    say('a', '1');
    say('c', '2');
    say('b', '3');
    assert.equal(read, '\n== a\n1');
    transcript.end('b');
    say('a', '4');
    transcript.end('a');
    assert.equal(read, '\n== a\n14\n== b\n3\n== c\n2');
    say('c', '5');
    transcript.end('c');
    assert.equal(read, '\n== a\n14\n== b\n3\n== c\n25');
    assert.throws(() => say('d', ''), /no step "d"/);
  });
});
