// What steps that run side by side say, in the order of the steps and not mixed: the first that has not ended is printed as
// it speaks, the others when their turn comes.

export type Stream = 'stdout' | 'stderr';
type Print = (stream: Stream, text: string | Buffer) => void;

interface Step {
  readonly title: string;
  readonly said: { stream: Stream; text: Buffer }[];
  begun: boolean;
  ended: boolean;
}

export class Transcript {
  readonly #steps: Step[];
  readonly #print: Print;

  /** @param titles - Of the steps, in the order in which they are to be read. */
  constructor(titles: string[], print: Print = (stream, text) => process[stream].write(text)) {
    this.#steps = titles.map((title) => ({ title, said: [], begun: false, ended: false }));
    this.#print = print;
    this.#printWhatIsDue();
  }

  add(title: string, stream: Stream, text: Buffer): void {
    this.#step(title).said.push({ stream, text });
    this.#printWhatIsDue();
  }

  end(title: string): void {
    this.#step(title).ended = true;
    this.#printWhatIsDue();
  }

  #step(title: string): Step {
    const step = this.#steps.find((each) => each.title === title);
    if (!step) throw new Error(`There is no step "${title}", or it has ended.`);
    return step;
  }

  #printWhatIsDue(): void {
    for (let step = this.#steps[0]; step; step = this.#steps[0]) {
      if (!step.begun) this.#print('stderr', `\n== ${step.title}\n`);
      step.begun = true;
      for (const { stream, text } of step.said.splice(0)) this.#print(stream, text);
      if (!step.ended) return;
      this.#steps.shift();
    }
  }
}
