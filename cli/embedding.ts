/** Which sites may frame our pages, and what browsers want to hear before they let any do so. */
import { SECURITY_HEADERS } from '../router-lite/node/http.ts';
import { badInput } from './failure.ts';

type Headers = Readonly<Record<string, string>>;

/** Of hosts that require it (COEP), a frame and the Workers of a frame must both say it too; the frame also by CORP. */
const ISOLATED = { 'Cross-Origin-Embedder-Policy': 'require-corp' };
const ANYBODYS = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** embed.js is a module, which browsers load from another origin by CORS only. Its name never changes. */
const SCRIPT = {
  ...ANYBODYS,
  'Access-Control-Allow-Origin': '*',
  'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400',
};

/**
 * Headers of the served files.
 * @param origins that may frame our pages; empty: any, since consent is asked within the frame
 */
export function embedHeaders(origins: readonly string[]): (path: string) => Headers {
  const ancestors: Headers = origins.length === 0 ? {} : { 'Content-Security-Policy': framedBy(origins) };
  return (path) => {
    if (path === '/embed.js') return SCRIPT;
    if (path === '/embed' || path.startsWith('/embed/')) return { ...ancestors, ...ISOLATED, ...ANYBODYS };
    if (path.startsWith('/assets/')) return ISOLATED;
    return ancestors;
  };
}

function framedBy(origins: readonly string[]): string {
  return `${SECURITY_HEADERS['Content-Security-Policy']}; frame-ancestors 'self' ${origins.join(' ')}`;
}

/** Tells the frame whom to hear, should a proxy have dropped the header. web/embed/host.ts reads it. */
export function withOrigins(html: string, origins: readonly string[]): string {
  if (origins.length === 0) return html;
  const meta = `<meta name="lehr-embed-origins" content="${origins.join(' ')}" />`;
  return html.replace('</head>', () => `  ${meta}\n  </head>`);
}

/** `https://example.org` and nothing after it. */
export function parseOrigin(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url !== null && /^https?:\/\/([\w.-]+|\[[\da-f:]+\])(:\d+)?$/.test(url.origin);
  if (!plain || (text !== url.origin && text !== `${url.origin}/`)) {
    throw badInput(`${flag} ${text}: give a site's origin, such as https://example.org`);
  }
  return url.origin;
}
