/** Finding what the page has; what is missing is a mistake of ours and said so. */
export function typed<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing from the page.`);
  return found;
}
export const find = (id: string): HTMLElement => typed(id, HTMLElement);

/** The line that tells what was done, or what went wrong. */
export function say(text: string, bad = false): void {
  const line = find('connection');
  line.textContent = text;
  line.className = bad ? 'bad' : '';
}
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Calls `send` with a form's texts and the value of the button that was pressed. */
export function onSubmit(id: string, send: (values: Record<string, string>, pressed: string) => void): void {
  typed(id, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement))
      if (typeof value === 'string') values[name] = value.trim();
    send(values, event.submitter instanceof HTMLButtonElement ? event.submitter.value : '');
  });
}
