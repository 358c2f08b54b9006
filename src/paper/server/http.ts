import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type RetiredPath, retiredPaths } from '../../binance/table/retired.ts';
import { Refusal } from '../engine/refusal.ts';
import { carryOut, type House } from './carry-out.ts';
import { fail, Failure, statusOf } from './fault.ts';
import type { Fault, Faults } from './faults.ts';
import { checkAddress, checkPermission, checkTime, signedPayload } from './keys.ts';
import { checkRepeated, parametersOf } from './parameters.ts';
import { nothingYet, Replies } from './replies.ts';
import type { Route } from './routes/index.ts';

export interface Desk extends House {
  readonly faults: Faults;
  /** Hosts that a request may name; anything else is another site's page looking in (DNS rebinding). */
  readonly hosts: ReadonlySet<string>;
  readonly requestTimeoutMs?: number | undefined;
  /** How many bytes the body of this request may have. */
  mostBody(request: IncomingMessage): number;
  /** Serves what is not the exchange's: controls and the status page. True when it did. */
  aside(request: IncomingMessage, response: ServerResponse, path: string, body: string): boolean | Promise<boolean>;
}

/** Bytes of a body, unless the sender may send more. */
export const MOST_BODY = 65_536;
/** Slow clients are let go after this long without a whole request. */
const REQUEST_TIMEOUT_MS = 10_000;

interface Answer {
  readonly status: number;
  /** One character for each byte. */
  readonly body: string;
  /** Names and values in turn, as `writeHead` takes them with the least ado; beside type and length of the body. */
  readonly headers?: readonly string[];
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
  const replies = new Replies();
  const server = createServer(options, (request, response) => {
    receive(request, response, { desk, replies });
  });
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writable) socket.end(brokenRequest(code));
    else socket.destroy();
  });
  return server;
}

/**
 * A value as JSON in UTF-8, one character for each byte. As characters, a single one beyond Latin-1 (a coin's Chinese name)
 * makes the whole text twice as long, and every reader of a reply that is kept would have it encoded anew.
 */
function jsonBytes(value: unknown): string {
  const text = JSON.stringify(value);
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
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

/** A desk, and the replies it has given. */
interface Counter {
  readonly desk: Desk;
  readonly replies: Replies;
}

function receive(request: IncomingMessage, response: ServerResponse, counter: Counter): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (length === '0' && encoding === undefined) {
    serve(request, response, '', counter);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const most = counter.desk.mostBody(request);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else if (!response.headersSent) {
      send(response, {
        status: 413,
        body: '{"code":-1101,"msg":"Request body is too large."}',
        headers: ['Connection', 'close'],
      });
      // Nothing more is read from someone who does not stop.
      response.on('finish', () => request.destroy());
    }
  });
  request.on('end', () => {
    if (size > most) return;
    serve(request, response, Buffer.concat(chunks).toString('latin1'), counter);
  });
  request.on('error', () => response.destroy());
}

function serve(request: IncomingMessage, response: ServerResponse, body: string, { desk, replies }: Counter): void {
  const broken = (error: unknown): void => {
    // A fault of ours must not take the exchange down with it, nor look like an answer.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (!response.headersSent) send(response, failed(fail(-1000)));
    else response.destroy();
  };
  try {
    const { host = '', 'x-mbx-apikey': key } = request.headers;
    if (!desk.hosts.has(host.toLowerCase())) {
      send(response, { status: 421, body: '{"code":-1099,"msg":"This host is not served here."}' });
      return;
    }
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    let path = mark < 0 ? url : url.slice(0, mark);
    if (path.includes('//')) path = path.replace(/\/{2,}/g, '/');
    const route = desk.routes.get(`${method} ${path}`);
    if (!route) {
      aside(request, response, path, body, desk).catch(broken);
      return;
    }
    const query = mark < 0 ? '' : url.slice(mark + 1);
    const asked: Asked = {
      route,
      key: typeof key === 'string' ? key : undefined,
      query,
      body,
      from: request.socket,
      replies,
      late: 0,
    };
    const fault = desk.faults.hit(`${method} ${path}`);
    if (fault) {
      disturbed(fault, request, response, asked, desk).catch(broken);
      return;
    }
    const result = answer(asked, desk);
    if (result instanceof Promise) result.then((late) => send(response, late)).catch(broken);
    else send(response, result);
  } catch (error) {
    broken(error);
  }
}

/** What is not an endpoint: controls, the status page, withdrawn paths, and nothing at all. */
async function aside(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: string,
  desk: Desk,
): Promise<void> {
  if (await desk.aside(request, response, path, body)) return;
  send(response, unknownPath(request.method ?? 'GET', path));
}

/** A request that a fault hits. */
async function disturbed(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
  desk: Desk,
): Promise<void> {
  if (await faultBefore(fault, request, response)) return;
  const result = await answer({ ...asked, late: fault.kind === 'latency' ? (fault.ms ?? 0) : 0 }, desk);
  if (!faultAfter(fault, request, response, result)) send(response, result);
}

/** A request for an endpoint. */
interface Asked {
  readonly route: Route;
  /** The key header. */
  readonly key: string | undefined;
  readonly query: string;
  readonly body: string;
  readonly from: Socket;
  readonly replies: Replies;
  /** How long it was held up on purpose, ms. */
  readonly late: number;
}

