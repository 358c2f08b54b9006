import { chance } from '../market/noise.ts';

/** Trouble on purpose, for testing clients: what happens to requests of an endpoint, and how often. */
export interface Fault {
  /** `POST /sapi/v1/margin/borrow-repay`, or `*` for every endpoint. */
  readonly endpoint: string;
  /** How many requests are hit; -1 for ever. */
  readonly times: number;
  readonly kind: FaultKind;
  /** Share of the matching requests that are hit, drawn from the exchange's seed. */
  readonly probability?: number;
  /** `status`, `code`: carry the request out first, and answer so nevertheless. */
  readonly after?: boolean;
  readonly ms?: number;
  readonly status?: number;
  readonly code?: number;
  readonly msg?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly location?: string;
}
const kinds = ['latency', 'status', 'code', 'drop-before', 'drop-after', 'half-body', 'redirect', 'html'] as const;
export type FaultKind = (typeof kinds)[number];

const FAULT_STREAM = 40_000;

/** The faults that are armed. */
export class Faults {
  #armed: { fault: Fault; left: number }[] = [];
  #drawn = 0;
  readonly #seed: number;
  constructor(seed: number) {
    this.#seed = seed;
  }

  arm(faults: readonly Fault[]): void {
    this.#armed.push(...faults.map((fault) => ({ fault, left: fault.times })));
  }
  clear(): void {
    this.#armed = [];
  }
  list(): Fault[] {
    return this.#armed.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** The fault that hits a request, if one does; it is used up by that. */
  hit(endpoint: string): Fault | undefined {
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (armed.left === 0 || (fault.endpoint !== '*' && fault.endpoint !== endpoint)) continue;
      if (fault.probability !== undefined && chance(this.#seed, FAULT_STREAM, this.#drawn++) >= fault.probability)
        continue;
      if (armed.left > 0) armed.left -= 1;
      if (armed.left === 0) this.#armed = this.#armed.filter((other) => other !== armed);
      return fault;
    }
    return undefined;
  }
}

/** Reads a list of faults; the text says what is wrong with it. */
export function faultsFrom(value: unknown): Fault[] | string {
  const faults: Fault[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof entry !== 'object' || entry === null) return 'A fault is an object.';
    const fault = { times: 1, ...entry } as Readonly<Record<string, unknown>>;
    const wrong = faultIn(fault);
    if (wrong !== undefined) return wrong;
    faults.push(fault as unknown as Fault);
  }
  return faults;
}

/** What is wrong with a fault: whatever of it could not be answered with, found out before it is. */
function faultIn(fault: Readonly<Record<string, unknown>>): string | undefined {
  const { endpoint, kind, times, probability, ms, status, code, headers } = fault;
  if (typeof endpoint !== 'string') return 'A fault names its endpoint, such as "GET /api/v3/time", or "*".';
  if (!kinds.includes(kind as FaultKind)) return `A fault's kind is one of ${kinds.join(', ')}.`;
  if (!Number.isInteger(times)) return 'A fault says how many times, -1 for ever.';
  if (!isWithin(probability, 0, 1)) return 'A fault\'s "probability" is a number from 0 to 1.';
  if (!isWithin(ms, 0, LONGEST_DELAY)) return `A fault's "ms" is a number of milliseconds up to ${LONGEST_DELAY}.`;
  if (!isWithin(status, 200, 599) || !isWhole(status)) return 'A fault\'s "status" is an HTTP status from 200 to 599.';
  if (!isWhole(code)) return 'A fault\'s "code" is a whole number such as -1007.';
  for (const name of ['msg', 'body', 'location'])
    if (fault[name] !== undefined && typeof fault[name] !== 'string') return `A fault's "${name}" is a text.`;
  if (headers === undefined) return undefined;
  const sound = typeof headers === 'object' && headers !== null && Object.entries(headers).every(isHeader);
  return sound ? undefined : 'A fault\'s "headers" are an object of names and texts as HTTP allows them.';
}

/** What setTimeout can wait. */
const LONGEST_DELAY = 2_147_483_647;
const isWithin = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value >= least && value <= most);
const isWhole = (value: unknown): boolean => value === undefined || Number.isInteger(value);
const isHeader = ([name, value]: [string, unknown]): boolean =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
