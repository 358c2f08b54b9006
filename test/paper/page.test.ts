import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { quietExchange, type Trader } from './support.ts';

describe('the status page', () => {
  let trader: Trader;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'page-'));
    const source = join(import.meta.dirname, '../../src/paper/page');
    await build({
      bundle: true,
      platform: 'browser',
      format: 'esm',
      outdir: directory,
      entryPoints: { page: join(source, 'main.ts'), style: join(source, 'page.css'), index: join(source, 'page.html') },
      loader: { '.html': 'copy', '.css': 'copy' },
    });
    trader = await quietExchange({ page: directory });
  });
  after(async () => {
    await trader.exchange.close();
    rmSync(directory, { recursive: true });
  });

  const get = (path: string): Promise<Response> => fetch(trader.exchange.announcement.restUrl + path);

  it('is served without a token, because it holds nothing of the account', async () => {
    const response = await get('/');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/html;charset=UTF-8');
    const { apiKey, apiSecret, controlToken } = trader.exchange.announcement;
    const text = (await response.text()) + (await (await get('/page/page.js')).text());
    for (const secret of [apiKey, apiSecret, controlToken]) assert.ok(!text.includes(secret));
  });

  it('allows itself nothing from elsewhere and nothing inline', async () => {
    const response = await get('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(part), part);
    assert.ok(!policy.includes('unsafe'));
    const html = await response.text();
    assert.ok(!/<script(?![^>]*\ssrc=)/.test(html) && !/\son\w+=/.test(html) && !/\sstyle=/.test(html));
  });

  it('has a name for every control that takes input', async () => {
    const html = await (await get('/')).text();
    const inputs = [...html.matchAll(/<(?:input|select)\b/g)].length;
    const labelled = [...html.matchAll(/<label\b[^]*?<\/label/g)].filter(([label]) =>
      /<(?:input|select)\b/.test(label),
    );
    assert.ok(inputs > 5);
    assert.equal(labelled.length, inputs);
  });

  it('brings its script and style, and no other file', async () => {
    assert.match((await get('/page/page.js')).headers.get('content-type') ?? '', /javascript/);
    assert.match((await get('/page/page.css')).headers.get('content-type') ?? '', /css/);
    for (const path of ['/page/', '/page/index.html', '/page/%2e%2e/package.json', '/index.html'])
      assert.equal((await get(path)).status, 404, path);
  });
});
