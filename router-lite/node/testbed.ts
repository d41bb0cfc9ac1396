/** For tests: a real server with a real router, and clients over real sockets that speak tuples. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { WebSocket } from 'ws';
import type { RouterOptions } from '../options.ts';
import { jsonFormat } from '../serializers/json.ts';
import { msgpackFormat } from '../serializers/msgpack.ts';
import { createRouter, type NodeRouterOptions, type Router } from './router.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';

export const REALM = 'test';
export const OPEN_REALM: RouterOptions['realms'] = {
  [REALM]: {
    roles: {
      guest: {
        rules: [
          { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
        ],
      },
      none: { rules: [] },
    },
    anonymous: 'guest',
    tickets: { alice: { ticket: 'secret', role: 'guest' } },
  },
};

export type Protocol = 'wamp.2.json' | 'wamp.2.msgpack';
export type Tuple = unknown[];

export interface Client {
  readonly socket: WebSocket;
  send(...tuple: Tuple): void;
  /** The next tuple with this code; what comes before it stays for others who wait. Rejects when the socket closes. */
  next(code: number): Promise<Tuple>;
  /** Says HELLO; resolves with WELCOME. */
  join(details?: Record<string, unknown>): Promise<Tuple>;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface Testbed {
  readonly router: Router;
  readonly server: Server;
  client(protocol?: Protocol): Promise<Client>;
  /** Subscribes now; `all` resolves when the router has seen so many sessions leave. */
  departures(count: number): Promise<{ readonly all: Promise<void> }>;
  get(path: string, options?: GetOptions): Promise<Answer>;
  close(): Promise<void>;
}

export async function testbed(
  options: Partial<NodeRouterOptions> = {},
  serving: Partial<ServerOptions> = {},
): Promise<Testbed> {
  const router = createRouter({ realms: OPEN_REALM, ...options });
  const server = await startServer({ router, host: '127.0.0.1', port: 0, ...serving });
  const sockets: WebSocket[] = [];
  return {
    router,
    server,
    async client(protocol = 'wamp.2.json') {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, protocol);
      sockets.push(socket);
      const client = clientOf(socket, protocol);
      await new Promise((open, failed) => socket.once('open', open).once('error', failed));
      return client;
    },
    departures: (count) => departures(router, count),
    get: (path, getOptions) => get(server.port, path, getOptions),
    async close() {
      await router.close();
      await server.close();
      for (const socket of sockets) socket.terminate();
    },
  };
}

async function departures(router: Router, count: number): Promise<{ all: Promise<void> }> {
  const link = router.link({ realm: REALM, authid: 'watcher', authrole: 'guest' });
  let left = 0;
  let done = () => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  await new Promise<void>((subscribed) => {
    link.onMessage = ([code]) => {
      if (code === 33) subscribed();
      if (code === 36 && ++left === count) {
        link.close();
        done();
      }
    };
    link.send([1, REALM, { roles: { subscriber: {} } }]);
    link.send([32, 1, {}, 'wamp.session.on_leave']);
  });
  return { all };
}

function clientOf(socket: WebSocket, protocol: Protocol): Client {
  const format = protocol === 'wamp.2.json' ? jsonFormat : msgpackFormat;
  const unread: Tuple[] = [];
  const waiting: { code: number; take(tuple: Tuple): void; fail(error: Error): void }[] = [];
  socket.on('message', (data: Buffer) => {
    const tuple = format.parse(data) as Tuple;
    const at = waiting.findIndex(({ code }) => code === tuple[0]);
    if (at >= 0) waiting.splice(at, 1)[0]!.take(tuple);
    else unread.push(tuple);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      for (const { fail } of waiting.splice(0)) fail(new Error(`the socket closed: ${code} ${reason}`));
      resolve({ code, reason: String(reason) });
    });
  });
  const client: Client = {
    socket,
    closed,
    send: (...tuple) => socket.send(format.write(tuple), { binary: protocol !== 'wamp.2.json' }),
    next(code) {
      const at = unread.findIndex((tuple) => tuple[0] === code);
      if (at >= 0) return Promise.resolve(unread.splice(at, 1)[0]!);
      return new Promise((take, fail) => waiting.push({ code, take, fail }));
    },
    async join(details = {}) {
      client.send(1, REALM, { roles: { caller: {}, callee: {}, publisher: {}, subscriber: {} }, ...details });
      return client.next(2);
    },
  };
  return client;
}

export interface GetOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** fetch() would tidy up paths such as `/../x` before it asks. */
function get(port: number, path: string, { body, ...asked }: GetOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, ...asked }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    })
      .on('error', reject)
      .end(body);
  });
}
