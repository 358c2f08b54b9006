import type { EndpointName, SpecialKey, SpecialKeyInfo } from '../table/index.ts';
import type { Sent } from '../encode.ts';
import { stateIs } from './switches.ts';
import { until, type Lost, type Outcome, type Sources } from './index.ts';

/** The special keys that stand beside the one that a write is about. */
export function specialKeys(
  sources: Sources,
  { symbol }: Sent,
  signal: AbortSignal | undefined,
): Promise<SpecialKeyInfo[]> {
  return sources.ask('getSpecialKeys', { symbol }, { signal }) as Promise<SpecialKeyInfo[]>;
}

/** Looks for what a write on special keys leaves in their list. */
export function findKeyWrite(name: EndpointName, sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  const list = () => specialKeys(sources, sent, signal);
  switch (name) {
    case 'createSpecialKey':
      return findNewKey(sources, lost, list);
    case 'deleteSpecialKey': {
      const { apiKey, apiName } = sent;
      const isMeant = (key: SpecialKeyInfo) => (apiKey === undefined ? key.apiName === apiName : key.apiKey === apiKey);
      return stateIs(sources, lost, async () => ((await list()).some(isMeant) ? undefined : {}));
    }
    default:
      return stateIs(sources, lost, async () => {
        const key = (await list()).find(({ apiKey }) => apiKey === sent.apiKey);
        return key && addresses(key.ip) === addresses(sent.ip) ? {} : undefined;
      });
  }
}

/** A key of that name that was not there before. Its secret went with the answer, and is given to nobody again. */
function findNewKey(sources: Sources, lost: Lost, list: () => Promise<SpecialKeyInfo[]>): Promise<Outcome> {
  const { sent } = lost;
  const before = lost.before as SpecialKeyInfo[] | undefined;
  if (!before) return Promise.resolve({ happened: 'unknown', why: 'Which keys there were before could not be read.' });
  const known = new Set(before.map(({ apiKey }) => apiKey));
  return until(sources, lost, async (final) => {
    const made = (await list()).find(({ apiKey, apiName }) => apiName === sent.apiName && !known.has(apiKey));
    if (made) {
      const reply: SpecialKey = { apiKey: made.apiKey, secretKey: null, type: made.type };
      return { happened: 'yes', reply };
    }
    return final ? { happened: 'no', why: 'there is no new key of that name after its time had run out.' } : undefined;
  });
}

function addresses(list: string | undefined): string {
  return (list ?? '')
    .split(',')
    .map((one) => one.trim())
    .sort()
    .join();
}
