import { Console } from 'node:console';
import { Writable } from 'node:stream';
// The global one will do nothing for an interrupted cell.
import { setTimeout } from 'node:timers';
import type { Cells } from './cells.ts';
import type { Send } from './channel.ts';
import { Groups } from './groups.ts';
import type { StreamName } from './protocol.ts';

/** Text is sent when it reaches this many characters ... */
const fullBatch = 64 * 1024;
/** ... or this age in ms, whichever comes first. A synchronous loop streams too, because each write looks at the age. */
const oldBatch = 20;
/** So many writes in one such span are sent at once: what is printed before a long computation is seen before it. */
const prompt = 20;

/** Collects what cells print and sends it in batches, in order, each batch to the cell that printed it. */
export class Output {
  readonly #send: Send;
  readonly #cells: Cells;
  #cell = 0;
  #name: StreamName = 'stdout';
  #parts: string[] = [];
  #length = 0;
  #since = 0;
  #spanStart = 0;
  #writesInSpan = 0;
  #timed = false;

  constructor(send: Send, cells: Cells) {
    this.#send = send;
    this.#cells = cells;
  }

  write(name: StreamName, text: string): void {
    const { number } = this.#cells.checkInterrupt();
    if (number !== this.#cell || name !== this.#name) this.flush();
    if (this.#length === 0) {
      // What a cell prints first is seen at once, however much the one before it has printed.
      if (number !== this.#cell) this.#writesInSpan = 0;
      this.#cell = number;
      this.#name = name;
      this.#since = performance.now();
      if (!this.#timed) setTimeout(() => this.#onTimer(), oldBatch);
      this.#timed = true;
    }
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#isPrompt() || this.#length >= fullBatch || performance.now() - this.#since > oldBatch) this.flush();
  }

  #onTimer(): void {
    this.#timed = false;
    this.flush();
  }

  #isPrompt(): boolean {
    const now = performance.now();
    if (now - this.#spanStart > oldBatch) {
      this.#spanStart = now;
      this.#writesInSpan = 0;
    }
    return ++this.#writesInSpan <= prompt;
  }

  /** Sends what is waiting. Called before every other message, so that outputs keep the order they were made in. */
  flush(): void {
    if (this.#length === 0) return;
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    this.#send({ type: 'stream', cell: this.#cell, name: this.#name, text });
  }

  /** Makes `console` and `process.stdout` of the process print into cells. */
  capture(colors: boolean): Groups {
    this.#provide('stdout');
    this.#provide('stderr');
    // Not Node's own console: with an inspector session attached, that one keeps every printed object alive.
    globalThis.console = new Console({
      stdout: this.#sink('stdout'),
      stderr: this.#sink('stderr'),
      ignoreErrors: false,
      colorMode: colors,
    });
    Object.defineProperty(globalThis.console, 'Console', { value: Console, enumerable: false });
    return new Groups(globalThis.console);
  }

  /** The least that Console needs of a stream: ten times quicker than a real one. */
  #sink(name: StreamName): NodeJS.WritableStream {
    const sink = { write: (text: string) => (this.write(name, text), true) };
    return sink as unknown as NodeJS.WritableStream;
  }

  #stream(name: StreamName): Writable {
    const decoder = new TextDecoder();
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, encoding, done) => {
        if (typeof chunk === 'string' && !/^utf-?8$/i.test(encoding)) chunk = Buffer.from(chunk, encoding);
        this.write(name, typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
        done();
      },
    });
    return Object.assign(stream, { fd: name === 'stdout' ? 1 : 2 });
  }

  /** A cell may end the stream, or pipe into it what ends; the next one finds another. */
  #provide(name: StreamName): void {
    let stream = this.#stream(name);
    const get = () => (stream.writable ? stream : (stream = this.#stream(name)));
    Object.defineProperty(process, name, { get, configurable: true });
  }
}
