/**
 * From an HTTP upgrade to a transport of the router: path, origin, subprotocol, liveness. No extension is agreed on:
 * permessage-deflate costs some 300 KiB a socket, and tours hardly shrink.
 */
import { type Server as HttpServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { BareRouter } from '../bare-router.ts';
import { OptionsError, webOrigins } from '../checks.ts';
import type { IssuedCookie } from '../login-cookies.ts';
import { batchedCbor, batchedJson, batchedMsgpack } from '../serializers/batched.ts';
import { cbor } from '../serializers/cbor.ts';
import { json } from '../serializers/json.ts';
import { msgpack } from '../serializers/msgpack.ts';
import type { Serializer } from '../serializers/serializer.ts';
import type { ProbedTransport, Traffic } from '../transports/socket-transport.ts';
import { websocketTransport } from '../transports/websocket.ts';
import { requestFacts } from './request-facts.ts';
import { accepting, type BadUpgrade, badUpgrade } from './websocket-upgrade.ts';
import { received } from './young-generation.ts';

export interface AttachOptions {
  /** Such as `/ws`. */
  readonly path: string;
  /**
   * Web origins, such as `https://example.org`, whose pages may connect besides our own; `*` lets all. Programs send
   * no Origin and may always.
   */
  readonly origins?: readonly string[];
  /**
   * How many reverse proxies of yours stand in front; default 0. With 1 the last address of X-Forwarded-For is the
   * client's, with 2 the one before. Never more than there are: what clients write there themselves would be believed.
   */
  readonly trustProxy?: number;
}

export interface Acceptor {
  attach(server: HttpServer, options: AttachOptions): void;
  /** Accepts nothing any more; the connections it made go on. */
  close(): void;
}

const SERIALIZERS: ReadonlyMap<string, Serializer> = new Map(
  [json, msgpack, cbor, batchedJson, batchedMsgpack, batchedCbor].map((serializer) => [
    serializer.protocol,
    serializer,
  ]),
);

export function createAcceptor(router: BareRouter, traffic: Traffic): Acceptor {
  const { messageBytes, pingMillis, pongMillis, closeMillis, bufferedBytes, holdMillis } = router.limits;
  const transports = new Set<ProbedTransport>();
  const detach: (() => void)[] = [];
  let pinging: NodeJS.Timeout | undefined;

  function open(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    { path, trustProxy = 0 }: AttachOptions,
  ): void {
    const serializer = offered(request)!;
    const issued = router.issueCookies(request.headers.cookie);
    const isSecure = isOverTls(request, trustProxy);
    const cookies = issued.map((cookie) => setCookie(cookie, path, isSecure));
    socket.setTimeout(0);
    socket.setNoDelay();
    socket.write(accepting(request, serializer.protocol, cookies));
    if (head.length > 0) socket.unshift(head);
    const transport = websocketTransport(socket, {
      serializer,
      peer: addressOf(request, trustProxy),
      receiveLimit: messageBytes,
      traffic,
      received,
      closeTimeout: closeMillis,
      bufferedBytes,
      holdMillis,
      facts: {
        ...requestFacts(request),
        issued: Object.fromEntries(issued.map(({ name, value }) => [name, value])),
      },
    });
    transports.add(transport);
    socket.on('close', () => transports.delete(transport));
    router.accept(transport);
  }

  return {
    attach(server, options) {
      const { path, origins = [] } = options;
      if (!path.startsWith('/')) throw new OptionsError('path', 'must begin with a slash, such as /ws');
      webOrigins(origins, 'origins');
      pinging ??= setInterval(() => {
        for (const transport of transports) transport.probe(pongMillis);
      }, pingMillis).unref();
      const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy());
        const refusal = refusalOf(request, options);
        if (refusal === null) open(request, socket as Socket, head, options);
        else if (refusal.status !== 404) refuse(socket, refusal);
        // Another listener may know the path; where there is none, nobody else would answer.
        else if (server.listenerCount('upgrade') === 1) refuse(socket, refusal);
      };
      server.on('upgrade', upgrade);
      detach.push(() => server.off('upgrade', upgrade));
    },
    close() {
      clearInterval(pinging);
      for (const off of detach.splice(0)) off();
    },
  };
}

/** The client's address: the socket's, or the one the outermost of our proxies saw. */
function addressOf(request: IncomingMessage, trustProxy: number): string {
  const seen = [request.headers['x-forwarded-for'] ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((part) => part.trim());
  const chain = [...seen.filter((part) => part !== ''), request.socket.remoteAddress ?? 'unknown'];
  return chain[Math.max(chain.length - 1 - trustProxy, 0)]!.replace(/^::ffff:/, '');
}

/** TLS to us, or to the proxies of ours that stand in front. */
function isOverTls({ headers, socket }: IncomingMessage, trustProxy: number): boolean {
  return socket instanceof TLSSocket || (trustProxy > 0 && headers['x-forwarded-proto'] === 'https');
}

/** Scripts cannot read it, other sites' pages cannot send it, and it goes to the router alone. */
function setCookie({ name, value, maxAgeSeconds }: IssuedCookie, path: string, isSecure: boolean): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

type Refusal =
  | BadUpgrade
  | { readonly status: 403 | 404; readonly text: string; readonly headers?: undefined };

function refusalOf(request: IncomingMessage, { path, origins = [] }: AttachOptions): Refusal | null {
  const pathname = (request.url ?? '').split('?', 1)[0];
  if (pathname !== path) return { status: 404, text: `no WebSocket here; the router is at ${path}` };
  const { origin } = request.headers;
  if (origin !== undefined && !isAllowed(origin, request.headers.host, origins)) {
    return { status: 403, text: `pages of ${origin} may not connect; its operator can allow them` };
  }
  const bad = badUpgrade(request);
  if (bad !== null) return bad;
  if (offered(request) !== undefined) return null;
  return { status: 400, text: `offer one of the subprotocols ${[...SERIALIZERS.keys()].join(', ')}` };
}

/** The first subprotocol of the client's that we speak. */
function offered({ headers }: IncomingMessage): Serializer | undefined {
  for (const name of (headers['sec-websocket-protocol'] ?? '').split(',')) {
    const serializer = SERIALIZERS.get(name.trim());
    if (serializer !== undefined) return serializer;
  }
  return undefined;
}

/** A page's script may not choose its Origin header: this is what keeps foreign sites from using a visitor's network. */
function isAllowed(origin: string, host: string | undefined, origins: readonly string[]): boolean {
  if (origins.includes('*') || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(socket: Duplex, { status, text, headers = {} }: Refusal): void {
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  // What it sends to a closed door is not waited for.
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
