type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with attributes and children; text is text, never HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

export function button(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { class: 'mg-button', type: 'button', title }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A file to save; a page that saves in its own way cancels the event. */
export class SaveEvent extends Event {
  static readonly type = 'marginalia-save';
  readonly text: string;

  constructor(text: string) {
    super(SaveEvent.type, { cancelable: true });
    this.text = text;
  }
}

/** Hands a file to VS Code's (or the browser's) save dialog. */
export function saveFile(name: string, type: string, text: string): void {
  if (!window.dispatchEvent(new SaveEvent(text))) return;
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = element('a', { href: url, download: name, style: 'display: none' });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
