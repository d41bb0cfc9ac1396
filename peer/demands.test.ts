/** What a peer may demand beyond a plain call or event: that it waits for a callee, that it is received, that it ends in time. */
import { afterEach, describe, expect, test } from 'vitest';
import { createRouter } from '../router-lite/index.ts';
import { connect, type Peer } from './client.ts';
import { ERRORS, isUnavailable, type WampError } from './errors.ts';

const everything = {
  uri: '',
  match: 'prefix',
  allow: { call: true, register: true, publish: true, subscribe: true },
} as const;
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function world(unservedCalls = 1_000) {
  const router = createRouter({
    realms: { lehr: { roles: { all: { rules: [everything] } }, anonymous: 'all', unservedCalls } },
  });
  cleanups.push(() => router.close());
  const join = (): Peer => {
    const link = async () => router.link({ realm: 'lehr', authid: 'test', authrole: 'all' });
    const peer = connect({ link, realm: 'lehr' });
    cleanups.push(() => peer.close());
    return peer;
  };
  return { router, caller: join(), other: join() };
}

const failure = (promise: Promise<unknown>): Promise<WampError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: WampError) => error,
  );

describe('a call that may wait for its callee', () => {
  test('is served by who comes later, and refused as unavailable where too many wait', async () => {
    const { router, caller, other } = world(1);
    const answer = caller.callUri('shop.price', ['kiln'], { queue: true });
    const crowded = await failure(caller.callUri('shop.price', ['sand'], { queue: true }));
    expect([crowded.uri, isUnavailable(crowded)]).toEqual([ERRORS.queueFull, true]);
    expect(router.stats()).toMatchObject({ unserved: 1, limits: { unservedCalls: 1 } });
    await other.registerUri('shop.price', ([item]) => `${item}: 100`);
    expect(await answer).toBe('kiln: 100');
  });

  test('may wait for ever', async () => {
    const { router, caller, other } = world();
    const answer = caller.callUri('shop.price', ['kiln'], { queue: true, timeout: Number.POSITIVE_INFINITY });
    await caller.callUri('wamp.session.count');
    expect(router.stats().unserved).toBe(1);
    await other.registerUri('shop.price', ([item]) => `${item}: 100`);
    expect(await answer).toBe('kiln: 100');
  });

  test('ends with its signal, and nothing of it stays', async () => {
    const { router, caller } = world();
    const stop = new AbortController();
    const answer = failure(caller.callUri('shop.price', [], { queue: true, signal: stop.signal }));
    await caller.callUri('wamp.session.count');
    expect(router.stats().unserved).toBe(1);
    stop.abort();
    expect((await answer).uri).toBe(ERRORS.canceled);
    await caller.callUri('wamp.session.count');
    expect(router.stats()).toMatchObject({ unserved: 0, queued: 0, registrations: 0 });
  });
});

describe('a publication that waits for the router’s word', () => {
  test('tells its id, the same that the receiver sees', async () => {
    const { caller, other } = world();
    const heard = new Promise<number | null>((resolve) => {
      void other.subscribeRaw({ uri: 'shop.news', match: 'exact' }, ({ publication, kwargs }) => {
        if (kwargs.hot === true) resolve(publication);
      });
    });
    await other.callUri('wamp.session.count');
    const id = await caller.publishRaw('shop.news', [1], { confirm: 1, kwargs: { hot: true } });
    expect(await heard).toBe(id);
  });

  test('fails where too few would receive it', async () => {
    const { caller } = world();
    const error = await failure(caller.publishRaw('shop.news', [], { confirm: 1 }));
    expect([error.uri, isUnavailable(error)]).toEqual([ERRORS.noReceiver, false]);
    expect(error.message).toContain('publish again');
    expect(await caller.publishRaw('shop.news')).toBeGreaterThan(0);
  });

  test('ends in time where there is no router', async () => {
    const peer = connect({ link: () => new Promise(() => {}), realm: 'lehr' });
    const error = await failure(peer.publishRaw('shop.news', [], { timeout: 1 }));
    expect([error.uri, isUnavailable(error)]).toEqual([ERRORS.timeout, true]);
  });
});

describe('a handler with a time-out', () => {
  test('is told to stop, its caller sees "unavailable", and what it brings after all is counted', async () => {
    const { caller, other } = world();
    let finish: (value: string) => void = () => {};
    const stopped = new Promise<unknown>((resolve) => {
      const handler = (_: readonly unknown[], { signal }: { signal: AbortSignal }) =>
        new Promise((done) => {
          finish = done;
          signal.addEventListener('abort', () => resolve(signal.reason));
        });
      void other.registerUri('shop.price', handler, { timeout: 5 });
    });
    await other.callUri('wamp.session.count');
    const error = await failure(caller.callUri('shop.price'));
    expect([error.uri, isUnavailable(error)]).toEqual([ERRORS.timeout, true]);
    expect(error.message).toBe('shop.price took longer than 5 ms');
    expect(await stopped).toMatchObject({ uri: ERRORS.timeout });
    expect(other.lateAnswers).toBe(0);
    finish('sorry');
    await other.callUri('wamp.session.count');
    expect(other.lateAnswers).toBe(1);
  });

  test('in time is as any other, and still hears that its caller gave up', async () => {
    const { caller, other } = world();
    const stop = new AbortController();
    const stopped = new Promise<void>((resolve) => {
      void other.registerUri(
        'shop.price',
        ([item], { signal }) =>
          item === 'slow'
            ? new Promise((_, reject) => {
                signal.addEventListener('abort', () => {
                  resolve();
                  reject(signal.reason);
                });
                stop.abort();
              })
            : 100,
        { timeout: 60_000 },
      );
    });
    await other.callUri('wamp.session.count');
    expect(await caller.callUri('shop.price', ['kiln'])).toBe(100);
    const error = await failure(caller.callUri('shop.price', ['slow'], { signal: stop.signal }));
    expect(error.uri).toBe(ERRORS.canceled);
    await stopped;
    expect(other.lateAnswers).toBe(0);
  });
});
