import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Event } from '../engine/events.ts';
import type { Venue } from '../venue.ts';
import { ApiSession, type Surroundings } from './api.ts';
import { Connection, defaultSocketRules, type SocketRules } from './connection.ts';
import { KeyedSession } from './keyed.ts';
import type { Tickets } from './tickets.ts';

const FIVE_MINUTES = 300_000;
/** Longest frame a client may send. */
const MOST_FRAME = 65_536;

export interface HubParts {
  readonly venue: Venue;
  readonly tickets: Tickets;
  /** Hosts that a request may name. */
  readonly hosts: ReadonlySet<string>;
  readonly limited: boolean;
  readonly rules?: Partial<SocketRules>;
  readonly spend: (weight: number) => { readonly used: number; readonly most: number };
}

/** All open sockets: who connects where, and what each hears of what happens. */
export class Hub {
  readonly #parts: HubParts;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME, perMessageDeflate: false });
  readonly #sessions = new Set<ApiSession | KeyedSession>();
  readonly #rules: SocketRules;
  readonly #around: Surroundings;
  readonly #unlisten: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #opened = new Map<string, number>();
  #window = -1;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#rules = {
      ...defaultSocketRules,
      ...(!parts.limited && { messagesPerSecond: Infinity, opensPerFiveMinutes: Infinity }),
      ...parts.rules,
    };
    const { venue, tickets } = parts;
    this.#around = { tickets, now: () => venue.clock.now(), spend: parts.spend };
    this.#unlisten = venue.listen((events) => this.#deliver(events));
    this.#timer = setInterval(() => this.passTime(), 1000);
    this.#timer.unref();
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (request.headers.upgrade?.toLowerCase() === 'websocket') this.#upgrade(request, socket, head);
      // Other upgrades are offers that may be passed over (Java's client offers h2c with every first request).
      else if (socket instanceof Socket) answerPlainly(server, request, socket);
      else socket.destroy();
    });
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Ends what has expired by the exchange's clock. */
  passTime(): void {
    const now = this.#around.now();
    for (const session of this.#sessions) session.expire(now);
  }

  /** Cuts every connection, as the exchange does once a day. */
  disconnect(): void {
    for (const session of this.#sessions) session.leave();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unlisten();
    this.disconnect();
    this.#server.close();
    // Whoever does not say goodbye is not waited for.
    for (const socket of this.#server.clients) setTimeout(() => socket.terminate(), 250).unref();
  }

  #deliver(events: readonly Event[]): void {
    if (this.#sessions.size === 0) return;
    for (const session of this.#sessions) session.deliver(events);
    this.passTime();
  }

  /** Counts a socket that an address opens, in windows of five minutes. */
  #isTooMany(address: string): boolean {
    const window = Math.floor(performance.now() / FIVE_MINUTES);
    if (window !== this.#window) {
      this.#window = window;
      this.#opened.clear();
    }
    const opened = (this.#opened.get(address) ?? 0) + 1;
    this.#opened.set(address, opened);
    return opened > this.#rules.opensPerFiveMinutes;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#parts.hosts.has((request.headers.host ?? '').toLowerCase())) {
      refuse(socket, '421 Misdirected Request', -1099, 'This host is not served here.');
      return;
    }
    if (this.#isTooMany(request.socket.remoteAddress ?? '')) {
      refuse(socket, '429 Too Many Requests', -1003, 'Too many new connections; at most 300 are opened in 5 minutes.');
      return;
    }
    const target = targetOf(request.url ?? '/');
    if (!target) {
      refuse(socket, '404 Not Found', -1099, 'No stream is served at this path.');
      return;
    }
    const unknown = target.keys.find((key) => !this.#parts.tickets.key(key, this.#around.now()));
    if (unknown !== undefined) {
      refuse(socket, '400 Bad Request', -1125, 'This listenKey does not exist.');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, this.#rules);
      const session =
        target.kind === 'api'
          ? new ApiSession(this.#around, connection, target.returnsLimits)
          : new KeyedSession({
              tickets: this.#parts.tickets,
              connection,
              now: this.#around.now,
              wrapped: target.kind === 'wrapped',
              keys: target.keys,
            });
      this.#sessions.add(session);
      webSocket.on('close', () => this.#sessions.delete(session));
      connection.attach(session);
    });
  }
}

function answerPlainly(server: Server, request: IncomingMessage, socket: Socket): void {
  const response = new ServerResponse(request);
  response.setHeader('Connection', 'close');
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  server.emit('request', request, response);
}

interface Target {
  readonly kind: 'api' | 'bare' | 'wrapped';
  readonly keys: readonly string[];
  readonly returnsLimits: boolean;
}

function targetOf(url: string): Target | undefined {
  const mark = url.indexOf('?');
  const path = (mark < 0 ? url : url.slice(0, mark)).replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  if (path === '/ws-api/v3') return { kind: 'api', keys: [], returnsLimits: query.get('returnRateLimits') !== 'false' };
  if (path === '/ws' || path.startsWith('/ws/'))
    return { kind: 'bare', keys: path.split('/').slice(2), returnsLimits: false };
  if (path === '/stream')
    return { kind: 'wrapped', keys: query.get('streams')?.split('/').filter(Boolean) ?? [], returnsLimits: false };
  return undefined;
}

function refuse(socket: Duplex, status: string, code: number, msg: string): void {
  const body = JSON.stringify({ code, msg });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
