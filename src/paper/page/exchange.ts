/** The page's way to the exchange it came from. */
export class Exchange {
  readonly #token: string;
  constructor(token: string) {
    this.#token = token;
  }

  /** @throws Error in words for the person, when it is refused or does not arrive */
  async control<T>(method: string, name: string, body?: unknown): Promise<T> {
    let response: Response;
    try {
      response = await this.#fetch(method, name, body);
    } catch {
      throw new Error('The exchange does not answer.');
    }
    const answer = (await response.json()) as T & { msg?: string };
    if (!response.ok) throw new Error(answer.msg ?? `The exchange answered ${response.status}.`);
    return answer;
  }

  /** Calls `each` with every event of the engine until the connection ends. */
  async listen(each: (type: string, event: Record<string, unknown>) => void): Promise<void> {
    const response = await this.#fetch('GET', 'events');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      const messages = (rest + part.value).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        const found = /^event: (.*)\ndata: (.*)$/.exec(message);
        if (found) each(found[1] ?? '', JSON.parse(found[2] ?? '{}') as Record<string, unknown>);
      }
    }
  }

  #fetch(method: string, name: string, body?: unknown): Promise<Response> {
    return fetch(`/control/${name}`, {
      method,
      headers: { Authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
