/**
 * The yardstick: the npm library `ws` and nothing else, with the options a router would give it. What /caller sends goes to
 * /callee and back, what /publisher sends goes to every /subscriber, all as the bytes that came. One of the /crowd gets its
 * first two messages back, which stand for HELLO and SUBSCRIBE; those after them go to the whole crowd.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer, usage } from '../../child.ts';

const OTHER_END: Readonly<Record<string, string>> = {
  '/caller': '/callee',
  '/callee': '/caller',
  '/publisher': '/subscriber',
};

const OWN_MESSAGES = 2;

export async function relay(): Promise<void> {
  const ends = new Map<string, Set<WebSocket>>();
  const server = createServer();
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: 4 << 20,
  });
  const at = (path: string) => ends.get(path) ?? ends.set(path, new Set()).get(path)!;

  sockets.on('connection', (socket, request) => {
    // One relay serves several scenarios at once: `/3/caller` and `/3/callee` belong together.
    const [, room = '', end = ''] = (request.url ?? '').split('/');
    const mine = at(`${room}/${end}`).add(socket);
    socket.on('close', () => mine.delete(socket));
    const others = at(`${room}${OTHER_END[`/${end}`] ?? `/${end}`}`);
    let heard = 0;
    socket.on('message', (data, binary) => {
      const alone = end === 'crowd' && ++heard <= OWN_MESSAGES;
      for (const other of alone ? [socket] : others) other.send(data, { binary });
    });
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  await answer(async ({ ask, with: collect }) => {
    if (ask === 'port') return (server.address() as AddressInfo).port;
    return usage(collect === true);
  });
}
