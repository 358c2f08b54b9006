import { createHmac } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement } from '../../src/paper/exchange.ts';
import { execute } from '../../src/paper/engine/engine.ts';
import type { CommandOf } from '../../src/paper/engine/commands.ts';
import { initialState } from '../../src/paper/engine/state.ts';
import { assets, pairs } from '../../src/paper/market/catalogue.ts';
import { seededWalk } from '../../src/paper/market/market.ts';
import { defaultRules } from '../../src/paper/rules.ts';
import { load, type Measured, processorTime, serve, type Served } from './load.ts';

/**
 * Requests per second of the paper exchange beside a node:http echo: signed reads, and writes that are in the journal
 * (synced to disk) before they are answered. Each server has a process of its own, one load generator asks them in turns
 * of a second. The bare echo gets a short request and says it back; the like echo gets the exchange's own request, every
 * header of it, and answers JSON as long as the exchange's. Every request is signed for itself.
 * Then a simulated year of hourly interest for fifty open loans, and the start of the exchange.
 */
const CONNECTIONS = 32;
const SLICE_MS = 1000;
/** The first round warms up and is not counted. */
const ROUNDS = 8;
/** Requests signed for a slice; each is sent again only after all others. */
const SIGNED = 2000;

const echo = `
const [length] = process.argv.slice(1).map(Number);
require('node:http').createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const said = { url: request.url, body: Buffer.concat(chunks).toString() };
    if (length > 0) said.headers = request.headers;
    let body = JSON.stringify(said);
    if (body.length < length) body = JSON.stringify({ ...said, filler: 'x'.repeat(length - body.length) });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

/** A call that the exchange is measured with. */
interface Call {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: string;
}
const account: Call = { name: 'read account', method: 'GET', path: '/sapi/v1/margin/account', query: '' };
const borrow: Call = {
  name: 'journalled borrow',
  method: 'POST',
  path: '/sapi/v1/margin/borrow-repay',
  query: 'asset=USDT&amount=0.1&type=BORROW&isIsolated=FALSE&',
};
const transferable: Call = {
  name: 'read maxTransferable',
  method: 'GET',
  path: '/sapi/v1/margin/maxTransferable',
  query: 'asset=USDT&',
};

type Target = Served & { readonly port: number };
interface Case {
  readonly name: string;
  readonly target: Target;
  readonly requests: () => readonly Buffer[];
  readonly results: Measured[];
  /** The echo that gets the same request. */
  readonly like?: Case;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function wire(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paper-bench-'));
  const started: Served[] = [];
  const start = async (args: readonly string[], portOf: (line: string) => number): Promise<Target> => {
    const served = await serve(args);
    started.push(served);
    return { ...served, port: portOf(served.line) };
  };
  const startEcho = (length: number): Promise<Target> => start(['-e', echo, '--', String(length)], Number);
  try {
    const exchange = (data: string): Promise<Target> =>
      start(['dist/cli.cjs', 'paper', '--data', data, '--limits', 'off'], (line) =>
        Number(new URL((JSON.parse(line) as Announcement).restUrl).port),
      );
    const paper = await exchange(join(folder, 'paper.db'));
    const at = JSON.parse(paper.line) as Announcement;
    const forgetful = await exchange(':memory:');
    const there = JSON.parse(forgetful.line) as Announcement;
    const bare: Case = {
      name: 'bare echo',
      target: await startEcho(0),
      requests: () => [Buffer.from('GET /echo?a=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')],
      results: [],
    };
    const cases: Case[] = [bare];
    for (const call of [transferable, account, borrow]) {
      const requests = (): Buffer[] => signed(at, [call]);
      const { length } = await load(paper, requests(), 1, 1);
      const like: Case = { name: '  echo of the same', target: await startEcho(length), requests, results: [] };
      cases.push({ name: call.name, target: paper, requests, results: [], like }, like);
    }
    // Nothing that was answered before can be answered again: every other request changes the account.
    cases.push({
      name: 'borrow, account, ...',
      target: paper,
      requests: () => signed(at, [borrow, account]),
      results: [],
    });
    // What the disk has no part in.
    cases.push({ name: 'borrow in memory', target: forgetful, requests: () => signed(there, [borrow]), results: [] });
    const syncs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      syncs.push(syncTime(join(folder, 'sync')));
      for (const { target, requests, results } of cases) {
        const measured = await load(target, requests(), CONNECTIONS, SLICE_MS);
        if (round > 0) results.push(measured);
      }
    }
    console.log('                      answers/s  of bare  of same   CPU µs  of bare  of same   generator');
    for (const one of cases) console.log(line(one, bare));
    console.log(`the disk itself takes${middle(syncs).toFixed(2).padStart(12)} ms to sync 8 KiB`);
  } finally {
    for (const server of started) server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How long the disk takes for what a group of commands writes, ms. */
function syncTime(path: string): number {
  const times: number[] = [];
  const file = openSync(path, 'w');
  for (let count = 0; count < 20; count++) {
    writeSync(file, Buffer.alloc(8192, count));
    const begun = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - begun);
  }
  closeSync(file);
  return middle(times);
}

/** Requests of these calls in turn, each signed for itself. */
function signed(at: Announcement, calls: readonly Call[]): Buffer[] {
  const { host } = new URL(at.restUrl);
  return Array.from({ length: SIGNED / calls.length }, (_, index) =>
    calls.map(({ method, path, query }) => {
      const payload = `${query}recvWindow=60000&timestamp=${String(Date.now() + (index % 900))}`;
      const signature = createHmac('sha256', at.apiSecret).update(payload).digest('hex');
      const headers = [`Host: ${host}`, `X-MBX-APIKEY: ${at.apiKey}`, 'Accept: */*', 'Connection: keep-alive'];
      if (method === 'POST') headers.push('Content-Length: 0');
      return Buffer.from(
        `${method} ${path}?${payload}&signature=${signature} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`,
      );
    }),
  ).flat();
}

/** A row of the table. Shares are taken round by round, because what disturbs a round disturbs both. */
function line({ name, results, like }: Case, bare: Case): string {
  const share = (other: Case | undefined, of: (one: Measured, two: Measured) => number): string => {
    if (!other) return ''.padStart(9);
    return `${(100 * middle(results.map((one, round) => of(one, other.results[round] ?? one)))).toFixed(0)} %`.padStart(
      9,
    );
  };
  const rate = (one: Measured, two: Measured): number => one.perSecond / two.perSecond;
  const time = (one: Measured, two: Measured): number => two.server / one.server;
  const mid = (value: (measured: Measured) => number): number => middle(results.map(value));
  return [
    name.padEnd(20),
    mid(({ perSecond }) => perSecond)
      .toFixed(0)
      .padStart(11),
    share(bare, rate),
    share(like, rate),
    mid(({ server }) => server)
      .toFixed(1)
      .padStart(9),
    share(bare, time),
    share(like, time),
    mid(({ generator }) => generator)
      .toFixed(1)
      .padStart(12),
  ].join('');
}

function year(): void {
  const world = { market: seededWalk(1), rules: defaultRules };
  const start = Date.parse('2025-01-01T00:30:00Z');
  let state = initialState(1, start);
  let loans = 0;
  const play = (command: CommandOf<'deposit'> | CommandOf<'borrow'>): boolean => {
    const outcome = execute(state, command as CommandOf<'deposit'>, start, world);
    state = outcome.state;
    return outcome.refusal === undefined;
  };
  play({ do: 'deposit', account: 'CROSS', asset: 'USDT', amount: '1000000' });
  const lend = (account: string, asset: string, amount: string): void => {
    if (loans < 50 && play({ do: 'borrow', account, asset, amount })) loans += 1;
  };
  for (const { name, anchor } of Object.values(assets)) lend('CROSS', name, (1000 / anchor).toFixed(8));
  for (const { symbol, quote, base } of Object.values(pairs)) {
    const anchor = assets[quote]?.anchor ?? 1;
    play({ do: 'deposit', account: symbol, asset: quote, amount: (10_000 / anchor).toFixed(8) });
    lend(symbol, base, (1000 / (assets[base]?.anchor ?? 1)).toFixed(8));
    lend(symbol, quote, (1000 / anchor).toFixed(8));
  }
  const times: number[] = [];
  const worked: number[] = [];
  let charges = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const before = process.cpuUsage();
    const { events } = execute(state, { do: 'tick' }, start + 365 * 86_400_000, world);
    times.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(before);
    worked.push((user + system) / 1000);
    charges = events.filter(({ type }) => type === 'interest').length;
  }
  console.log(
    `a year of interest       ${middle(times).toFixed(0).padStart(8)} ms, ${middle(worked).toFixed(0)} ms of CPU, for ${loans} loans, ${charges} charges`,
  );
}

/** From nothing to the announcement of a furnished exchange with an empty data file. */
async function startUp(): Promise<void> {
  const times: number[] = [];
  const worked: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'paper-bench-'));
    const begun = performance.now();
    const served = await serve(['dist/cli.cjs', 'paper', '--data', join(folder, 'paper.db')]);
    times.push(performance.now() - begun);
    worked.push(processorTime(served.pid));
    served.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    `start with a demo account${middle(times).toFixed(0).padStart(8)} ms, ${middle(worked).toFixed(0)} ms of CPU, ${Math.min(...times).toFixed(0)} ms at best`,
  );
}

year();
await startUp();
await wire();
