import type { Socket } from 'node:net';
import { AnswerFault, AnswerReader, type WireAnswer } from './http.ts';

/** Opens a connection. Gives what to end while it is on its way, and says once how it went. */
export type Dial = (done: (error: Error | undefined, socket: Socket | undefined) => void) => Socket;

export type FailureKind = 'unreachable' | 'lost' | 'cut-off' | 'timeout' | 'aborted' | 'too-large';

/** A request on its way over a connection. */
export interface Passenger {
  /** The whole request as it travels. */
  readonly text: string;
  /** Given up while its connection came about: it must not be sent any more. */
  readonly over: boolean;
  /** A connection stands, and the request goes out now: from here on the exchange may see it. */
  depart(connection: Connection): void;
  arrive(answer: WireAnswer): void;
  fail(kind: FailureKind, detail: string): void;
}

/**
 * Binance's load balancers end a connection that was idle for a minute. A write that meets that moment has an unknown
 * outcome, so idle connections are ended here, well before.
 */
const idleMs = 25_000;

/**
 * Kept-alive connections to one host. Node's own agent would do, but does not say whether a connection stood when a
 * request failed, which decides between "not sent" and "may have happened".
 */
export class Connections {
  readonly #dial: Dial;
  /** The last one freed is used first, so that those which a burst needed grow old and end. */
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  readonly #dialled = new Set<Socket>();

  readonly #events: ConnectionEvents = {
    freed: (connection) => this.#idle.push(connection),
    closed: (connection) => {
      this.#open.delete(connection);
      const at = this.#idle.indexOf(connection);
      if (at >= 0) this.#idle.splice(at, 1);
    },
  };

  constructor(dial: Dial) {
    this.#dial = dial;
  }

  /** Sends a request over a connection that is free, or over a new one. */
  carry(passenger: Passenger): void {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop())
      if (idle.usable) {
        idle.carry(passenger);
        return;
      }
    const dialled = this.#dial((error, socket) => {
      this.#dialled.delete(dialled);
      if (!socket) {
        passenger.fail('unreachable', `no connection (${codeOf(error)})`);
        return;
      }
      const connection = new Connection(socket, this.#events);
      this.#open.add(connection);
      // A request that was given up meanwhile hands the connection on, unused.
      if (passenger.over) connection.free();
      else connection.carry(passenger);
    });
    this.#dialled.add(dialled);
  }

  /** Ends every connection, also those that are in use. */
  destroy(): void {
    for (const socket of this.#dialled) socket.destroy();
    for (const connection of this.#open) connection.destroy();
  }
}

interface ConnectionEvents {
  /** It can carry another request. */
  freed(connection: Connection): void;
  closed(connection: Connection): void;
}

/** One connection, which carries one request at a time: the next is sent when the answer to the last is here. */
export class Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #reader = new AnswerReader();
  #passenger: Passenger | undefined;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setTimeout(idleMs);
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('timeout', () => {
      if (!this.#passenger) socket.destroy();
    });
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => this.#broken(codeOf(error)));
    socket.on('close', () => {
      events.closed(this);
      this.#broken('ECONNRESET');
    });
  }

  get usable(): boolean {
    return this.#socket.writable;
  }

  carry(passenger: Passenger): void {
    this.#passenger = passenger;
    this.#socket.ref();
    passenger.depart(this);
    this.#socket.write(passenger.text, 'latin1');
  }

  /** Waits for the next request, and keeps no process from ending meanwhile. */
  free(): void {
    this.#socket.unref();
    this.#events.freed(this);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    // What comes unasked would be taken for the answer to the next request.
    if (!this.#passenger) {
      this.#socket.destroy();
      return;
    }
    let answer;
    try {
      answer = this.#reader.read(bytes);
    } catch (error) {
      this.#socket.destroy();
      const tooLarge = error instanceof AnswerFault && error.kind === 'too-large';
      const why = error instanceof Error ? error.message : 'it cannot be read';
      this.#leave()?.fail(tooLarge ? 'too-large' : 'cut-off', `the answer is none, ${why}`);
      return;
    }
    if (answer) this.#arrive(answer);
  }

  #arrive(answer: WireAnswer): void {
    const passenger = this.#leave();
    // Before the answer is told: the next request is often made in that moment.
    if (answer.reusable && this.#socket.writable) this.free();
    else this.#socket.destroy();
    passenger?.arrive(answer);
  }

  /** The exchange has said that it is done, which is how a body without a length ends; every other end cuts it off. */
  #ended(): void {
    const answer = this.#reader.end();
    if (answer) this.#arrive(answer);
  }

  #broken(code: string): void {
    if (!this.#passenger) return;
    if (this.#reader.begun) this.#leave()?.fail('cut-off', 'the connection broke within the answer');
    else this.#leave()?.fail('lost', `the connection broke before the answer (${code})`);
  }

  #leave(): Passenger | undefined {
    const passenger = this.#passenger;
    this.#passenger = undefined;
    return passenger;
  }
}

function codeOf(error: Error | undefined): string {
  return error && 'code' in error ? String(error.code) : 'no code';
}
