/**
 * The HTTP bridge: `POST /call` calls a procedure, `POST /publish` publishes an event, as Crossbar's does. Each key has
 * an identity of its own, and may do what its role may.
 *
 * | request body                                    | answer 200                                              |
 * | `{ procedure, args?, kwargs? }`                 | `{ args, kwargs }`, or `{ error, args, kwargs }`        |
 * | `{ topic, args?, kwargs?, options? }`           | `{ id }`, or `{ error, args, kwargs }`                  |
 *
 * A WAMP error is an answer, hence 200; what the bridge itself refuses has another status and the same shape.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { positive } from '../checks.ts';
import { tally } from '../counts.ts';
import { type Failure, type LinkSession, linkSession, type Payload } from '../link-session.ts';
import { jsonFormat } from '../serializers/json.ts';
import { callOf, publicationOf } from './bridge-body.ts';
import { answer, bodyOf, type Handler } from './http.ts';
import { counter } from './metrics.ts';
import type { Router } from './router.ts';
import { SignedRequests } from './signed-request.ts';

export interface BridgeKey {
  /** Shared with whoever signs. */
  readonly secret: string;
  readonly realm: string;
  /** A role of the realm: what the key may do. */
  readonly role: string;
  /** Default: the key. */
  readonly authid?: string;
}

export interface BridgeOptions {
  /** Key → its secret and identity. */
  readonly keys: Readonly<Record<string, BridgeKey>>;
  /** Longest request body; default 1 MiB. */
  readonly bodyBytes?: number;
  /** How far a timestamp may be from our clock; default 300,000 ms. */
  readonly windowMillis?: number;
  /** What a call may take; default 30,000 ms. Then `wamp.error.timeout`. */
  readonly callMillis?: number;
  /**
   * Web origins whose pages may read the answers, such as `https://example.org`; `*`: all; default none. Programs need none. A page
   * that signs has the secret: better that your server signs for it.
   */
  readonly origins?: readonly string[];
  /** Signatures remembered against replay; default 100,000. Beyond: 429. */
  readonly remembered?: number;
  /** Unix milliseconds; default Date.now. */
  readonly clock?: () => number;
}

interface Identity extends BridgeKey {
  readonly key: string;
}

export const BRIDGE_PATHS: ReadonlySet<string> = new Set(['/call', '/publish']);

export interface Bridge {
  readonly handle: Handler;
  /** Lines of /metrics. */
  metrics(): string;
}

export function createBridge(
  router: Pick<Router, 'link'>,
  options: BridgeOptions,
  onError: (error: unknown) => void,
): Bridge {
  const {
    bodyBytes = 1024 * 1024,
    windowMillis = 300_000,
    callMillis = 30_000,
    remembered = 100_000,
  } = options;
  for (const [name, limit] of Object.entries({ bodyBytes, windowMillis, callMillis, remembered })) {
    positive(limit, `bridge.${name}`);
  }
  const keys = new Map(Object.entries(options.keys).map(([key, rest]) => [key, { key, ...rest }]));
  const { clock } = options;
  const requests = new SignedRequests<Identity>({
    keys,
    windowMillis,
    remembered,
    ...(clock === undefined ? {} : { clock }),
  });
  const sessions = new Map<string, LinkSession>();
  const outcomes: Record<string, number> = {};
  const cors = corsOf(options.origins ?? []);

  function sessionOf({ key, realm, role, authid = key }: Identity): LinkSession {
    const open = sessions.get(key);
    if (open?.isOpen) return open;
    const fresh = linkSession(router.link({ realm, authid, authrole: role }), realm);
    sessions.set(key, fresh);
    return fresh;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://bridge');
    const refusal = refusalOf(request);
    if (refusal !== null) return refuse(response, refusal.status, refusal.text);
    const announced = Number(request.headers['content-length'] ?? 0);
    const body = announced > bodyBytes ? null : await bodyOf(request, bodyBytes);
    if (body === null) return refuse(response, 413, `the body may have ${bodyBytes} bytes`);
    const identity = requests.verify(url.searchParams, body);
    if ('status' in identity) return refuse(response, identity.status, identity.text);
    const asked = url.pathname === '/call' ? callOf(body) : publicationOf(body);
    if ('problem' in asked) return refuse(response, 400, asked.problem);
    const session = sessionOf(identity);
    if ('topic' in asked) {
      const outcome = await session.publish(asked.topic, asked, asked.options);
      reply(response, 'error' in outcome ? outcome : { id: outcome.publication });
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    reply(response, await session.call(asked.procedure, asked, { timeout: callMillis }, gone.signal));
  }

  return {
    handle(request, response) {
      // Who is gone before its answer counts as none.
      response.once('finish', () => tally(outcomes, `${pathOf(request)} ${response.statusCode}`));
      for (const [name, value] of cors(request)) response.setHeader(name, value);
      if (request.method === 'OPTIONS') response.writeHead(204, { Allow: 'OPTIONS, POST' }).end();
      else {
        serve(request, response).catch((error: unknown) => {
          onError(error);
          if (!response.headersSent) refuse(response, 500, 'the bridge failed; its operator was told');
        });
      }
    },
    metrics: () =>
      counter(
        'lehr_bridge_requests_total',
        'Requests of the HTTP bridge, by path and status.',
        outcomes,
        'request',
      ),
  };
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]!;
}

/** The headers by which browsers let pages of these origins read the answers (fetch.spec.whatwg.org, "CORS protocol"). */
function corsOf(origins: readonly string[]): (request: IncomingMessage) => [string, string][] {
  return ({ method, headers: { origin } }) => {
    if (origins.length === 0) return [];
    const vary: [string, string] = ['Vary', 'Origin'];
    if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return [vary];
    const allowed: [string, string][] = [vary, ['Access-Control-Allow-Origin', origin]];
    if (method !== 'OPTIONS') return allowed;
    return [
      ...allowed,
      ['Access-Control-Allow-Methods', 'POST'],
      ['Access-Control-Allow-Headers', 'Content-Type'],
      ['Access-Control-Max-Age', '86400'],
    ];
  };
}

function refusalOf(request: IncomingMessage): { status: number; text: string } | null {
  if (request.method !== 'POST') return { status: 405, text: 'only POST is known here' };
  const type = request.headers['content-type'];
  if (type === undefined || /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(type)) return null;
  return { status: 415, text: 'the body must be application/json in UTF-8' };
}

function reply(response: ServerResponse, value: Payload | Failure | { id: number }): void {
  send(response, 200, value);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  const error = status === 500 ? 'wamp.error.runtime_error' : 'wamp.error.invalid_argument';
  const named = status === 401 ? 'wamp.error.not_authorized' : error;
  // What was not read of a body must not be taken for the next request.
  const allow: Record<string, string> = status === 405 ? { Allow: 'OPTIONS, POST' } : {};
  send(response, status, { error: named, args: [text], kwargs: {} }, { Connection: 'close', ...allow });
}

function send(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  // As WAMP's JSON has it: bytes travel as a string of U+0000 and base64.
  const text = Buffer.from(jsonFormat.write(value)).toString();
  answer(response, status, text, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
}
