/** The page that shows one value: hosts the notebook renderer outside a notebook. */
import type { RendererContext } from 'vscode-notebook-renderer';
import { tableMime } from '../../frames/table/bundle.ts';
import { SaveEvent } from '../renderer/dom.ts';
import { activate } from '../renderer/index.ts';

interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

interface Value {
  readonly type: 'value';
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type State = ReturnType<RendererContext<{ zone?: 'UTC' | 'local' }>['getState']>;

const editor = acquireVsCodeApi();
const listeners = new Set<(message: unknown) => void>();
const context = {
  workspace: { isTrusted: true },
  getState: () => (editor.getState() ?? undefined) as State,
  setState: (state: unknown) => editor.setState(state),
  getRenderer: () => Promise.resolve(undefined),
  postMessage: (message: unknown) => editor.postMessage(message),
  onDidReceiveMessage: (listener: (message: never) => unknown) => {
    const entry = listener as (message: unknown) => void;
    listeners.add(entry);
    return { dispose: () => void listeners.delete(entry) };
  },
};

const renderer = await activate(context);
const target = document.querySelector('main') ?? document.body;

window.addEventListener('message', ({ data: message }: MessageEvent<unknown>) => {
  if (isValue(message)) void show(message);
  else listeners.forEach((listener) => listener(message));
});
// Outside a notebook VS Code takes a download for a link and drops it: the extension saves.
window.addEventListener(SaveEvent.type, (event) => {
  if (!(event instanceof SaveEvent)) return;
  event.preventDefault();
  editor.postMessage({ type: 'save', text: event.text });
});
editor.postMessage({ type: 'ready' });

async function show({ name, data }: Value): Promise<void> {
  const table = data[tableMime];
  if (table === undefined) {
    const text = document.createElement('pre');
    text.textContent = String(data['text/plain']);
    text.setAttribute('aria-label', name);
    // The text of a value may be one long line.
    text.style.cssText = 'white-space: pre-wrap; overflow-wrap: anywhere';
    target.replaceChildren(text);
    return;
  }
  const item = {
    id: name,
    mime: tableMime,
    metadata: {},
    json: () => table,
    text: () => JSON.stringify(table),
    data: () => new TextEncoder().encode(JSON.stringify(table)),
    blob: () => new Blob([JSON.stringify(table)]),
  };
  await renderer?.renderOutputItem(item, target, new AbortController().signal);
}

function isValue(message: unknown): message is Value {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'value';
}
