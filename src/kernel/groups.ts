/** The console's groups. A cell that fails does not come to close those that it has opened: it is done for it. */
export class Groups {
  readonly #close: () => void;
  #open = 0;
  #before = 0;

  constructor(console: Console) {
    const { group, groupEnd } = console;
    this.#close = () => {
      this.#open--;
      groupEnd();
    };
    const open = (label: readonly unknown[]) => {
      this.#open++;
      group(...label);
    };
    Object.assign(console, {
      group: (...label: unknown[]) => open(label),
      groupCollapsed: (...label: unknown[]) => open(label),
      groupEnd: () => {
        if (this.#open > 0) this.#close();
      },
    });
  }

  /** A cell begins. */
  enter(): void {
    this.#before = this.#open;
  }

  /** It has failed. */
  leave(): void {
    while (this.#open > this.#before) this.#close();
  }
}
