import type { CellError, MimeBundle, StreamName } from '../kernel/protocol.ts';
import type { Output } from './ipynb.ts';

/** Collects what the cells of one run put out, in the shape of the file. */
export class OutputCollector {
  readonly #outputs = new Map<number, Output[]>();
  readonly #displays = new Map<string, Displayed>();
  readonly #clearNext = new Set<number>();

  of(cell: number): Output[] {
    let outputs = this.#outputs.get(cell);
    if (!outputs) this.#outputs.set(cell, (outputs = []));
    return outputs;
  }

  stream(cell: number, name: StreamName, text: string): void {
    const last = this.of(cell).at(-1);
    if (last?.output_type === 'stream' && last.name === name && !this.#clearNext.has(cell)) last.text += text;
    else this.#add(cell, { output_type: 'stream', name, text });
  }

  display(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void {
    const content = { data: savedData(bundle), metadata: { ...bundle.metadata } };
    const shown: Displayed = result
      ? { output_type: 'execute_result', execution_count: cell, ...content }
      : { output_type: 'display_data', ...content };
    this.#add(cell, shown);
    if (displayId !== undefined) this.#displays.set(displayId, shown);
  }

  /** What the output says of where it comes from stays. */
  update(bundle: MimeBundle, displayId: string): void {
    const shown = this.#displays.get(displayId);
    if (!shown) return;
    shown.data = savedData(bundle);
    shown.metadata = { ...shown.metadata, ...bundle.metadata };
  }

  clear(cell: number, wait: boolean): void {
    if (wait) this.#clearNext.add(cell);
    else this.of(cell).length = 0;
  }

  error(cell: number, { name, message, stack }: CellError): void {
    this.#add(cell, { output_type: 'error', ename: name, evalue: message, traceback: stack.split('\n') });
  }

  #add(cell: number, output: Output): void {
    if (this.#clearNext.delete(cell)) this.of(cell).length = 0;
    this.of(cell).push(output);
  }
}

type Displayed = Extract<Output, { data: unknown }>;

/** nbformat wants text where the type is not JSON. */
function savedData({ data }: MimeBundle): Record<string, unknown> {
  const entries = Object.entries(data).map(([mime, value]) => {
    const json = /^application\/(?:.*\+)?json$/.test(mime);
    return [mime, json || typeof value === 'string' ? value : JSON.stringify(value, undefined, '\t')] as const;
  });
  return Object.fromEntries(entries);
}
