/**
 * The built pages. sirv reads the folder once, at the start, and serves only what it found then: no path leads out of
 * it. Names that carry a hash of their content may be kept for ever; everything else is asked for anew each time.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join, sep } from 'node:path';
import sirv from 'sirv';
import { OptionsError } from '../checks.ts';
import { answer, type Handler, SECURITY_HEADERS } from './http.ts';

/** Vite's names of assets: `peer-DkR3sx9_.js`, eight characters of base64url before the extension. */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;
const ASSETS = '/assets/';

export interface StaticFilesOptions {
  /**
   * What a page (a folder's index.html) is each time it is asked for. @param path the folder's, with both slashes: `/`,
   * `/kiosk/`
   */
  readonly fillPage?: ((html: string, path: string) => string) | undefined;
  /** Whether this path of the folder is served at all; absent: all are. @param path as asked for, without the query */
  readonly only?: ((path: string) => boolean) | undefined;
  /** Headers beside the usual ones, or in their place. @param path as asked for, without the query */
  readonly headers?: ((path: string) => Readonly<Record<string, string>>) | undefined;
}

export function staticFiles(
  folder: string,
  { fillPage, only = () => true, headers = () => ({}) }: StaticFilesOptions = {},
): Handler {
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
      for (const [name, value] of Object.entries(headers(path))) response.setHeader(name, value);
    },
  });
  const pages = fillPage ? readPages(folder) : new Map<string, Page>();
  const noPage = existsSync(join(folder, NO_PAGE)) ? readFileSync(join(folder, NO_PAGE), 'utf8') : null;
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const page = pages.get(path);
    const missing = () => answerMissing(request, response, only(NO_PAGE) ? noPage : null);
    if (!only(path)) missing();
    else if (fillPage && page)
      answerPage(request, response, { html: fillPage(page.html, page.path), more: headers(path) });
    else {
      mind(response);
      serve(request, response, missing);
    }
  };
}

/**
 * What sirv leaves to others: a file that cannot be read after all (it was replaced by another build, too many are open) ends
 * its answer and not this process; and a file whose reader went away is closed.
 */
function mind(response: ServerResponse): void {
  response.once('pipe', (file) => {
    file.once('error', () => response.destroy());
    response.once('close', () => file.destroy());
  });
}

/** What the folder may have for people whose address leads nowhere. */
const NO_PAGE = '/404.html';

/** For people a page, for programs a line. */
function answerMissing(request: IncomingMessage, response: ServerResponse, page: string | null): void {
  if (page === null || !request.headers.accept?.includes('text/html'))
    answer(response, 404, 'there is no such page');
  else answer(response, 404, page, { 'Content-Type': 'text/html; charset=utf-8' });
}

interface Page {
  readonly html: string;
  readonly path: string;
}

/** Every folder's index.html under all names it is asked for by: `/kiosk`, `/kiosk/`, `/kiosk/index.html`. */
function readPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (basename(file) !== INDEX) continue;
    const path = `/${file.split(sep).slice(0, -1).join('/')}/`.replace('//', '/');
    const page = { html: readFileSync(join(folder, file), 'utf8'), path };
    for (const name of [path, `${path}${INDEX}`, path.slice(0, -1) || '/']) pages.set(name, page);
  }
  return pages;
}

const INDEX = 'index.html';

function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { html, more }: { readonly html: string; readonly more: Readonly<Record<string, string>> },
): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    ETag: `"${createHash('sha256').update(html).digest('base64url')}"`,
    ...more,
  };
  if (request.headers['if-none-match'] === headers.ETag) {
    response.writeHead(304, { ...SECURITY_HEADERS, ...headers }).end();
    return;
  }
  answer(response, 200, html, headers);
}
