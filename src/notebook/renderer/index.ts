/** Draws Marginalia's tables and charts inside notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { tableMime, type TableOutput } from '../../frames/table/bundle.ts';
import type { Subject } from './subject.ts';
import { addStyle } from './style.ts';
import { KernelRows } from './source.ts';
import { tableView } from './table.ts';
import { ZoneSwitch } from './zone.ts';

interface Remembered {
  readonly zone?: 'UTC' | 'local';
}

export const activate: ActivationFunction<Remembered> = (context) => {
  addStyle(document);
  const shown = new Map<string, { dispose(): void }>();
  const zone = new ZoneSwitch(context.getState()?.zone ?? 'UTC', (chosen) => context.setState({ zone: chosen }));
  const kernel = context.postMessage
    ? new KernelRows({
        post: (message) => context.postMessage?.(message),
        onMessage: (listener) => void context.onDidReceiveMessage?.(listener),
      })
    : undefined;
  const reveal = context.postMessage
    ? (subject: Subject) => context.postMessage?.({ type: 'reveal', subject })
    : undefined;

  return {
    async renderOutputItem(item, target) {
      shown.get(item.id)?.dispose();
      if (item.mime === tableMime) {
        const output = item.json() as TableOutput;
        const rows = output.source === undefined ? undefined : kernel?.source(output.source);
        const view = tableView(output, rows, zone, reveal);
        shown.set(item.id, view);
        target.replaceChildren(view.root);
        return;
      }
      const { chartView } = await import('./chart.ts');
      const view = chartView(item.json());
      shown.set(item.id, view);
      target.replaceChildren(view.root);
    },
    disposeOutputItem(id) {
      for (const [key, view] of shown) {
        if (id !== undefined && key !== id) continue;
        view.dispose();
        shown.delete(key);
      }
    },
  };
};
