import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Announcement } from '../../src/paper/exchange.ts';
import { execute } from '../../src/paper/engine/engine.ts';
import type { CommandOf } from '../../src/paper/engine/commands.ts';
import { initialState } from '../../src/paper/engine/state.ts';
import { assets, pairs } from '../../src/paper/market/catalogue.ts';
import { seededWalk } from '../../src/paper/market/market.ts';
import { defaultRules } from '../../src/paper/rules.ts';

/**
 * Requests per second of the paper exchange beside a bare node:http echo: signed reads, and writes that are in the journal
 * (synced to disk) before they are answered. Each server has a process of its own, one load generator asks them in turns.
 * Then a simulated year of hourly interest for fifty open loans.
 */
const CONNECTIONS = 32;
const SECONDS = 3;
const ROUNDS = 3;

const echo = `require('node:http').createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.stringify({ url: request.url, body: Buffer.concat(chunks).toString() });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

function start(args: readonly string[]): Promise<{ line: string; stop: () => void }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ line, stop: () => child.kill('SIGKILL') }),
    );
  });
}

/** Answers per second for one request, sent again on every connection as soon as it is answered. */
async function rate(port: number, request: string): Promise<number> {
  let answered = 0;
  let refused = '';
  const end = performance.now() + SECONDS * 1000;
  await Promise.all(
    Array.from(
      { length: CONNECTIONS },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => socket.write(request));
          let pending = '';
          socket.setNoDelay(true);
          socket.setEncoding('latin1');
          socket.on('data', (text: string) => {
            pending += text;
            const head = pending.indexOf('\r\n\r\n');
            if (head < 0) return;
            const length = Number(/content-length: (\d+)/i.exec(pending)?.[1]);
            if (pending.length < head + 4 + length) return;
            if (!pending.startsWith('HTTP/1.1 200')) refused = pending;
            pending = pending.slice(head + 4 + length);
            answered += 1;
            if (performance.now() < end) socket.write(request);
            else {
              socket.destroy();
              resolve();
            }
          });
          socket.on('error', reject);
        }),
    ),
  );
  if (refused !== '') throw new Error(refused);
  return answered / SECONDS;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function wire(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paper-bench-'));
  const bare = await start(['-e', echo]);
  const paper = await start(['dist/cli.cjs', 'paper', '--data', join(folder, 'paper.db'), '--limits', 'off']);
  try {
    const at = JSON.parse(paper.line) as Announcement;
    const port = Number(new URL(at.restUrl).port);
    const signed = (method: string, path: string, query: string): string => {
      const payload = `${query}recvWindow=60000&timestamp=${String(Date.now())}`;
      const signature = createHmac('sha256', at.apiSecret).update(payload).digest('hex');
      return `${method} ${path}?${payload}&signature=${signature} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-MBX-APIKEY: ${at.apiKey}\r\n${method === 'POST' ? 'Content-Length: 0\r\n' : ''}\r\n`;
    };
    const results: Record<string, number[]> = {
      echo: [],
      'read maxTransferable': [],
      'read account': [],
      'journalled borrow': [],
    };
    for (let round = 0; round < ROUNDS; round++) {
      results.echo?.push(await rate(Number(bare.line), 'GET /echo?a=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
      results['read maxTransferable']?.push(
        await rate(port, signed('GET', '/sapi/v1/margin/maxTransferable', 'asset=USDT&')),
      );
      results['read account']?.push(await rate(port, signed('GET', '/sapi/v1/margin/account', '')));
      results['journalled borrow']?.push(
        await rate(
          port,
          signed('POST', '/sapi/v1/margin/borrow-repay', 'asset=USDT&amount=0.1&type=BORROW&isIsolated=FALSE&'),
        ),
      );
    }
    const base = median(results.echo ?? []);
    for (const [name, values] of Object.entries(results)) {
      const found = median(values);
      console.log(
        `${name.padEnd(24)} ${found.toFixed(0).padStart(8)} per second ${((100 * found) / base).toFixed(0).padStart(5)} % of echo`,
      );
    }
  } finally {
    bare.stop();
    paper.stop();
    rmSync(folder, { recursive: true, force: true });
  }
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
  let charges = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const { events } = execute(state, { do: 'tick' }, start + 365 * 86_400_000, world);
    times.push(performance.now() - begun);
    charges = events.filter(({ type }) => type === 'interest').length;
  }
  console.log(
    `a year of interest       ${median(times).toFixed(0).padStart(8)} ms for ${loans} loans, ${charges} charges`,
  );
}

year();
await wire();
