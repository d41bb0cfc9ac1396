/** The router's end of a WebSocket connection, and a client that speaks the protocol or sends any bytes. Over real sockets. */
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { accepting } from '../node/websocket-upgrade.ts';
import { json } from '../serializers/json.ts';
import type { ProbedTransport, SocketOptions } from './socket-transport.ts';
import { websocketTransport } from './websocket.ts';

/** A server for the one connection that `connected` opens to its port. */
async function served<Client>(
  accept: (socket: Socket, request: IncomingMessage) => ProbedTransport,
  connected: (port: number) => Client | Promise<Client>,
) {
  const http = createServer();
  await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
  const accepted = new Promise<[ProbedTransport, Socket]>((resolve) => {
    http.once('upgrade', (request, stream) => {
      const socket = stream as Socket;
      resolve([accept(socket, request), socket]);
    });
  });
  const client = await connected((http.address() as AddressInfo).port);
  const [transport, socket] = await accepted;
  return {
    transport,
    client,
    async ended() {
      socket.destroy();
      await new Promise((closed) => http.close(closed));
    },
  };
}

export async function sockets(options: Omit<SocketOptions, 'peer' | 'receiveLimit'>, receiveLimit = 2 ** 22) {
  const { transport, client, ended } = await served(
    (socket, request) => {
      socket.write(accepting(request, request.headers['sec-websocket-protocol'] ?? ''));
      return websocketTransport(socket, { ...options, receiveLimit, peer: '127.0.0.1' });
    },
    async (port) => {
      const opening = new WebSocket(`ws://127.0.0.1:${port}`, options.serializer.protocol);
      await new Promise((open) => opening.once('open', open));
      return opening;
    },
  );
  const dispose = () => {
    client.terminate();
    return ended();
  };
  return { transport, client, dispose };
}

/** The same with a client that sends whatever bytes it is given. */
export async function rawSockets(receiveLimit = 2 ** 22, closeTimeout = 60_000) {
  const options = { serializer: json, receiveLimit, closeTimeout, peer: '127.0.0.1' };
  const { transport, client, ended } = await served(
    (socket) => websocketTransport(socket, options),
    (port) => {
      const opened = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      opened.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      return opened;
    },
  );
  const dispose = () => {
    client.destroy();
    return ended();
  };
  return { transport, client, dispose };
}
