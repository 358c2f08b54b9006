import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** Opens a connection. Gives what to end while it is on its way, and says once how it went. */
export type Dial = (done: (error: Error | undefined, socket: Socket | undefined) => void) => Socket;

/** A request on its way to a connection. */
export interface Passenger {
  /** Puts on the request what only the wire may see. */
  board(request: ClientRequest): void;
  /** A connection stands: from now on the exchange may see the request. */
  depart(): void;
}

/**
 * Binance's load balancers end a connection that was idle for a minute. A write that meets that moment has an unknown
 * outcome, so idle connections are ended here, well before.
 */
const idleMs = 25_000;

/**
 * Kept-alive connections to one host: what Node's `ClientRequest` expects of an agent, and no more. An agent of Node's
 * own would do, but does not say whether a connection stood when a request failed, which decides between "not sent" and
 * "may have happened"; and its bookkeeping for many hosts is a tenth of a call's CPU.
 */
export class Connections {
  /** Read by `ClientRequest`. */
  readonly protocol: string;
  readonly defaultPort: number;
  readonly keepAlive = true;

  readonly #dial: Dial;
  /** The last one freed is used first, so that those which a burst needed grow old and end. */
  readonly #idle: Socket[] = [];
  readonly #open = new Set<Socket>();
  #passenger: Passenger | undefined;

  constructor(protocol: string, dial: Dial) {
    this.protocol = protocol;
    this.defaultPort = protocol === 'https:' ? 443 : 80;
    this.#dial = dial;
  }

  /** Runs `make`, which makes one request synchronously; that request is `passenger`'s. */
  carry<T>(passenger: Passenger, make: () => T): T {
    this.#passenger = passenger;
    try {
      return make();
    } finally {
      this.#passenger = undefined;
    }
  }

  /** Called by every `ClientRequest` while it is made. */
  addRequest(request: ClientRequest): void {
    const passenger = this.#passenger;
    passenger?.board(request);
    const idle = this.#takeIdle();
    if (idle) {
      idle.ref();
      request.reusedSocket = true;
      passenger?.depart();
      request.onSocket(idle);
      return;
    }
    const dialled = this.#dial((error, socket) => {
      this.#open.delete(dialled);
      if (!socket) {
        // As Node's own agents report it; the types know the happy case only.
        (request as unknown as { onSocket(socket: null, error?: Error): void }).onSocket(null, error);
        return;
      }
      this.#adopt(socket);
      // A request that was given up meanwhile hands the connection on, unused.
      if (!request.destroyed) passenger?.depart();
      request.onSocket(socket);
    });
    this.#open.add(dialled);
  }

  /** Ends every connection, also those that are in use. */
  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #takeIdle(): Socket | undefined {
    for (let socket = this.#idle.pop(); socket; socket = this.#idle.pop()) {
      // Bytes that came unasked would be taken for the answer to the next request.
      if (socket.writable && socket.readableLength === 0) return socket;
      socket.destroy();
    }
    return undefined;
  }

  #adopt(socket: Socket): void {
    this.#open.add(socket);
    socket.setTimeout(idleMs);
    // `ClientRequest` says "free" when its answer is complete and the connection can carry another.
    socket.on('free', () => {
      if (!socket.writable) return;
      // An idle connection keeps no process from ending.
      socket.unref();
      this.#idle.push(socket);
    });
    socket.on('timeout', () => {
      if (this.#idle.includes(socket)) socket.destroy();
    });
    // Between two requests nobody else listens.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      const at = this.#idle.indexOf(socket);
      if (at >= 0) this.#idle.splice(at, 1);
    });
  }
}
