import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, type Router } from '../router-lite/index.ts';
import { connect, type Peer, type PeerOptions, type PeerState, type RawResult } from './client.ts';
import { ERRORS, WampError } from './errors.ts';
import type { LinkFactory } from './link.ts';
import type { AnnealTask } from './procedures.ts';
import { webSocketLink } from './web-socket-link.ts';

const ROLE = {
  rules: [
    {
      uri: '',
      match: 'prefix',
      allow: { call: true, register: true, publish: true, subscribe: true },
      disclose: { callee: true },
    },
    { uri: 'lehr.job.cancel', allow: { register: false, call: true } },
  ],
} as const;

const TASK: AnnealTask = {
  job: 'j',
  task: 't1',
  kind: 'tsp',
  kernel: 'tsp/1',
  problem: 'a'.repeat(64),
  seed: 7,
  scope: null,
  mates: [],
  packed: false,
  beside: false,
  state: new Uint8Array([1, 0, 2, 0]),
  schedule: { from: 10.5, to: 0 },
  moves: 6_000_000_000,
  millis: 1000,
  until: null,
};
const ANSWER = {
  task: 't1',
  packed: false,
  state: new Uint8Array([2, 0, 1, 0]),
  energy: 2 ** 52 + 1,
  moves: 5_999_999_999,
};
const RECONNECT = { first: 1, longest: 20 };

const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newRouter(): Router {
  const router = createRouter({ realms: { lehr: { roles: { all: ROLE }, anonymous: 'all' } } });
  cleanups.push(() => router.close());
  return router;
}

function join(link: LinkFactory, options: Partial<PeerOptions> = {}): Peer {
  const peer = connect({ link, realm: 'lehr', reconnect: RECONNECT, ...options });
  cleanups.push(() => peer.close());
  return peer;
}

/** Resolves with the first state that fits, now or later. */
function until<T extends PeerState>(peer: Peer, fits: (state: PeerState) => state is T): Promise<T> {
  return new Promise((resolve) => {
    const stop = peer.onState((state) => {
      if (!fits(state)) return;
      queueMicrotask(() => stop());
      resolve(state);
    });
  });
}
const isJoined = (state: PeerState): state is Extract<PeerState, { is: 'joined' }> => state.is === 'joined';

function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}

/** A router behind a real socket that can be stopped, and started again on the same port. */
class Served {
  router!: Router;
  port = 0;
  #server: Server | null = null;

  async start(): Promise<void> {
    this.router = createRouter({ realms: { lehr: { roles: { all: ROLE }, anonymous: 'all' } } });
    const server = createServer();
    this.router.attach(server, { path: '/ws' });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    await this.router.close();
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  get link(): LinkFactory {
    return webSocketLink(`ws://127.0.0.1:${this.port}/ws`, WebSocket);
  }
}

async function serve(): Promise<Served> {
  const served = new Served();
  await served.start();
  cleanups.push(() => served.stop());
  return served;
}

describe.each([
  [
    'a linked pair',
    async () => {
      const router = newRouter();
      return async () => router.link({ authid: 'test', authrole: 'all' });
    },
  ],
  ['a WebSocket with MessagePack', async () => (await serve()).link],
] as const)('over %s', (_name, open) => {
  test('a call reaches another peer and its answer comes back, integers and bytes exact', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const seen = deferred<AnnealTask>();
    await callee.register('lehr.compute.anneal', (task) => {
      seen.resolve(task);
      return ANSWER;
    });
    const result = await caller.callWithCallee('lehr.compute.anneal', TASK);
    expect(await seen.promise).toEqual(TASK);
    expect(result.output).toEqual(ANSWER);
    expect(result.callee).toBe((await until(callee, isJoined)).session);
  });

  test('a caller hears of progress, and of whom, before the answer; a callee knows whether it is wanted', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const wanted: boolean[] = [];
    await callee.register('lehr.compute.anneal', (_task, { progress }) => {
      wanted.push(progress !== null);
      progress?.('soon', 1);
      return ANSWER;
    });
    const heard: unknown[] = [];
    const onProgress = ({ args, details }: RawResult) => heard.push([args, details._callee]);
    const result = await caller.callWithCallee('lehr.compute.anneal', TASK, { onProgress });
    expect(result.output).toEqual(ANSWER);
    expect(heard).toEqual([[['soon', 1], result.callee]]);
    await caller.callWithCallee('lehr.compute.anneal', TASK);
    expect(wanted).toEqual([true, false]);
    expect(heard).toHaveLength(1);
  });

