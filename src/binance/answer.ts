import { RefusedError, UnknownOutcomeError, UnreadableReplyError, explain, type CallInfo } from './errors.ts';
import type { ReplyReader } from './reply.ts';
import { unknownOutcomeCodes } from './table/codes.ts';
import type { Answer } from './transport.ts';

/**
 * Reads an answer of the exchange.
 * @returns the reply.
 * @throws RefusedError where the exchange said no.
 * @throws UnknownOutcomeError where it says itself that it does not know, or answers with a status of 500 or more.
 * @throws UnreadableReplyError where this is no answer of the exchange.
 */
export function readAnswer(answer: Answer, read: ReplyReader, call: CallInfo): unknown {
  const { status, body } = answer;
  if (status >= 300 && status < 400) throw redirected(answer, call);
  const value = parse(body, read);
  const failure = failureIn(value);
  if (failure) throw failed(failure, answer, call);
  if (status >= 200 && status < 300) {
    if (typeof value === 'object' && value !== null) return value;
    throw new UnreadableReplyError(`${subject(call)} was answered with ${glimpse(answer)} instead of JSON.`, call, {
      status,
    });
  }
  if (status >= 400 && status < 500 && status !== 408) throw refusedWithoutCode(answer, call);
  throw new UnknownOutcomeError(`${subject(call)} was answered with status ${status} and ${glimpse(answer)}.`, call, {
    status,
  });
}

/** `Retry-After` in ms. Binance counts in seconds. */
export function retryAfterMs(answer: Answer): number | undefined {
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

interface Failure {
  readonly code: number;
  readonly msg: string;
}

function parse(body: string, read: ReplyReader): unknown {
  try {
    return read(body);
  } catch {
    return undefined;
  }
}

function failureIn(value: unknown): Failure | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('msg' in value)) return undefined;
  const { code, msg } = value;
  return typeof code === 'number' && code < 0 && typeof msg === 'string' ? { code, msg } : undefined;
}

function failed({ code, msg }: Failure, answer: Answer, call: CallInfo): RefusedError | UnknownOutcomeError {
  const { status } = answer;
  const details = { code, says: msg, status };
  if (status >= 500 || unknownOutcomeCodes.has(code))
    return new UnknownOutcomeError(`${subject(call)} has an unknown outcome: ${explain(code, msg)}`, call, details);
  return new RefusedError(`${subject(call)} was refused: ${explain(code, msg)}`, call, {
    ...details,
    retryAfterMs: retryAfterMs(answer),
  });
}

function refusedWithoutCode(answer: Answer, call: CallInfo): RefusedError {
  const { status } = answer;
  const why: Record<number, string> = {
    403: 'the firewall in front of the exchange blocked it',
    404: 'the exchange does not know this path',
    410: 'the exchange has withdrawn this path',
    418: 'this address is banned for sending too many requests',
    429: 'too many requests',
  };
  return new RefusedError(
    `${subject(call)} was refused with status ${status}: ${why[status] ?? glimpse(answer)}.`,
    call,
    {
      status,
      retryAfterMs: retryAfterMs(answer),
    },
  );
}

function redirected(answer: Answer, call: CallInfo): UnreadableReplyError {
  const location = answer.headers.get('location') ?? '';
  const host = URL.canParse(location) ? new URL(location).host : 'nowhere';
  return new UnreadableReplyError(
    `${subject(call)} was answered with a redirect to ${host}, which was not followed: the key goes to the configured host only.`,
    call,
    { status: answer.status },
  );
}

function subject(call: CallInfo): string {
  return `${call.method} (${call.endpoint})`;
}

/** What the body looks like, for a person. Its text is not shown: a page may repeat the address that it was asked for. */
function glimpse({ body }: Answer): string {
  if (body === '') return 'an empty body';
  if (/^\s*<(!doctype|html|head|body)/i.test(body)) return 'a web page';
  if (/^\s*[[{]/.test(body)) return 'JSON that is cut off or broken';
  return 'text';
}
