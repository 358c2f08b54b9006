import type { Debugger } from 'node:inspector';
import WebSocket from 'ws';

/** An answer, which has an id, or an event, which has a method. */
interface Heard {
  readonly id?: number;
  readonly result?: unknown;
  readonly method?: string;
  readonly params?: unknown;
}

interface Events {
  'Debugger.scriptParsed': Debugger.ScriptParsedEventDataType;
  'Debugger.paused': Debugger.PausedEventDataType;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A session with the inspector of another process, as a debugger has one. */
export class RemoteSession {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, (parameters: never) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Heard));
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('The inspector is gone.'));
      this.#pending.clear();
    });
  }

  /**
   * @param url where the inspector listens
   * @param signal ends the session
   * @throws Error when nobody listens there
   */
  static connect(url: string, signal: AbortSignal): Promise<RemoteSession> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      // Not `close`, which would wait for an answer that a busy process does not give.
      const end = () => socket.terminate();
      signal.addEventListener('abort', end, { once: true });
      socket.on('error', reject);
      socket.on('close', () => signal.removeEventListener('abort', end));
      socket.on('open', () => resolve(new RemoteSession(socket)));
    });
  }

  on<Method extends keyof Events>(method: Method, listener: (parameters: Events[Method]) => void): void {
    this.#listeners.set(method, listener);
  }

  /**
   * @returns the answer; `undefined` when the process has refused, or was cut short meanwhile
   * @throws Error when the session ends first
   */
  post(method: string, parameters: object = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params: parameters }));
    });
  }

  /** The value of an expression; `undefined` when it throws. */
  async evaluate<Value>(expression: string): Promise<Value | undefined> {
    const how = { silent: true, disableBreaks: true, returnByValue: true };
    const reply = await this.post('Runtime.evaluate', { expression, ...how });
    return (reply as { result: { value?: Value } } | undefined)?.result.value;
  }

  #hear({ id, method, params, result }: Heard): void {
    if (method !== undefined) this.#listeners.get(method)?.(params as never);
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || !pending) return;
    this.#pending.delete(id);
    pending.resolve(result);
  }
}
