import { performance } from 'node:perf_hooks';
import type { RawData, WebSocket } from 'ws';

/** How sockets are kept. Times in ms of the machine's clock: they are about the network, not about the market. */
export interface SocketRules {
  readonly pingEveryMs: number;
  /** A socket that has not answered a ping for this long is cut. */
  readonly pongWithinMs: number;
  readonly lifeMs: number;
  /** Frames a client may send in a second, pings and pongs counted; `Infinity` when limits are off. */
  readonly messagesPerSecond: number;
  /** Sockets that one address may open in five minutes; `Infinity` when limits are off. */
  readonly opensPerFiveMinutes: number;
  /** Bytes that may wait for a client who does not read. */
  readonly mostWaiting: number;
}

export const defaultSocketRules: SocketRules = {
  pingEveryMs: 20_000,
  pongWithinMs: 60_000,
  lifeMs: 86_400_000,
  messagesPerSecond: 5,
  opensPerFiveMinutes: 300,
  mostWaiting: 1_048_576,
};

/** What speaks over a connection. */
export interface Session {
  receive(text: string): void;
}

/** A socket with the house rules on it: pinged, counted, cut when it is too old, too loud or does not read. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #rules: SocketRules;
  readonly #timers: NodeJS.Timeout[];
  #second = 0;
  #count = 0;
  #heard = performance.now();

  constructor(socket: WebSocket, rules: SocketRules) {
    this.#socket = socket;
    this.#rules = rules;
    this.#timers = [
      setInterval(() => this.#ping(), rules.pingEveryMs),
      setTimeout(() => this.close(1001, 'A connection lives 24 hours; connect again.'), rules.lifeMs),
    ];
    for (const timer of this.#timers) timer.unref();
    socket.on('close', () => {
      for (const timer of this.#timers) clearTimeout(timer);
    });
    // A broken frame closes the socket by itself; there is nobody to tell.
    socket.on('error', () => socket.terminate());
    socket.on('ping', () => this.#counted());
    socket.on('pong', () => {
      this.#heard = performance.now();
      this.#counted();
    });
  }

  attach(session: Session): void {
    this.#socket.on('message', (data: RawData, isBinary) => {
      if (!this.#counted()) return;
      session.receive(isBinary ? '' : textOf(data));
    });
  }

  send(value: unknown): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#rules.mostWaiting) {
      // Telling a slow reader that it is slow would only wait in the same line.
      this.#socket.terminate();
      return;
    }
    this.#socket.send(typeof value === 'string' ? value : JSON.stringify(value));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Counts a frame; false when it was one too many and the socket is on its way out. */
  #counted(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= this.#rules.messagesPerSecond) return true;
    this.close(1008, 'Too many requests');
    return false;
  }

  #ping(): void {
    if (performance.now() - this.#heard > this.#rules.pongWithinMs) this.#socket.terminate();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(String(Date.now()));
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
