/**
 * What the two threads of a kernel process know about interrupts, in memory that they share.
 *
 * The parent numbers interrupts from 1 and says each twice: by a byte that the watchdog thread reads at once, and by a
 * message that the main thread reads when it comes to it. An interrupt is under way from the byte until the main thread
 * has read the message *and* its event loop has turned once more without a cut, for only then has whatever ran on in
 * promises and ticks come to an end. While one is under way the watchdog may cut code of cells, and no cell starts.
 */
export class Interrupts {
  /** Interrupts asked for; those dealt with; cuts; what is not to be disturbed. What a worker is started with. */
  readonly words: Int32Array;
  #read = 0;

  constructor(words: Int32Array = new Int32Array(new SharedArrayBuffer(16))) {
    this.words = words;
  }

  /** The watchdog has read so many more bytes. */
  ask(more: number): void {
    Atomics.add(this.words, asked, more);
  }

  /** The main thread has read the message of this number. */
  read(count: number): void {
    this.#read = count;
  }

  /** The watchdog ends what runs. */
  cut(): void {
    Atomics.add(this.words, cut, 1);
  }

  /** How often the watchdog has ended something. */
  get cuts(): number {
    return Atomics.load(this.words, cut);
  }

  /**
   * Does some of the kernel's own work, which is not even looked at: to pause in the midst of a script as large as the
   * compiler costs V8 a second.
   */
  undisturbed<T>(work: () => T): T {
    Atomics.add(this.words, undisturbed, 1);
    try {
      return work();
    } finally {
      Atomics.sub(this.words, undisturbed, 1);
    }
  }

  get mayLook(): boolean {
    return Atomics.load(this.words, undisturbed) === 0;
  }

  /** The event loop has turned since. */
  deal(count: number): void {
    Atomics.store(this.words, dealtWith, count);
  }

  get underWay(): boolean {
    return Atomics.load(this.words, asked) > Atomics.load(this.words, dealtWith);
  }

  /** On the main thread: whether an interrupt of what runs now waits in the pipe to be read. */
  get unread(): boolean {
    return Atomics.load(this.words, asked) > this.#read;
  }
}

const asked = 0;
const dealtWith = 1;
const cut = 2;
const undisturbed = 3;
