import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type RetiredPath, retiredPaths } from '../../binance/table/retired.ts';
import { Refusal } from '../engine/refusal.ts';
import { carryOut, type House } from './carry-out.ts';
import { fail, Failure, statusOf } from './fault.ts';
import type { Fault, Faults } from './faults.ts';
import { checkPermission, checkTime, signedPayload } from './keys.ts';
import { parametersOf } from './parameters.ts';
import type { Route } from './routes/index.ts';

export interface Desk extends House {
  readonly faults: Faults;
  /** Hosts that a request may name; anything else is another site's page looking in (DNS rebinding). */
  readonly hosts: ReadonlySet<string>;
  readonly requestTimeoutMs?: number | undefined;
  /** Serves what is not the exchange's: controls and the status page. True when it did. */
  aside(request: IncomingMessage, response: ServerResponse, path: string, body: string): boolean | Promise<boolean>;
}

const MOST_BODY = 65_536;
/** Slow clients are let go after this long without a whole request. */
const REQUEST_TIMEOUT_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function httpServer(desk: Desk): Server {
  const patience = desk.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const options: ServerOptions = {
    keepAlive: true,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
    requestTimeout: patience,
    headersTimeout: patience,
    connectionsCheckingInterval: patience / 5,
  };
  const server = createServer(options, (request, response) => {
    receive(request, response, desk);
  });
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writable) socket.end(brokenRequest(code));
    else socket.destroy();
  });
  return server;
}

/** The answer to what could not be read as a request, so that even its sender gets JSON. */
function brokenRequest(code: string | undefined): string {
  const [status, number, msg] =
    code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', -1101, 'The request line and headers are over 16 KiB.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', -1101, 'The request did not arrive in time.']
        : ['400 Bad Request', -1100, 'This is not an HTTP request.'];
  const body = JSON.stringify({ code: number, msg });
  const headers = `Content-Type: application/json;charset=UTF-8\r\nContent-Length: ${body.length}\r\nConnection: close`;
  return `HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`;
}

function receive(request: IncomingMessage, response: ServerResponse, desk: Desk): void {
  const { method } = request;
  if (
    (method === 'GET' || method === 'HEAD') &&
    request.headers['content-length'] === undefined &&
    request.headers['transfer-encoding'] === undefined
  ) {
    request.resume();
    void serve(request, response, '', desk);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_BODY) chunks.push(chunk);
    else if (!response.headersSent) {
      send(response, {
        status: 413,
        body: '{"code":-1101,"msg":"Request body is too large."}',
        headers: { Connection: 'close' },
      });
      // Nothing more is read from someone who does not stop.
      response.on('finish', () => request.destroy());
    }
  });
  request.on('end', () => {
    if (size <= MOST_BODY) void serve(request, response, Buffer.concat(chunks).toString('latin1'), desk);
  });
  request.on('error', () => response.destroy());
}

