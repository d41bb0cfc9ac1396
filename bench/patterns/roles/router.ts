/** The router with its store, and the same work without it, in a process of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createRouter, type Router } from '../../../router-lite/index.ts';
import { lmdbStore } from '../../../router-lite/store/lmdb.ts';
import type { Store } from '../../../router-lite/store/store.ts';
import { answer } from '../../child.ts';

const REALM = 'realm1';
const [HELLO, WELCOME, PUBLISH, PUBLISHED, SUBSCRIBE, SUBSCRIBED, EVENT] = [1, 2, 16, 17, 32, 33, 36];
const PAYLOAD = 'x'.repeat(64);

interface Load {
  readonly count: number;
  /** The clock of the rate. */
  readonly clock: 'cpu' | 'wall';
  /** How many are on their way at once. */
  readonly window: number;
}

export async function router(): Promise<void> {
  let store: Store;
  let bed: { router: Router; port: number };
  await answer(async ({ ask, with: about }) => {
    switch (ask) {
      case 'open': {
        const began = performance.now();
        store = lmdbStore(about as string);
        bed = await serve(store);
        await firstFact(bed.router);
        return performance.now() - began;
      }
      case 'port':
        return bed.port;
      case 'pid':
        return { pid: process.pid };
      case 'append':
        return publish(bed.router, about as Load);
      case 'append alone':
        return append(store, about as Load);
      case 'replay':
        return replay(bed.router, about as number);
      case 'read alone':
        return read(store, about as number);
      default:
        return raw(about as number);
    }
  });
}

async function serve(store: Store): Promise<{ router: Router; port: number }> {
  const allow = { call: true, register: true, publish: true, subscribe: true } as const;
  const roles = { guest: { rules: [{ uri: '', match: 'prefix', allow } as const] } };
  const realm = { roles, anonymous: 'guest', facts: [{ prefix: 'fact.', retention: { count: 10_000_000 } }] };
  const made = createRouter({ realms: { [REALM]: realm }, store });
  const server = createServer();
  made.attach(server, { path: '/ws' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { router: made, port: (server.address() as AddressInfo).port };
}

/** A session of this process; `told` gets what comes after WELCOME. */
function joined(made: Router, told: (tuple: readonly unknown[]) => void) {
  const link = made.link({ realm: REALM, authid: 'bench', authrole: 'guest' });
  link.onMessage = (tuple) => {
    if (tuple[0] !== WELCOME) told(tuple);
  };
  link.send([HELLO, REALM, { roles: { publisher: {}, subscriber: {} } }]);
  return link;
}

const CLOCKS = { cpu: cpuSeconds, wall: () => performance.now() / 1000 };

/** Facts acknowledged a second. */
function publish(made: Router, { count, window, clock }: Load): Promise<number> {
  return new Promise((resolve, reject) => {
    let [sent, done] = [0, 0];
    const next = () =>
      link.send([PUBLISH, ++sent, { acknowledge: true }, `fact.${sent % 100}`, [sent, PAYLOAD]]);
    const now = CLOCKS[clock];
    const began = now();
    const link = joined(made, (tuple) => {
      if (tuple[0] !== PUBLISHED) reject(new Error(JSON.stringify(tuple)));
      else if (++done < count) {
        if (sent < count) next();
      } else {
        link.close();
        resolve(count / (now() - began));
      }
    });
    for (let i = 0; i < window; i++) next();
  });
}

/** The store alone: entries of the size of such facts, with as many marks. */
async function append(store: Store, { count, window, clock }: Load): Promise<number> {
  const bytes = new Uint8Array(130);
  let sent = 0;
  const now = CLOCKS[clock];
  const began = now();
  const one = async (): Promise<void> => {
    while (sent < count) await store.appendAll('alone', [{ bytes, marks: [`t${++sent % 100}`] }]);
  };
  await Promise.all(Array.from({ length: window }, one));
  return count / (now() - began);
}

/** Facts told a second to a session that asks for the last so many. */
function replay(made: Router, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let [told, began] = [0, 0];
    const link = joined(made, ([code, , , details]) => {
      if (code === SUBSCRIBED) began = cpuSeconds();
      else if (code !== EVENT) reject(new Error(`no replay: ${code}`));
      else if (++told === count) {
        if ((details as { _seq: number })._seq < count) reject(new Error('a fact came twice'));
        link.close();
        resolve(count / (cpuSeconds() - began));
      }
    });
    link.send([SUBSCRIBE, 1, { match: 'prefix', _replay: { from: 1 } }, 'fact.']);
  });
}

/** Entries read a second, as they are, from the log of the facts. */
function read(store: Store, count: number): number {
  const began = cpuSeconds();
  let [left, bytes] = [count, 0];
  for (const entry of store.read(`facts/${REALM}#fact.`)) {
    bytes += entry.bytes.length;
    if (--left === 0) break;
  }
  if (left > 0 || bytes === 0) throw new Error(`the log lacks ${left} facts`);
  return count / (cpuSeconds() - began);
}

/** After a start the stream is there, and its first fact is told. */
function firstFact(made: Router): Promise<void> {
  return new Promise((resolve) => {
    const link = joined(made, ([code]) => {
      if (code === EVENT) {
        link.close();
        resolve();
      }
      if (code === SUBSCRIBED) link.send([PUBLISH, 2, { exclude_me: false }, 'fact.start', [0, PAYLOAD]]);
    });
    link.send([SUBSCRIBE, 1, { _replay: { from: 0 } }, 'fact.start']);
  });
}

/** The port of a bare server that sends everybody so many messages of an event's size. */
async function raw(count: number): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const message = Buffer.alloc(110, 1);
  server.on('connection', (socket) => {
    let left = count;
    const more = (): void => {
      while (left > 0 && socket.bufferedAmount < 256 * 1024) {
        left -= 1;
        socket.send(message);
      }
      if (left > 0) setImmediate(more);
    };
    more();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** For rates a second of this process's CPU, all its threads: what else the machine does does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
