/**
 * The built pages. sirv reads the folder once, at the start, and serves only what it found then: no path leads out of
 * it. Names that carry a hash of their content may be kept for ever; everything else is asked for anew each time.
 */
import sirv from 'sirv';
import { answer, type Handler, SECURITY_HEADERS } from './http.ts';

/** Vite's names of assets: `peer-DkR3sx9_.js`, eight characters of base64url before the extension. */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;
const ASSETS = '/assets/';

export function staticFiles(folder: string): Handler {
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
  return (request, response) =>
    serve(request, response, () => answer(response, 404, 'there is no such page'));
}
