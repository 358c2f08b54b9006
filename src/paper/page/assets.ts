import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

/** A file of the status page, as it is answered. */
interface Asset {
  readonly type: string;
  readonly body: Buffer;
}
export type Page = ReadonlyMap<string, Asset>;

const files = [
  ['/', 'index.html', 'text/html;charset=UTF-8'],
  ['/page/page.js', 'page.js', 'text/javascript;charset=UTF-8'],
  ['/page/page.css', 'style.css', 'text/css;charset=UTF-8'],
] as const;

/**
 * Reads the built status page once, from a directory that is named by whoever starts the exchange. Requests are answered
 * from this table: no path of theirs is ever a file's. Undefined where the page was not built.
 */
export function pageFrom(directory: string): Page | undefined {
  try {
    return new Map(files.map(([path, file, type]) => [path, { type, body: readFileSync(join(directory, file)) }]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Nothing from elsewhere, nothing inline, in nobody's frame; the token stays here. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-cache',
};

/** Answers a path of the page. False when it is not one. */
export function servePage(
  page: Page | undefined,
  method: string | undefined,
  path: string,
  to: ServerResponse,
): boolean {
  const asset = page?.get(path);
  if (!asset || (method !== 'GET' && method !== 'HEAD')) return false;
  to.writeHead(200, { ...headers, 'Content-Type': asset.type, 'Content-Length': asset.body.length });
  to.end(method === 'HEAD' ? undefined : asset.body);
  return true;
}
