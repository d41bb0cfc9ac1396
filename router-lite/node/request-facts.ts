/** What authenticators may use of how a connection came: the cookies of its HTTP request, and TLS. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TransportInfo } from '../transports/transport.ts';

export type RequestFacts = Pick<TransportInfo, 'cookie' | 'channelBinding'>;

export function requestFacts({ headers: { cookie }, socket }: IncomingMessage): RequestFacts {
  return { ...(cookie === undefined ? {} : { cookie }), ...socketFacts(socket) };
}

export function socketFacts(socket: Socket): Pick<RequestFacts, 'channelBinding'> {
  return socket instanceof TLSSocket ? { channelBinding: (type) => channelBinding(socket, type) } : {};
}

const EXPORTER_BYTES = 32;

/**
 * `tls-exporter` of TLS 1.3 (RFC 9266), `tls-unique` of what came before (RFC 5929): the first Finished message, which in
 * a full handshake is the client's. A resumed session is none, and could be one an attacker spliced (RFC 7627).
 */
function channelBinding(socket: TLSSocket, type: string): Uint8Array | undefined {
  const isNew = socket.getProtocol() === 'TLSv1.3';
  if (type === 'tls-exporter' && isNew) {
    return socket.exportKeyingMaterial(EXPORTER_BYTES, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  }
  if (type !== 'tls-unique' || isNew || socket.isSessionReused()) return undefined;
  return socket.getPeerFinished();
}
