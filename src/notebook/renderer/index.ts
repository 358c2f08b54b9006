/** Draws Marginalia's tables and charts inside notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { tableMime } from '../../frames/table/bundle.ts';
import { element } from './dom.ts';
import { readChart, readTable } from './read-output.ts';
import { KernelRows } from './source.ts';
import { addStyle } from './style.ts';
import type { Subject } from './subject.ts';
import { tableView } from './table.ts';
import { isWords, Words } from './words.ts';
import { ZoneSwitch } from './zone.ts';

interface Remembered {
  readonly zone?: 'UTC' | 'local';
  readonly words?: Readonly<Record<string, string>>;
}

interface Shown {
  readonly root: HTMLElement;
  dispose(): void;
}

interface Place {
  readonly mime: string;
  readonly json: unknown;
  readonly target: HTMLElement;
  shown?: Shown;
}

export const activate: ActivationFunction<Remembered> = (context) => {
  addStyle(document);
  const places = new Map<string, Place>();
  let remembered = context.getState() ?? {};
  const remember = (more: Remembered) => context.setState((remembered = { ...remembered, ...more }));
  const zone = new ZoneSwitch(remembered.zone ?? 'UTC', (chosen) => remember({ zone: chosen }));
  const l10n = new Words(remembered.words);
  const post = context.postMessage?.bind(context);
  const kernel =
    post && new KernelRows({ post, onMessage: (listener) => context.onDidReceiveMessage?.(listener) }, l10n);
  const reveal = post && ((subject: Subject) => post({ type: 'reveal', subject }));

  async function view({ mime, json }: Place): Promise<Shown> {
    if (mime === tableMime) {
      const table = readTable(json);
      if (!table)
        return refusal(l10n.t('This table cannot be shown: it is damaged, or of another version. Run the cell again.'));
      const rows = table.table.source === undefined ? undefined : kernel?.source(table.table.source);
      return tableView(table, rows, zone, l10n, reveal);
    }
    const chart = readChart(json);
    if (!chart)
      return refusal(l10n.t('This chart cannot be shown: it is damaged, or of another version. Run the cell again.'));
    const { chartView } = await import('./chart.ts');
    return chartView(chart);
  }

  /** The code of charts comes late the first time: by then the output may be gone, or be drawn by another turn. */
  async function draw(id: string, place: Place): Promise<void> {
    const shown = await view(place);
    if (places.get(id) !== place) {
      shown.dispose();
      return;
    }
    place.shown?.dispose();
    place.shown = shown;
    place.target.replaceChildren(shown.root);
  }

  context.onDidReceiveMessage?.((message: unknown) => {
    if (!isWords(message)) return;
    l10n.speak(message.bundle);
    remember({ words: message.bundle });
    for (const [id, place] of places) void draw(id, place);
  });
  post?.({ type: 'words' });

  return {
    async renderOutputItem(item, target) {
      places.get(item.id)?.shown?.dispose();
      const place: Place = { mime: item.mime, json: parsed(() => item.json()), target };
      places.set(item.id, place);
      await draw(item.id, place);
    },
    disposeOutputItem(id) {
      for (const [key, place] of places) {
        if (id !== undefined && key !== id) continue;
        place.shown?.dispose();
        places.delete(key);
      }
    },
  };
};

function parsed(json: () => unknown): unknown {
  try {
    return json();
  } catch {
    return undefined;
  }
}

function refusal(text: string): Shown {
  const root = element('div', { class: 'mg-view' }, element('div', { class: 'mg-trouble', role: 'status' }, text));
  return { root, dispose: () => undefined };
}
