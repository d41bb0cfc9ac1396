/** The opening handshake of a WebSocket, the client's side (RFC 6455, section 4.1). No extension is asked for. */
import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { connect, isIP, type OnReadOpts, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** One read takes so much at most. */
const READ_BYTES = 64 * 1024;

export interface WebSocketUser {
  /** Once, unless it failed. The socket's stream brings nothing: what comes is given to read(). */
  opened(socket: Socket, protocol: string): void;
  /** What one read brought, never overwritten. False stops the reading, until resume() of the socket. */
  read(bytes: Uint8Array): boolean;
  /** Once, instead of opened(). */
  failed(): void;
}

interface Wish {
  /** ws: or wss:. */
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Asks for a WebSocket; throws where the url is none. Returns what gives the request up. */
export function requestWebSocket({ url, protocols }: Wish, user: WebSocketUser): () => void {
  const target = new URL(url);
  const isSecure = target.protocol === 'wss:';
  target.protocol = isSecure ? 'https:' : 'http:';
  const key = randomBytes(16).toString('base64');
  let isOpen = false;
  let socket: Socket;
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback(count, buffer) {
      const bytes = Uint8Array.prototype.slice.call(buffer, 0, count);
      if (isOpen) return user.read(bytes);
      // The answer to the request.
      socket.push(bytes);
      return true;
    },
  };
  const request = (isSecure ? secure : plain)(target, {
    // Without an agent, which would know it, a url that names no port is asked at 80.
    defaultPort: isSecure ? 443 : 80,
    createConnection(options) {
      socket = isSecure ? dialSecurely(options as ConnectionOptions, onread) : dial(options, onread);
      return socket;
    },
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Protocol': protocols.join(','),
    },
  });
  let isOver = false;
  const fail = () => {
    if (isOver) return;
    isOver = true;
    request.destroy();
    user.failed();
  };
  request.once('upgrade', (answer, _, head) => {
    const protocol = protocolOf(answer, { key, protocols });
    if (protocol === null) {
      socket.destroy();
      fail();
      return;
    }
    isOver = true;
    isOpen = true;
    user.opened(socket, protocol);
    if (head.length > 0) user.read(head);
    // Without anybody who takes from it, a stream does not end.
    socket.resume();
  });
  // It answers as to any page.
  request.once('response', fail);
  request.on('error', fail);
  request.end();
  return fail;
}

/** The protocol agreed on, '' for none; null: what answered has not understood. */
function protocolOf(
  { headers }: IncomingMessage,
  { key, protocols }: Pick<Wish, 'protocols'> & { readonly key: string },
): string | null {
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-accept'] !== accept)
    return null;
  if (headers['sec-websocket-extensions'] !== undefined) return null;
  const protocol = headers['sec-websocket-protocol'] ?? '';
  return protocol === '' || protocols.includes(protocol) ? protocol : null;
}

/** The request's path would be a local socket's. */
const NO_PATH = { path: undefined };

function dial(options: object, onread: OnReadOpts): Socket {
  return connect({ ...(options as TcpSocketConnectOpts), ...NO_PATH, onread });
}

function dialSecurely(options: ConnectionOptions, onread: OnReadOpts): Socket {
  const { host = '' } = options;
  const servername = options.servername || (isIP(host) ? '' : host);
  // Node takes `onread` here too (tls.connect), its types do not know.
  const all = { ...options, ...NO_PATH, servername, onread };
  return connectSecurely(all as ConnectionOptions);
}
