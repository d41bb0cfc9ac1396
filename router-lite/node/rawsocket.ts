/** Listens for RawSocket over TCP, TLS and Unix sockets: handshake, liveness, and the file of a Unix socket. */
import { unlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { BareRouter } from '../bare-router.ts';
import { OptionsError } from '../checks.ts';
import { cbor } from '../serializers/cbor.ts';
import { json } from '../serializers/json.ts';
import { msgpack } from '../serializers/msgpack.ts';
import { exponentOf, HANDSHAKE_BYTES, HandshakeError, lengthOf, MAGIC } from '../transports/raw-frames.ts';
import { rawSocketTransport } from '../transports/rawsocket.ts';
import type { ProbedTransport, Traffic } from '../transports/socket-transport.ts';
import { socketFacts } from './request-facts.ts';
import { received } from './young-generation.ts';

/** Where to listen for RawSocket. */
export type ListenOptions =
  /**
   * `tcp: 0` takes any free port; `host` is 127.0.0.1 by default, 0.0.0.0 is every IPv4 address. With `tls`, at least its `cert`
   * and `key` in PEM, TLS is spoken there and nothing else.
   */
  | { readonly tcp: number; readonly host?: string; readonly tls?: TlsOptions }
  /** Path of the socket's file. What a router that crashed left there is replaced, a live one is not. */
  | { readonly unix: string };

export interface Listener {
  /** The TCP port, or the path of the Unix socket. */
  readonly address: number | string;
  /** Accepts nothing any more; the connections it made go on. */
  close(): Promise<void>;
}

/** By the S of the handshake. */
const SERIALIZERS = new Map([
  [1, json],
  [2, msgpack],
  [3, cbor],
]);

/** Whoever takes less could not even be told WELCOME. */
const LEAST = 4096;

/** Rejects with a message that says what to do when it cannot listen; `code` is Node's, such as EADDRINUSE. */
export async function listenRaw(
  router: BareRouter,
  traffic: Traffic,
  options: ListenOptions,
): Promise<Listener> {
  checkAddress(options);
  const { pingMillis, pongMillis, handshakeMillis } = router.limits;
  const transports = new Set<ProbedTransport>();
  const accept = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    greet(socket, router, traffic, (transport) => {
      transports.add(transport);
      socket.on('close', () => transports.delete(transport));
      router.accept(transport);
    });
  };
  const tls = 'unix' in options ? undefined : options.tls;
  const server =
    tls === undefined ? createServer({ noDelay: true }, accept) : overTls(tls, handshakeMillis, accept);
  if ('unix' in options) await removeStale(options.unix);
  await open(server, options);
  const pinging = setInterval(() => {
    for (const transport of transports) transport.probe(pongMillis);
  }, pingMillis).unref();
  return {
    address: 'unix' in options ? options.unix : (server.address() as AddressInfo).port,
    close() {
      clearInterval(pinging);
      // Its callback would wait for the connections.
      server.close();
      return Promise.resolve();
    },
  };
}

/** Node takes an address that is none for any free port of every interface. */
function checkAddress(options: { readonly tcp?: unknown; readonly unix?: unknown }): void {
  const { tcp, unix } = options;
  if (typeof unix === 'string' ? unix !== '' && tcp === undefined : Number.isInteger(tcp)) return;
  throw new OptionsError('listen()', 'needs either tcp, a port (0: any free one), or unix, a path');
}

function overTls(tls: TlsOptions, handshakeTimeout: number, accept: (socket: Socket) => void): Server {
  const server = createTlsServer({ noDelay: true, handshakeTimeout, ...tls }, accept);
  // Node tells of a handshake that failed or took too long, and leaves the connection as it is.
  return server.on('tlsClientError', (_, socket) => socket.destroy());
}

function open(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options)));
    const at =
      'unix' in options ? { path: options.unix } : { port: options.tcp, host: options.host ?? '127.0.0.1' };
    server.listen(at, () => {
      server.removeAllListeners('error').on('error', () => {});
      resolve();
    });
  });
}

/** Reads the handshake and answers it; `made` gets the transport. */
function greet(
  socket: Socket,
  router: BareRouter,
  traffic: Traffic,
  made: (transport: ProbedTransport) => void,
): void {
  const { messageBytes, handshakeMillis, closeMillis, bufferedBytes, holdMillis } = router.limits;
  const timer = setTimeout(() => socket.destroy(), handshakeMillis);
  socket.once('close', () => clearTimeout(timer));
  let head = Buffer.alloc(0);
  const onData = (data: Buffer): void => {
    head = Buffer.concat([head, data]);
    if (head.length < HANDSHAKE_BYTES && (head[0] ?? MAGIC) === MAGIC) return;
    clearTimeout(timer);
    socket.off('data', onData);
    socket.pause();
    const peer = socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unix';
    const serializer = SERIALIZERS.get(head[1]! & 0x0f);
    const refusal = refusalOf(head, router.refusal(peer) !== null);
    if (refusal !== null || serializer === undefined) {
      // Who does not speak RawSocket would not understand an answer.
      if (head[0] !== MAGIC) socket.destroy();
      else socket.end(Uint8Array.of(MAGIC, (refusal ?? 0) << 4, 0, 0));
      return;
    }
    const exponent = exponentOf(messageBytes);
    socket.write(Uint8Array.of(MAGIC, (exponent << 4) | (head[1]! & 0x0f), 0, 0));
    if (head.length > HANDSHAKE_BYTES) socket.unshift(head.subarray(HANDSHAKE_BYTES));
    made(
      rawSocketTransport(socket, {
        serializer,
        peer,
        traffic,
        received,
        bufferedBytes,
        holdMillis,
        closeTimeout: closeMillis,
        facts: socketFacts(socket),
        receiveLimit: lengthOf(exponent),
        sendLimit: lengthOf(head[1]! >> 4),
      }),
    );
  };
  socket.on('data', onData);
}

/** The error to answer a handshake with; null when it is accepted. */
function refusalOf(head: Buffer, isFull: boolean): number | null {
  const [magic, wishes = 0, ...reserved] = head.subarray(0, HANDSHAKE_BYTES);
  if (magic !== MAGIC || reserved.some((byte) => byte !== 0)) return HandshakeError.reservedBits;
  if (!SERIALIZERS.has(wishes & 0x0f)) return HandshakeError.serializerUnsupported;
  if (lengthOf(wishes >> 4) < LEAST) return HandshakeError.lengthUnacceptable;
  return isFull ? HandshakeError.connectionCount : null;
}

/** A socket's file outlives its process: it is in the way where nobody answers at it. */
function removeStale(path: string): Promise<void> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve();
    });
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') unlinkSync(path);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, options: ListenOptions): Error {
  const where = 'unix' in options ? options.unix : `port ${options.tcp} on ${options.host ?? '127.0.0.1'}`;
  const what: Record<string, string> = {
    EADDRINUSE: `${where} is taken: stop the program that listens there, or choose another`,
    EACCES:
      'unix' in options
        ? `${where} cannot be made: choose a path in a folder that exists and can be written`
        : `${where} needs more rights than this program has: choose one above 1023`,
    EADDRNOTAVAIL: `this machine has no such address: ${where}; choose 127.0.0.1 or 0.0.0.0`,
  };
  const text = what[error.code ?? ''];
  return text === undefined ? error : Object.assign(new Error(text, { cause: error }), { code: error.code });
}
