import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { MarginError, RefusedError, UnknownOutcomeError } from '../../src/binance/errors.ts';
import { endpointOf, type EndpointName } from '../../src/binance/table/index.ts';
import type { Bench } from './support/exchange.ts';
import { prepare, worldOfWrites, writing, type Write } from './support/writes.ts';

/** What Binance shows nowhere: these end as unknown, with the reason. */
const withoutTrace: readonly EndpointName[] = ['exitSpecialKeyMode'];
/** What can be proven to have happened, but not that it has not. */
const provenOnlyIfDone: readonly EndpointName[] = ['setMarginMaxLeverage'];

const wireOf = (name: EndpointName) => `${endpointOf(name).method} ${endpointOf(name).path}`;

/** Counts the requests that reach a server in this process, which is the exchange, whatever becomes of them. */
class Arrivals {
  readonly #counts = new Map<string, number>();
  readonly #hear = (message: unknown) => {
    const { method = '', url = '' } = (message as { request: IncomingMessage }).request;
    const wire = `${method} ${url.split('?')[0] ?? ''}`;
    this.#counts.set(wire, (this.#counts.get(wire) ?? 0) + 1);
  };
  begin(): void {
    this.#counts.clear();
    subscribe('http.server.request.start', this.#hear);
  }
  end(): void {
    unsubscribe('http.server.request.start', this.#hear);
  }
  of(name: EndpointName): number {
    return this.#counts.get(wireOf(name)) ?? 0;
  }
}

type Outcome = { readonly reply: unknown } | { readonly error: MarginError };

async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { reply: await act() };
  } catch (error) {
    assert.ok(error instanceof MarginError, String(error));
    return { error };
  }
}

describe('the answer to every kind of write is lost', function () {
  this.timeout(120_000);
  let world: Bench;
  let writes: Write[];
  const arrivals = new Arrivals();
  beforeEach(async () => {
    world = await worldOfWrites();
    writes = await prepare(world);
  });
  afterEach(async () => {
    arrivals.end();
    await world.close();
  });

  async function told(fault: Record<string, unknown>, atOnce: boolean): Promise<Map<EndpointName, Outcome>> {
    await world.control(
      'POST',
      'faults',
      writing.map((name) => ({ endpoint: wireOf(name), times: 1, ...fault })),
    );
    arrivals.begin();
    const outcomes = new Map<EndpointName, Outcome>();
    const one = async ({ name, act }: Write) => void outcomes.set(name, await outcomeOf(act));
    if (atOnce) await Promise.all(writes.map(one));
    else for (const write of writes) await one(write);
    arrivals.end();
    for (const name of writing) assert.equal(arrivals.of(name), 1, `${name} was sent ${arrivals.of(name)} times`);
    return outcomes;
  }

  const carriedOut: [string, Record<string, unknown>][] = [
    ['the connection breaks', { kind: 'drop-after' }],
    ['half the answer comes', { kind: 'half-body' }],
    ['a gateway answers instead', { kind: 'status', status: 502, body: '<html>Bad Gateway</html>', after: true }],
    ['the exchange says that it does not know', { kind: 'code', code: -1007, msg: 'Timeout.', after: true }],
  ];
  for (const [what, fault] of carriedOut)
    it(`carried out, then ${what}: its caller gets the reply`, async () => {
      for (const [name, outcome] of await told(fault, false)) {
        if (withoutTrace.includes(name)) {
          assert.ok('error' in outcome && outcome.error instanceof UnknownOutcomeError, name);
          assert.match(
            outcome.error.message,
            /Nothing at the exchange tells whether it happened\. Look at the account/,
          );
        } else if ('error' in outcome) assert.fail(`${name}: ${outcome.error.message}`);
        else assert.equal(typeof outcome.reply, 'object', name);
      }
    });

  const notCarriedOut: [string, Record<string, unknown>][] = [
    ['the connection breaks', { kind: 'drop-before' }],
    ['a gateway answers', { kind: 'status', status: 503, body: '<html>Service Unavailable</html>' }],
  ];
  for (const [what, fault] of notCarriedOut)
    it(`never carried out, ${what}: its caller hears that it did not happen`, async () => {
      for (const [name, outcome] of await told(fault, true)) {
        assert.ok('error' in outcome, `${name} was answered`);
        const expected =
          withoutTrace.includes(name) || provenOnlyIfDone.includes(name) ? UnknownOutcomeError : RefusedError;
        assert.ok(outcome.error instanceof expected, `${name}: ${outcome.error.name} ${outcome.error.message}`);
      }
    });

  it('a reply that was put together has the fields of one that was not lost', async () => {
    const other = await worldOfWrites();
    try {
      const plain = new Map<EndpointName, unknown>();
      for (const { name, act } of await prepare(other)) if (!withoutTrace.includes(name)) plain.set(name, await act());
      const lost = await told({ kind: 'drop-after' }, false);
      const absent = [...lost].flatMap(([name, outcome]) =>
        'reply' in outcome ? missing(plain.get(name), outcome.reply, name) : [],
      );
      // A secret goes with its answer, and is given to nobody again.
      assert.deepEqual(absent, ['createSpecialKey.secretKey']);
    } finally {
      await other.close();
    }
  });
});

/** The paths of fields that `whole` has and `made` has not. */
function missing(whole: unknown, made: unknown, at: string): string[] {
  if (Array.isArray(whole))
    return whole.length > 0 ? missing(whole[0], (made as unknown[] | undefined)?.[0], `${at}[]`) : [];
  if (typeof whole !== 'object' || whole === null) return typeof made === typeof whole ? [] : [at];
  return Object.entries(whole).flatMap(([key, value]) =>
    missing(value, (made as Record<string, unknown> | undefined)?.[key], `${at}.${key}`),
  );
}
