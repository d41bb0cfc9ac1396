/**
 * The built pages. sirv reads the folder once, at the start, and serves only what it found then: no path leads out of
 * it. Names that carry a hash of their content may be kept for ever; everything else is asked for anew each time.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { OptionsError } from '../checks.ts';
import { answer, type Handler, SECURITY_HEADERS } from './http.ts';

/** Vite's names of assets: `peer-DkR3sx9_.js`, eight characters of base64url before the extension. */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;
const ASSETS = '/assets/';

/** @param fill what is written into index.html each time it is asked for */
export function staticFiles(folder: string, fill?: (html: string) => string): Handler {
  if (!existsSync(folder)) {
    throw new OptionsError(
      'staticDir',
      `must be a folder that is there: make ${folder}, or correct the path`,
    );
  }
  const serve = sirv(folder, {
    etag: true,
    // Pre-compressed neighbours (`x.js.br`, `x.js.gz`) where the build made them.
    brotli: true,
    gzip: true,
    setHeaders(response, path) {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      const forever = path.startsWith(ASSETS) && HASHED.test(path);
      response.setHeader('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const index = join(folder, 'index.html');
  const html = fill && existsSync(index) ? readFileSync(index, 'utf8') : null;
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    if (fill && html !== null && INDEX.has(path)) answerPage(request, response, fill(html));
    else serve(request, response, () => answer(response, 404, 'there is no such page'));
  };
}

const INDEX: ReadonlySet<string> = new Set(['/', '/index.html']);

function answerPage(request: IncomingMessage, response: ServerResponse, html: string): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    ETag: `"${createHash('sha256').update(html).digest('base64url')}"`,
  };
  if (request.headers['if-none-match'] === headers.ETag) {
    response.writeHead(304, { ...SECURITY_HEADERS, ...headers }).end();
    return;
  }
  answer(response, 200, html, headers);
}
