/**
 * Takes a snapshot that is newer than every event seen so far. One that was read while the account moved may be older
 * than an event that has been given out already, and would put the reader back; it is read again.
 */
export class Snapshots<Snapshot> {
  #moves = 0;
  readonly #read: () => Promise<Snapshot>;

  constructor(read: () => Promise<Snapshot>) {
    this.#read = read;
  }

  /** An event has changed the account. */
  moved(): void {
    this.#moves += 1;
  }

  async take(): Promise<Snapshot> {
    for (let tries = 0; ; tries += 1) {
      const before = this.#moves;
      const snapshot = await this.#read();
      if (this.#moves === before || tries === 3) return snapshot;
    }
  }
}
