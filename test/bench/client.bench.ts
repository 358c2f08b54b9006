// Signed reads and a long history, by this client and by four others, on one paper exchange in a process of its own.
//
//   npm run bench -- client [--rounds N] [--ms N] [--only NAME]
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MarginClient } from '../../src/binance/client.ts';
import type { Announcement } from '../../src/paper/exchange.ts';
import { apiNode, type Call, type Foreign, nodeBinanceApi, rawCcxt, siebly } from '../conformance/clients.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, ms: { type: 'string' }, only: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 30);
const roundMs = Number(values.ms ?? 100);
const day = 86_400_000;
/** A round trip to an exchange on the same continent. */
const networkMs = 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

interface Candidate {
  readonly name: string;
  /** One signed read: the cross account. */
  account(): Promise<unknown>;
  /** Ninety days of interest; gives the number of rows. */
  history(from: number, to: number): Promise<number>;
  close(): unknown;
}

interface Figure {
  readonly perSecond: number;
  /** CPU time of this process, user and system. */
  readonly microsPerCall: number;
}

/** Every client may use its connections; none is slowed down by a limiter of its own. */
function candidates(announcement: Announcement): Candidate[] {
  const { restUrl, apiKey, apiSecret } = announcement;
  const client = new MarginClient({
    restUrl,
    credentials: { apiKey, apiSecret },
    mode: 'PAPER',
    budgetShare: 1_000_000,
  });
  return [
    {
      name: 'marginalia',
      account: () => client.getMarginAccount(),
      history: async (startTime, endTime) =>
        (await client.iterateMarginInterestHistory({ startTime, endTime }).collect()).length,
      close: () => client.close(),
    },
    ...[siebly, apiNode, nodeBinanceApi, rawCcxt].map((make) => sequential(make(announcement))),
  ];
}

/** How their users write it: window after window, page after page. */
function sequential(foreign: Foreign): Candidate {
  const { getMarginAccount: account, getMarginInterestHistory: history } = foreign.calls;
  if (!account || !history) throw new Error(`${foreign.name} lacks a call`);
  return {
    name: foreign.name,
    account: () => account(),
    history: (from, to) => pages(history, from, to),
    close: () => foreign.close?.(),
  };
}

async function pages(history: Call, from: number, to: number): Promise<number> {
  const all: unknown[] = [];
  const atSeam = new Set<string>();
  for (let startTime = from; startTime < to; startTime += 30 * day) {
    const endTime = Math.min(startTime + 30 * day, to);
    for (let current = 1; ; current += 1) {
      const { rows } = (await history({ startTime, endTime, current, size: 100 })) as {
        rows: Record<string, unknown>[];
      };
      for (const row of rows) {
        const time = Number(row.interestAccuredTime);
        // Both windows have the millisecond where they meet. Their floats round the ids, so the coin has to help.
        if (time === startTime || time === endTime) {
          const key = `${String(row.txId)} ${time} ${String(row.asset)}`;
          if (atSeam.has(key)) continue;
          atSeam.add(key);
        }
        all.push(row);
      }
      if (rows.length < 100) break;
    }
  }
  return all.length;
}

/** Everyone starts a slice with a clean heap: nobody pays for what the one before has left lying about. */
async function measure(call: () => Promise<unknown>, atOnce: number): Promise<Figure> {
  collect({ type: 'minor' });
  let calls = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const worker = async () => {
    while (performance.now() - started < roundMs) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: calls / seconds, microsPerCall: (user + system) / calls };
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ one }) => one);
}

