/** Questions that wait for their answers, each known by a number. */
export class Questions {
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #last = 0;

  /**
   * @param send asks, under the number it is given
   * @returns the answer; `undefined` when there will be none
   */
  ask(send: (request: number) => void): Promise<unknown> {
    return new Promise((resolve) => {
      const request = ++this.#last;
      this.#waiting.set(request, resolve);
      send(request);
    });
  }

  answer(request: number, answer: unknown): void {
    this.#waiting.get(request)?.(answer);
    this.#waiting.delete(request);
  }

  /** Nothing is answered any more. */
  close(): void {
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