/** The answer to a request, refusals included, with the headers that say what of the limits is used. */
function answer(asked: Asked, desk: Desk): Answer | Promise<Answer> {
  const { endpoint } = asked.route;
  const used = ({ status, body, headers }: Answer): Answer => {
    const weights = desk.limits.headers(endpoint, desk.venue.clock.now());
    return { status, body, headers: headers && headers.length > 0 ? weights.concat(headers) : weights };
  };
  const refused = (error: unknown): Answer => {
    if (error instanceof Refusal) return used(failed(new Failure(statusOf(error.code), error.code, error.message)));
    if (error instanceof Failure) return used(failed(error));
    throw error;
  };
  try {
    const result = handle(asked, desk);
    return result instanceof Promise ? result.then(used, refused) : used(result);
  } catch (error) {
    return refused(error);
  }
}

function handle({ route, key: header, query, body, from, replies, late }: Asked, desk: Desk): Answer | Promise<Answer> {
  const { endpoint } = route;
  const { venue, limits } = desk;
  venue.catchUp();
  const now = venue.clock.now();
  const key = desk.keys.identify(endpoint, header);
  if (key?.ip !== undefined) checkAddress(key, from.remoteAddress);
  const { sent, question, repeated } = parametersOf(query, body);
  limits.take(endpoint, sent, now);
  if (repeated.length > 0) checkRepeated(endpoint, repeated);
  const signed = endpoint.security === 'USER_DATA' || endpoint.security === 'TRADE' || endpoint.security === 'MARGIN';
  if (signed || (key && endpoint.security !== 'NONE' && sent.signature !== undefined)) {
    if (!key) throw fail(-2014);
    if (sent.signature === undefined || sent.signature === '') throw fail(-1102, 'signature');
    // A manual clock stood still while the request was held up; the window did not.
    checkTime(sent, venue.clock.kind === 'manual' ? [now + late, Date.now()] : [now]);
    if (!desk.keys.signed(key, signedPayload(query, body), sent.signature)) throw fail(-1022);
    checkPermission(key, endpoint);
  }
  const reads = endpoint.method === 'GET' && body === '' ? `${endpoint.path}?${question}` : undefined;
  const known = reads === undefined ? undefined : replies.find(reads, venue.view, now);
  if (known !== undefined) return { status: 200, body: known };
  const reliance = nothingYet();
  const reply = carryOut(desk, route, sent, { key, now }, reliance);
  if (reply instanceof Promise)
    return reply.then((value) => ({
      status: 200,
      body: jsonBytes(value),
      headers: limits.placed(endpoint, sent, venue.clock.now()),
    }));
  const text = jsonBytes(reply);
  if (reads !== undefined) replies.keep(reads, now, reliance, text);
  return { status: 200, body: text, headers: limits.placed(endpoint, sent, now) };
}

const failed = ({ status, code, message, headers }: Failure): Answer => ({
  status,
  body: jsonBytes({ code, msg: message }),
  headers: inTurn(headers),
});
const inTurn = (headers: Readonly<Record<string, string>>): string[] => Object.entries(headers).flat();

const adviceFor = ({ instead }: RetiredPath): string =>
  instead.startsWith('nothing: ') ? `Nothing replaces it: ${instead.slice(9)}.` : `Use ${instead} instead.`;

function unknownPath(method: string, path: string): Answer {
  const retired: RetiredPath | undefined = retiredPaths.find((entry) => entry.path === path && entry.method === method);
  if (retired)
    return failed(
      new Failure(410, -1016, `${method} ${path} was withdrawn on ${retired.since}. ${adviceFor(retired)}`),
    );
  return failed(new Failure(404, -1099, `${method} ${path} is not an endpoint of this exchange.`));
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const head = ['Content-Type', JSON_TYPE, 'Content-Length', String(body.length)];
  response.writeHead(status, headers ? head.concat(headers) : head);
  response.end(body, 'latin1');
}
const JSON_TYPE = 'application/json;charset=UTF-8';

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
      send(response, { status: fault.status ?? 302, body: '', headers: ['Location', fault.location ?? '/'] });
      return true;
    case 'html':
      sendFault(response, fault.status ?? 200, fault.body ?? '<html>maintenance</html>', html);
      return true;
    case 'status':
    case 'code':
      if (fault.after === true) return false;
      answerFault(response, fault);
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
      'Content-Type': JSON_TYPE,
      'Content-Length': answer.body.length,
    });
    response.write(answer.body.slice(0, answer.body.length / 2), 'latin1', () => request.socket.destroy());
  } else if (fault.kind === 'status' || fault.kind === 'code') answerFault(response, fault);
  else return false;
  return true;
}

function answerFault(response: ServerResponse, fault: Fault): void {
  if (fault.kind === 'status') {
    const body = fault.body ?? '';
    sendFault(response, fault.status ?? 503, body, { ...(body.startsWith('{') ? {} : html), ...fault.headers });
    return;
  }
  const code = fault.code ?? -1000;
  const body = JSON.stringify({ code, msg: fault.msg ?? 'Injected fault.' });
  sendFault(response, fault.status ?? statusOf(code), body, fault.headers ?? {});
}

/** An answer as it was ordered: its headers replace the usual ones. */
function sendFault(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': JSON_TYPE,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
