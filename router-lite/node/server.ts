/** Lehr's HTTP server: `/ws`, `/healthz`, `/metrics`, `/blob/<sha256>` and the built pages. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as HttpsOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type BlobUpload, blobUploadHandler } from './blob-upload.ts';
import { BLOB_PATH, type Blob, blobHandler } from './blobs.ts';
import { BRIDGE_PATHS, type BridgeOptions, createBridge } from './bridge.ts';
import { answer, answerJson, type Handler } from './http.ts';
import { metricsText } from './metrics.ts';
import type { Router } from './router.ts';
import { staticFiles } from './static-files.ts';

export interface Health {
  /** False answers 503. */
  readonly ok: boolean;
  /** The word for how it is; default `ok` or `failing`. */
  readonly status?: string;
  /** Further members of the answer of /healthz. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ServerOptions {
  readonly router: Router;
  /** Address to listen at; `0.0.0.0` is every IPv4 one. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** At least `cert` and `key` in PEM: then it is https and wss. Absent: http and ws. */
  readonly tls?: HttpsOptions;
  /** Default `/ws`. */
  readonly wsPath?: string;
  /** See AttachOptions.origins. */
  readonly origins?: readonly string[];
  /** See AttachOptions.trustProxy. */
  readonly trustProxy?: number;
  /** Folder of the built pages; absent: there are none. */
  readonly staticDir?: string;
  /** See StaticFilesOptions.only. */
  readonly onlyPages?: (path: string) => boolean;
  /** Asked at every GET /healthz, but for `/healthz?live`; absent: always well. A throw counts as not well. */
  readonly health?: () => Health;
  /** The bytes with this SHA-256, 64 lower-case hex digits; absent: there are no blobs. */
  readonly getBlob?: Blob;
  /** `PUT /blob/<sha256>` for who has the token; absent: blobs come from elsewhere. */
  readonly putBlob?: BlobUpload;
  /** Blobs are at `<blobPath>/<sha256>`; default `/blob`. */
  readonly blobPath?: string;
  /** See StaticFilesOptions.fillPage; absent: pages are served as they were built. */
  readonly fillPage?: (html: string, path: string) => string;
  /** See StaticFilesOptions.headers. */
  readonly pageHeaders?: (path: string) => Readonly<Record<string, string>>;
  /** `POST /call` and `POST /publish` for these keys; absent: there is no HTTP bridge. */
  readonly bridge?: BridgeOptions;
  /** Further lines of /metrics, in Prometheus' text format. */
  readonly metrics?: () => string;
  /** Told of what failed behind an answer 500; default console.error. */
  readonly onError?: (error: unknown) => void;
}

export interface Server {
  readonly host: string;
  /** The port it listens at. */
  readonly port: number;
  /** Accepts nothing any more and ends every connection. Close the router first: its clients get no goodbye here. */
  close(): Promise<void>;
}

/** Rejects with a message that says what to do when it cannot listen; `code` is Node's, such as EADDRINUSE. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { router, host, port, wsPath = '/ws', origins, trustProxy } = options;
  const onError = options.onError ?? ((error: unknown) => console.error('lehr server:', error));
  const listener = requestListener(options, onError);
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  // Upgraded connections are no longer the HTTP server's, but keep it from closing.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  router.attach(server, {
    path: wsPath,
    ...(origins === undefined ? {} : { origins }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  server.on('error', onError);
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function requestListener(options: ServerOptions, onError: (error: unknown) => void): RequestListener {
  const pages =
    options.staticDir === undefined
      ? null
      : staticFiles(options.staticDir, {
          fillPage: options.fillPage,
          only: options.onlyPages,
          headers: options.pageHeaders,
        });
  const { blobPath = BLOB_PATH } = options;
  const blobs = options.getBlob === undefined ? null : blobHandler(options.getBlob, blobPath, onError);
  const upload = options.putBlob && blobUploadHandler(options.putBlob, blobPath, onError);
  const bridge = options.bridge && createBridge(options.router, options.bridge, onError);
  const bridgeMetrics = () => bridge?.metrics() ?? '';
  return (request, response) => {
    try {
      if (bridge && BRIDGE_PATHS.has((request.url ?? '').split('?', 1)[0]!)) bridge.handle(request, response);
      else if (upload && request.method === 'PUT' && request.url?.startsWith(`${blobPath}/`))
        upload(request, response);
      else route(options, { pages, blobs, bridgeMetrics })(request, response);
    } catch (error) {
      onError(error);
      if (!response.headersSent) answer(response, 500, 'the server failed');
      else response.destroy();
    }
  };
}

interface Parts {
  readonly pages: Handler | null;
  readonly blobs: Handler | null;
  readonly bridgeMetrics: () => string;
}

function route(options: ServerOptions, { pages, blobs, bridgeMetrics }: Parts): Handler {
  const { router, wsPath = '/ws', blobPath = BLOB_PATH, putBlob, health, metrics = () => '' } = options;
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (putBlob !== undefined && request.url?.startsWith(`${blobPath}/`))
        answer(response, 405, 'only GET, HEAD and PUT are known here', { Allow: 'GET, HEAD, PUT' });
      else answer(response, 405, 'only GET and HEAD are known here', { Allow: 'GET, HEAD' });
      return;
    }
    const [path, query] = (request.url ?? '/').split('?', 2) as [string, string?];
    if (path === '/healthz') answerHealth(response, asksLife(query) ? undefined : health);
    else if (path === '/metrics')
      answer(response, 200, metricsText(router) + bridgeMetrics() + metrics(), METRICS_TYPE);
    else if (path === wsPath) answer(response, 426, 'this is a WebSocket', { Upgrade: 'websocket' });
    else if (path.startsWith(`${blobPath}/`) && blobs !== null) blobs(request, response);
    else if (pages !== null) pages(request, response);
    else answer(response, 404, 'nothing is here');
  };
}

const METRICS_TYPE = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };

/** `/healthz?live`: whether this process answers, which a look at its services must not turn into its end. */
function asksLife(query: string | undefined): boolean {
  return new URLSearchParams(query).has('live');
}

function answerHealth(response: ServerResponse, health: ServerOptions['health']): void {
  let state: Health = { ok: true };
  try {
    state = health?.() ?? state;
  } catch (error) {
    state = { ok: false, details: { error: error instanceof Error ? error.message : String(error) } };
  }
  answerJson(response, state.ok ? 200 : 503, {
    status: state.status ?? (state.ok ? 'ok' : 'failing'),
    ...state.details,
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const what: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is taken: stop the program that listens there, or choose another port`,
    EACCES: `port ${port} needs more rights than this program has: choose a port above 1023`,
    EADDRNOTAVAIL: `this machine has no address ${host}: choose another host, such as 127.0.0.1 or 0.0.0.0`,
    ENOTFOUND: `there is no host ${host}: choose another host, such as 127.0.0.1 or 0.0.0.0`,
  };
  const text = what[error.code ?? ''];
  return text === undefined ? error : Object.assign(new Error(text, { cause: error }), { code: error.code });
}
