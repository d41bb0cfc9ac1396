/** Clients over sockets, in a process of their own. */
import { constants, setPriority } from 'node:os';
import { WebSocket } from 'ws';
import { msgpackFormat } from '../../../router-lite/serializers/msgpack.ts';
import { answer } from '../../child.ts';

const [HELLO, WELCOME, PUBLISH, SUBSCRIBE, SUBSCRIBED, EVENT] = [1, 2, 16, 32, 33, 36];

interface Live {
  readonly url: string;
  readonly window: number;
  readonly millis: number;
}

export async function client(): Promise<void> {
  let follower: WebSocket | null = null;
  let followed = 0;
  await answer(async ({ ask, with: about }) => {
    if (ask === 'count') return count(about as { url: string; facts: number });
    if (ask === 'live') return live(about as Live);
    if (ask === 'follow') {
      // It has what the others leave of the machine's cores: what it costs them is then the router's doing.
      setPriority(constants.priority.PRIORITY_LOW);
      follower = await joined((about as Live).url);
      await follow(follower);
      follower.on('message', () => {
        followed += 1;
      });
      return undefined;
    }
    if (ask === 'followed') return followed;
    follower?.terminate();
    return undefined;
  });
}

/** Messages a second, from the first to the last of a replay, or of a server that sends by itself. */
async function count({ url, facts }: { url: string; facts: number }): Promise<number> {
  const isRouter = url.endsWith('/ws');
  const socket = isRouter ? await joined(url) : opened(url);
  return new Promise((resolve, reject) => {
    let [came, began] = [0, 0];
    socket.on('close', (code) => reject(new Error(`closed with ${code} after ${came} messages`)));
    socket.on('message', (data: Buffer) => {
      // The second byte is the code of the message.
      if (isRouter && data[1] !== EVENT) return;
      if (came === 0) began = performance.now();
      if (++came < facts) return;
      socket.removeAllListeners();
      socket.terminate();
      resolve((facts / (performance.now() - began)) * 1000);
    });
    if (isRouter) void follow(socket);
  });
}

async function follow(socket: WebSocket): Promise<void> {
  send(socket, [SUBSCRIBE, 1, { match: 'prefix', _replay: { from: 1 } }, 'fact.']);
  await next(socket, SUBSCRIBED);
}

/** Events a second between two sessions: each that arrives lets the next go. */
async function live({ url, window, millis }: Live): Promise<number> {
  const [from, to] = [await joined(url), await joined(url)];
  send(to, [SUBSCRIBE, 1, {}, 'live']);
  await next(to, SUBSCRIBED);
  let [came, request] = [0, 0];
  const publish = () => send(from, [PUBLISH, ++request, {}, 'live', ['x']]);
  to.on('message', () => {
    came += 1;
    publish();
  });
  for (let i = 0; i < window; i++) publish();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, millis));
  const rate = (came / (performance.now() - began)) * 1000;
  for (const socket of [from, to]) socket.terminate();
  return rate;
}

function opened(url: string): WebSocket {
  return new WebSocket(url, 'wamp.2.msgpack', { perMessageDeflate: false });
}

async function joined(url: string): Promise<WebSocket> {
  const socket = opened(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  send(socket, [HELLO, 'realm1', { roles: { publisher: {}, subscriber: {} } }]);
  await next(socket, WELCOME);
  return socket;
}

function send(socket: WebSocket, tuple: readonly unknown[]): void {
  socket.send(msgpackFormat.write(tuple));
}

/** Resolves when a message with this code has come. */
function next(socket: WebSocket, code: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (data: Buffer): void => {
      if (data[1] !== code) return;
      socket.off('message', look);
      resolve();
    };
    socket.on('message', look);
  });
}