async function serve(request: IncomingMessage, response: ServerResponse, body: string, desk: Desk): Promise<void> {
  try {
    const host = request.headers.host ?? '';
    if (!desk.hosts.has(host.toLowerCase())) {
      send(response, { status: 421, body: '{"code":-1099,"msg":"This host is not served here."}' });
      return;
    }
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = (mark < 0 ? url : url.slice(0, mark)).replace(/\/{2,}/g, '/');
    const route = desk.routes.get(`${request.method ?? 'GET'} ${path}`);
    if (!route) {
      const done = desk.aside(request, response, path, body);
      if (done === true || (done !== false && (await done))) return;
      send(response, unknownPath(request.method ?? 'GET', path));
      return;
    }
    await answer(request, response, route, mark < 0 ? '' : url.slice(mark + 1), body, desk);
  } catch (error) {
    // A fault of ours must not take the exchange down with it, nor look like an answer.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (!response.headersSent) send(response, failed(fail(-1000)));
    else response.destroy();
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
  query: string,
  body: string,
  desk: Desk,
): Promise<void> {
  const fault = desk.faults.hit(`${route.endpoint.method} ${route.endpoint.path}`);
  if (fault && (await faultBefore(fault, request, response))) return;
  let result: Answer;
  try {
    result = await handle(request, route, query, body, desk, fault?.kind === 'latency' ? (fault.ms ?? 0) : 0);
  } catch (error) {
    if (error instanceof Refusal) result = failed(new Failure(statusOf(error.code), error.code, error.message));
    else if (error instanceof Failure) result = failed(error);
    else throw error;
  }
  const used = desk.limits.headers(route.endpoint, desk.venue.clock.now());
  result = { ...result, headers: { ...used, ...result.headers } };
  if (fault && faultAfter(fault, request, response, result)) return;
  send(response, result);
}

function handle(
  request: IncomingMessage,
  route: Route,
  query: string,
  body: string,
  desk: Desk,
  late: number,
): Answer | Promise<Answer> {
  const { endpoint } = route;
  const { venue } = desk;
  venue.catchUp();
  const header = request.headers['x-mbx-apikey'];
  const key = desk.keys.identify(endpoint, typeof header === 'string' ? header : undefined);
  const sent = parametersOf(query, body);
  desk.limits.take(endpoint, sent, venue.clock.now());
  const signed = endpoint.security === 'USER_DATA' || endpoint.security === 'TRADE' || endpoint.security === 'MARGIN';
  if (signed || (key && endpoint.security !== 'NONE' && sent.signature !== undefined)) {
    if (!key) throw fail(-2014);
    if (sent.signature === undefined || sent.signature === '') throw fail(-1102, 'signature');
    // A manual clock stood still while the request was held up; the window did not.
    checkTime(sent, venue.clock.kind === 'manual' ? [venue.clock.now() + late, Date.now()] : [venue.clock.now()]);
    if (!desk.keys.signed(key, signedPayload(query, body), sent.signature)) throw fail(-1022);
    checkPermission(key, endpoint);
  }
  const answered = (value: unknown): Answer => ({
    status: 200,
    body: JSON.stringify(value),
    headers: desk.limits.placed(endpoint, sent, venue.clock.now()),
  });
  const reply = carryOut(desk, route, sent, key);
  return reply instanceof Promise ? reply.then(answered) : answered(reply);
}

const failed = ({ status, code, message, headers }: Failure): Answer => ({
  status,
  body: JSON.stringify({ code, msg: message }),
  headers,
});

function unknownPath(method: string, path: string): Answer {
  const retired: RetiredPath | undefined = retiredPaths.find((entry) => entry.path === path && entry.method === method);
  if (retired)
    return failed(
      new Failure(410, -1016, `${method} ${path} was withdrawn on ${retired.since}. Use ${retired.instead} instead.`),
    );
  return failed(new Failure(404, -1099, `${method} ${path} is not an endpoint of this exchange.`));
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** Faults that come instead of the request. True when nothing more is to be done. */
async function faultBefore(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'latency':
      await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1000));
      return false;
    case 'drop-before':
      request.socket.destroy();
      return true;
    case 'redirect':
      send(response, { status: fault.status ?? 302, body: '', headers: { Location: fault.location ?? '/' } });
      return true;
    case 'html':
      send(response, { status: fault.status ?? 200, body: fault.body ?? '<html>maintenance</html>', headers: html });
      return true;
    case 'status':
    case 'code':
      if (fault.after === true) return false;
      send(response, faultAnswer(fault));
      return true;
    case 'drop-after':
    case 'half-body':
      return false;
  }
}
const html = { 'Content-Type': 'text/html' };

/** Faults that come instead of the answer to a request that was carried out. True when it was answered so. */
function faultAfter(fault: Fault, request: IncomingMessage, response: ServerResponse, answer: Answer): boolean {
  if (fault.kind === 'drop-after') request.socket.destroy();
  else if (fault.kind === 'half-body') {
    response.writeHead(answer.status, {
      'Content-Type': 'application/json;charset=UTF-8',
      'Content-Length': Buffer.byteLength(answer.body),
    });
    response.write(answer.body.slice(0, answer.body.length / 2), () => request.socket.destroy());
  } else if (fault.kind === 'status' || fault.kind === 'code') send(response, faultAnswer(fault));
  else return false;
  return true;
}

function faultAnswer(fault: Fault): Answer {
  if (fault.kind === 'status') {
    const body = fault.body ?? '';
    return { status: fault.status ?? 503, body, headers: { ...(body.startsWith('{') ? {} : html), ...fault.headers } };
  }
  const code = fault.code ?? -1000;
  return {
    status: fault.status ?? statusOf(code),
    body: JSON.stringify({ code, msg: fault.msg ?? 'Injected fault.' }),
    headers: fault.headers ?? {},
  };
}