  test('a callee learns who calls', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const asked = deferred<number | null>();
    await callee.register('lehr.job.list', (_input, { caller: session }) => {
      asked.resolve(session);
      return { jobs: [], current: null };
    });
    await caller.call('lehr.job.list', {});
    expect(await asked.promise).toBe((await until(caller, isJoined)).session);
  });

  test('an error a handler throws arrives with its URI and message; any other becomes a runtime error', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.job.get', ({ id }) => {
      throw id === 'known' ? new WampError('lehr.error.busy', 'come again') : new Error('oops');
    });
    await expect(caller.call('lehr.job.get', { id: 'known' })).rejects.toMatchObject({
      uri: 'lehr.error.busy',
      message: 'come again',
    });
    await expect(caller.call('lehr.job.get', { id: 'other' })).rejects.toMatchObject({
      uri: ERRORS.runtime,
      message: 'oops',
    });
  });

  test('input that breaks the contract never reaches the handler', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    let entered = 0;
    await callee.register('lehr.job.get', () => {
      entered += 1;
      throw new Error('unreachable');
    });
    await expect(caller.callUri('lehr.job.get', [{ id: 5 }])).rejects.toMatchObject({
      uri: ERRORS.invalidInput,
      message: 'input.id must be a string of at most 64 characters',
    });
    expect(entered).toBe(0);
  });

  test('an answer that breaks the contract rejects the call', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.compute.anneal', () => ({ ...ANSWER, energy: 1.5 }));
    await expect(caller.call('lehr.compute.anneal', TASK)).rejects.toMatchObject({
      uri: ERRORS.invalidAnswer,
    });
  });

  test('a cancelled call rejects at once, aborts the handler, drops the late answer, and closes nothing', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const entered = deferred<AbortSignal>();
    const answer = deferred();
    await callee.register('lehr.compute.anneal', async (_task, { signal }) => {
      entered.resolve(signal);
      await answer.promise;
      return ANSWER;
    });
    const sessions = [await until(callee, isJoined), await until(caller, isJoined)];
    const abort = new AbortController();
    const call = caller.call('lehr.compute.anneal', TASK, { signal: abort.signal });
    call.catch(() => {});
    const signal = await entered.promise;
    const interrupted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    abort.abort();
    await expect(call).rejects.toMatchObject({ uri: ERRORS.canceled });
    await interrupted;
    answer.resolve();
    // Both still answer on the sessions they had.
    expect(await caller.call('lehr.compute.anneal', TASK)).toEqual(ANSWER);
    expect([callee.state, caller.state]).toEqual(sessions);
  });

  test('a call that is not answered in time rejects as a timeout', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.job.list', () => new Promise<never>(() => {}));
    await expect(caller.call('lehr.job.list', {}, { timeout: 20 })).rejects.toMatchObject({
      uri: ERRORS.timeout,
    });
    expect(await caller.callUri('wamp.session.count')).toBe(2);
  });

  test('a call to nobody says so', async () => {
    const caller = join(await open());
    await expect(caller.call('lehr.job.list', {})).rejects.toMatchObject({ uri: ERRORS.noSuchProcedure });
  });

  test('two listeners share a subscription; one that leaves does not silence the other', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard: string[] = [];
    const second = deferred();
    const stopFirst = await reader.subscribe('lehr.jobs', ({ current }) => heard.push(`first ${current}`));
    await reader.subscribe('lehr.jobs', ({ current }) => {
      heard.push(`second ${current}`);
      if (current === 'b') second.resolve();
    });
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 'a' });
    await writer.callUri('wamp.session.count');
    await reader.callUri('wamp.session.count');
    await stopFirst();
    writer.publish('lehr.jobs', { current: 'b' });
    await second.promise;
    expect(heard).toEqual(['first a', 'second a', 'second b']);
  });

  test('a listener that unsubscribes and subscribes again in one breath still hears', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard = deferred<string | null>();
    const stop = await reader.subscribe('lehr.jobs', () => {});
    const stopped = stop();
    await reader.subscribe('lehr.jobs', ({ current }) => heard.resolve(current));
    await stopped;
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 'x' });
    expect(await heard.promise).toBe('x');
  });

  test('an event that breaks the contract is dropped', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard: unknown[] = [];
    const last = deferred();
    await reader.subscribe('lehr.jobs', (event) => {
      heard.push(event);
      last.resolve();
    });
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 5 } as never);
    writer.publish('lehr.jobs', { current: null, extra: 1 } as never);
    await last.promise;
    expect(heard).toEqual([{ current: null }]);
  });

  test('registering anew with another concurrency leaves no gap and loses no running call', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const entered = deferred();
    const finish = deferred();
    const stop = await callee.register(
      'lehr.compute.anneal',
      async () => {
        entered.resolve();
        await finish.promise;
        return ANSWER;
      },
      { invoke: 'load', concurrency: 1 },
    );
    const running = caller.call('lehr.compute.anneal', TASK);
    await entered.promise;
    const stopped = stop();
    const again = callee.register('lehr.compute.anneal', () => ANSWER, { invoke: 'load', concurrency: 2 });
    await Promise.all([stopped, again]);
    expect(await caller.call('lehr.compute.anneal', TASK)).toEqual(ANSWER);
    finish.resolve();
    expect(await running).toEqual(ANSWER);
  });

  test('a registration the router refuses rejects', async () => {
    const callee = join(await open());
    await expect(
      callee.register('lehr.job.cancel', () => {
        throw new Error('never');
      }),
    ).rejects.toMatchObject({ uri: 'wamp.error.not_authorized' });
  });

  test('after close() calls reject and the state says closed', async () => {
    const peer = join(await open());
    await until(peer, isJoined);
    await peer.close();
    expect(peer.state.is).toBe('closed');
    await expect(peer.callUri('wamp.session.count')).rejects.toMatchObject({ uri: ERRORS.closed });
  });
});

