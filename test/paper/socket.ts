import { once } from 'node:events';
import WebSocket from 'ws';

export type Message = Record<string, unknown>;

/** A WebSocket client that remembers what it was told, so that a test can wait for the message it is about. */
export class Socket {
  readonly seen: Message[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;
  #next = 1;
  #woken: (() => void)[] = [];

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer) => {
      this.seen.push(JSON.parse(data.toString('utf8')) as Message);
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
      this.#wake();
    });
    this.socket.on('error', () => undefined);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Socket> {
    const socket = new Socket(url, headers);
    await once(socket.socket, 'open');
    return socket;
  }

  /** Waits for a message that matches; the connection's end is an error. */
  async until(matches: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.seen.find(matches);
      if (found) return found;
      if (this.closed) throw new Error(`Closed: ${JSON.stringify(this.closed)}`);
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }
  async event(name: string): Promise<Message> {
    const message = await this.until((one) => eventOf(one).e === name);
    return eventOf(message);
  }
  async end(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => this.#woken.push(resolve));
    return this.closed;
  }

  /** A request of the WebSocket API and its answer. */
  async ask(method: string, params?: Message): Promise<Message> {
    const id = this.#next++;
    this.socket.send(JSON.stringify({ id, method, ...(params && { params }) }));
    return this.until((message) => message.id === id);
  }

  #wake(): void {
    const woken = this.#woken;
    this.#woken = [];
    for (const wake of woken) wake();
  }
}

/** The event inside a message, however it is wrapped. */
export const eventOf = (message: Message): Message => (message.event ?? message.data ?? message) as Message;
