/** The opening handshake of a WebSocket, the server's side (RFC 6455, section 4.2). No extension is agreed on. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const VERSION = '13';
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** 16 bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** What is wrong with a request for a WebSocket; null: nothing. */
export interface BadUpgrade {
  readonly status: 400 | 405 | 426;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function badUpgrade({ method, headers }: IncomingMessage): BadUpgrade | null {
  if (method !== 'GET')
    return { status: 405, text: 'a WebSocket is asked for by GET', headers: { Allow: 'GET' } };
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    return { status: 400, text: 'the Upgrade header must say websocket' };
  }
  if (headers['sec-websocket-version'] !== VERSION) {
    const text = `the Sec-WebSocket-Version must be ${VERSION}`;
    return { status: 426, text, headers: { Upgrade: 'websocket', 'Sec-WebSocket-Version': VERSION } };
  }
  if (KEY.test(headers['sec-websocket-key'] ?? '')) return null;
  return { status: 400, text: 'the Sec-WebSocket-Key must be 16 bytes in base64' };
}

/** The answer to a good request: WebSocket frames follow it. `cookies`: what Set-Cookie says. */
export function accepting(
  { headers }: IncomingMessage,
  protocol: string,
  cookies: readonly string[] = [],
): string {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
  return (
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n` +
    `${cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join('')}\r\n`
  );
}
