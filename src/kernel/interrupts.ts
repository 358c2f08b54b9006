/**
 * What the main thread of a kernel process knows about interrupts.
 *
 * The parent numbers them from 1 and tells of each by a message, which waits until the main thread comes to it; while
 * the thread does not, it tells again through the inspector, which reaches the thread in the midst of a cell. An
 * interrupt is under way from the first it hears until it has read the message *and* its event loop has turned once more
 * without a cut, for only then has whatever ran on in promises and ticks come to an end. While one is under way code of
 * cells may be cut, and no cell starts.
 */
export class Interrupts {
  #asked = 0;
  #read = 0;
  #dealtWith = 0;
  #cuts = 0;
  #undisturbed = 0;

  /** So many have been asked for, as the inspector tells. */
  ask(count: number): void {
    this.#asked = Math.max(this.#asked, count);
  }

  /** The message of this number has come. */
  read(count: number): void {
    this.#read = count;
    this.ask(count);
  }

  /** The event loop has turned since. */
  deal(count: number): void {
    this.#dealtWith = count;
  }

  /** What runs is being ended. */
  cut(): void {
    this.#cuts++;
  }

  /** How often something has been ended. */
  get cuts(): number {
    return this.#cuts;
  }

  get underWay(): boolean {
    return this.#asked > this.#dealtWith;
  }

  /** Whether an interrupt of what runs now waits in the pipe to be read. */
  get unread(): boolean {
    return this.#asked > this.#read;
  }

  /**
   * Does some of the kernel's own work, for which the thread is not to be stopped: to pause in the midst of a script as
   * large as the compiler costs V8 a second.
   */
  undisturbed<T>(work: () => T): T {
    this.#undisturbed++;
    try {
      return work();
    } finally {
      this.#undisturbed--;
    }
  }

  get mayPause(): boolean {
    return this.#undisturbed === 0;
  }
}
