import type { Mode } from '../../kernel/protocol.ts';
import type { CellSession, Use } from './session-host.ts';

/** What a run of a cell has asked of the exchange so far, and as whom. Saved with the outputs that were made from it. */
export interface Provenance {
  readonly profile: string;
  readonly mode: Mode;
  readonly requests: number;
  readonly weight: number;
  readonly rows: number;
  /** What the run changed in the account, in the order it did; missing when it only read. */
  readonly writes?: readonly Deed[];
  /** When the last answer came, ISO 8601. */
  readonly at: string;
}

/** One change of the account. */
export interface Deed {
  readonly method: string;
  /** By what the exchange knows it, such as `tranId 100`. */
  readonly reference?: string;
  /** No answer came: it may have happened. */
  readonly unknown?: true;
}

/** Under this name an output's metadata holds where the output comes from. */
const key = 'marginalia';

export function countUse(before: Provenance | undefined, session: CellSession, use: Use): Provenance {
  const writes = [...(before?.writes ?? []), ...(use.deed ? [use.deed] : [])];
  return {
    profile: session.profile.name,
    mode: session.mode,
    requests: (before?.requests ?? 0) + (use.requests ?? 0),
    weight: (before?.weight ?? 0) + (use.weight ?? 0),
    rows: (before?.rows ?? 0) + (use.rows ?? 0),
    ...(writes.length > 0 && { writes }),
    at: new Date().toISOString(),
  };
}

/** An output's metadata with where the output comes from; as it was for an output that asked nothing of the exchange. */
export function withProvenance(
  metadata: Readonly<Record<string, unknown>> = {},
  provenance: Provenance | undefined,
): Readonly<Record<string, unknown>> {
  return provenance ? { ...metadata, [key]: provenance } : metadata;
}

/** Where an output comes from, as its metadata in a saved notebook say; undefined when they say nothing of the kind. */
export function provenanceIn(metadata: unknown): Provenance | undefined {
  const found = isRecord(metadata) ? metadata[key] : undefined;
  if (!isRecord(found)) return undefined;
  const { profile, mode, requests, weight, rows, at, writes } = found;
  if (typeof profile !== 'string' || typeof at !== 'string' || !isMode(mode)) return undefined;
  if (typeof requests !== 'number' || typeof weight !== 'number' || typeof rows !== 'number') return undefined;
  const deeds = Array.isArray(writes) && writes.every(isDeed) ? { writes } : {};
  return { profile, mode, requests, weight, rows, at, ...deeds };
}

function isDeed(value: unknown): value is Deed {
  if (!isRecord(value) || typeof value['method'] !== 'string') return false;
  const { reference, unknown } = value;
  return (reference === undefined || typeof reference === 'string') && (unknown === undefined || unknown === true);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isMode(value: unknown): value is Mode {
  return value === 'PAPER' || value === 'READ-ONLY' || value === 'LIVE';
}
