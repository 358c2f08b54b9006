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
  const list: unknown[] = Array.isArray(value) ? value : [value];
  for (const entry of list) {
    if (typeof entry !== 'object' || entry === null) return 'A fault is an object.';
    const fault = entry as Record<string, unknown>;
    if (typeof fault.endpoint !== 'string') return 'A fault names its endpoint, such as "GET /api/v3/time", or "*".';
    if (!kinds.includes(fault.kind as FaultKind)) return `A fault's kind is one of ${kinds.join(', ')}.`;
    if (fault.times === undefined) fault.times = 1;
    if (!Number.isInteger(fault.times)) return 'A fault says how many times, -1 for ever.';
  }
  return list as Fault[];
}