describe('when the router goes away', () => {
  test('the peer comes back, registers and subscribes again, and running calls reject', async () => {
    const served = await serve();
    const [callee, caller] = [join(served.link), join(served.link)];
    const entered = deferred<AbortSignal>();
    let answering = false;
    await callee.register('lehr.compute.anneal', (_task, { signal }) => {
      if (answering) return ANSWER;
      entered.resolve(signal);
      return new Promise<never>(() => {});
    });
    const heard = deferred<string | null>();
    await caller.subscribe('lehr.jobs', ({ current }) => heard.resolve(current));
    const running = caller.call('lehr.compute.anneal', TASK);
    running.catch(() => {});
    const signal = await entered.promise;

    await served.stop();
    await expect(running).rejects.toMatchObject({ uri: ERRORS.connectionLost });
    await until(
      callee,
      (state): state is Extract<PeerState, { is: 'connecting' }> => state.is === 'connecting',
    );
    expect(signal.aborted).toBe(true);
    // A call made meanwhile waits for the router.
    answering = true;
    const waiting = caller.callUri('wamp.session.count');
    await served.start();
    expect(typeof (await waiting)).toBe('number');
    await Promise.all([until(callee, isJoined), until(caller, isJoined)]);
    const answer = await eventually(() => caller.call('lehr.compute.anneal', TASK));
    expect(answer).toEqual(ANSWER);
    callee.publish('lehr.jobs', { current: 'after' });
    expect(await heard.promise).toBe('after');
  });

  test('what was undone while offline stays undone', async () => {
    const served = await serve();
    const callee = join(served.link);
    const stop = await callee.register('lehr.job.list', () => ({ jobs: [], current: null }));
    await served.stop();
    await until(
      callee,
      (state): state is Extract<PeerState, { is: 'connecting' }> => state.is === 'connecting',
    );
    await stop();
    await served.start();
    await until(callee, isJoined);
    await expect(callee.call('lehr.job.list', {})).rejects.toMatchObject({ uri: ERRORS.noSuchProcedure });
  });

  test('a router that falls silent counts as lost', async () => {
    const router = newRouter();
    let mute = false;
    const silent: LinkFactory = async () => {
      const inner = router.link({ authid: 'test', authrole: 'all' });
      const outer = {
        protocol: 'wamp.2.msgpack',
        onMessage: null as ((tuple: unknown[]) => void) | null,
        onClose: null as ((reason: string, clean: boolean) => void) | null,
        send: (tuple: readonly unknown[]) => inner.send(tuple),
        close: (reason?: string) => inner.close(reason),
      };
      inner.onMessage = (tuple) => {
        if (!mute) outer.onMessage?.(tuple);
      };
      inner.onClose = (reason, clean) => outer.onClose?.(reason, clean);
      return outer;
    };
    const peer = join(silent, { silence: 10 });
    const first = await until(peer, isJoined);
    mute = true;
    const lost = await until(
      peer,
      (state): state is Extract<PeerState, { is: 'connecting' }> =>
        state.is === 'connecting' && state.reason !== '',
    );
    expect(lost.reason).toBe('the router fell silent');
    mute = false;
    const second = await until(peer, isJoined);
    expect(second.session).not.toBe(first.session);
  });

  test('a realm that does not exist is a reason, and no end', async () => {
    const router = newRouter();
    const peer = join(async () => router.link({ authid: 'test', authrole: 'all' }), { realm: 'nowhere' });
    const state = await until(
      peer,
      (now): now is Extract<PeerState, { is: 'connecting' }> => now.is === 'connecting' && now.attempt === 3,
    );
    expect(state.reason).toContain('wamp.error.no_such_realm');
  });

  test('an unreachable address is a reason in words', async () => {
    const served = await serve();
    const link = served.link;
    await served.stop();
    const peer = join(link);
    const state = await until(
      peer,
      (now): now is Extract<PeerState, { is: 'connecting' }> => now.is === 'connecting' && now.attempt === 2,
    );
    expect(state.reason).toMatch(/the router cannot be reached/);
  });
});

/** Registrations follow the join by a message or two: asks until it works, one answer after another, no clock. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof WampError && error.uri === ERRORS.noSuchProcedure)) throw error;
      await turn();
    }
  }
}

/** Lets sockets, ports and timers have their turn: a linked pair lives on microtasks alone. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