function median(figures: readonly number[]): number {
  return [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? NaN;
}

async function reads(all: readonly Candidate[], atOnce: number): Promise<void> {
  const figures = new Map<string, Figure[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < 5; round += 1)
    for (const candidate of all) await measure(() => candidate.account(), atOnce);
  for (let round = 0; round < rounds; round += 1)
    // Turn about in short slices, in another order each time, so that a slow moment of the machine hits everyone.
    for (const candidate of shuffled(all)) {
      figures.get(candidate.name)?.push(await measure(() => candidate.account(), atOnce));
    }
  const rows = all.map(({ name }) => {
    const mine = figures.get(name) ?? [];
    return {
      name,
      perSecond: median(mine.map(({ perSecond }) => perSecond)),
      micros: median(mine.map(({ microsPerCall }) => microsPerCall)),
    };
  });
  console.log(
    `\nSigned read of the cross account, ${atOnce === 1 ? 'one at a time' : `${atOnce} at once`} (median of ${rounds})`,
  );
  const [ours] = rows;
  for (const { name, perSecond, micros } of rows)
    console.log(
      `  ${name.padEnd(18)} ${perSecond.toFixed(0).padStart(6)} calls/s (${ratio(perSecond, ours?.perSecond)})  ` +
        `${micros.toFixed(0).padStart(5)} µs CPU per call (${ratio(micros, ours?.micros)})`,
    );
}

function ratio(value: number, ours: number | undefined): string {
  return `x${(value / (ours ?? NaN)).toFixed(2)}`;
}

async function histories(all: readonly Candidate[], to: number, where: string, times: number): Promise<void> {
  const from = to - 90 * day + 60_000;
  const figures = new Map<string, { ms: number; cpuMs: number }[]>(all.map(({ name }) => [name, []]));
  const counts = new Map<string, number>();
  for (let round = -2; round < times; round += 1)
    for (const candidate of shuffled(all)) {
      const { name } = candidate;
      collect({ type: 'minor' });
      const cpu = process.cpuUsage();
      const started = performance.now();
      counts.set(name, await candidate.history(from, to));
      const ms = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      // The first rounds open connections and warm up.
      if (round >= 0) figures.get(name)?.push({ ms, cpuMs: (user + system) / 1_000 });
    }
  if (new Set(counts.values()).size > 1) throw new Error(`Not the same rows: ${JSON.stringify([...counts])}`);
  const rows = all.map(({ name }) => {
    const mine = figures.get(name) ?? [];
    return { name, ms: median(mine.map(({ ms }) => ms)), cpuMs: median(mine.map(({ cpuMs }) => cpuMs)) };
  });
  const [count] = counts.values();
  console.log(`\nNinety days of interest, ${count ?? 0} rows, ${where} (median of ${times})`);
  const [ours] = rows;
  for (const { name, ms, cpuMs } of rows)
    console.log(
      `  ${name.padEnd(18)} ${ms.toFixed(1).padStart(6)} ms (${ratio(ms, ours?.ms)})  ` +
        `${cpuMs.toFixed(1).padStart(6)} ms CPU (${ratio(cpuMs, ours?.cpuMs)})`,
    );
}

const server = spawn(
  process.execPath,
  ['src/cli.ts', 'paper', '--data', ':memory:', '--seed', '7', '--clock', 'manual', '--limits', 'off', '--while-stdin'],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
try {
  const announcement = await new Promise<Announcement>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', (line) => resolve(JSON.parse(line) as Announcement));
    server.once('exit', () => reject(new Error('The paper exchange did not start.')));
  });
  const control = async (name: string, body: object) => {
    const response = await fetch(`${announcement.controlUrl}/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${announcement.controlToken}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  await control('clock', { advanceMs: 91 * day });
  const all = candidates(announcement).filter(({ name }) => values.only === undefined || values.only === name);
  console.log(
    `All clients in this process, against one paper exchange in another. They take turns in an order that is drawn for\n` +
      `each round, after five rounds to warm up; a turn of the first two is ${roundMs} ms of calls. Medians. CPU is this process's,\n` +
      `user and system. The history has windows of 30 days and pages of 100 rows for everyone; the others are asked for one\n` +
      `page after the other, as their users do. In brackets: against Marginalia.`,
  );
  await reads(all, 1);
  await reads(all, 32);
  const { serverTime } = (await (await fetch(`${announcement.restUrl}/api/v3/time`)).json()) as { serverTime: number };
  await histories(all, serverTime, 'without a network', rounds);
  // On loopback every request costs the one server its CPU and nothing else; the distance to an exchange is what counts.
  await control('faults', [{ endpoint: '*', times: -1, kind: 'latency', ms: networkMs }]);
  await histories(all, serverTime, `${networkMs} ms away`, Math.min(rounds, 7));
  await Promise.all(all.map((candidate) => candidate.close()));
} finally {
  server.stdin.end();
}
process.exit(0);
