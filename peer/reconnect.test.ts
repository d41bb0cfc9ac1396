import { describe, expect, test } from 'vitest';
import { ANSWER, deferred, isJoined, join, newRouter, serve, TASK, until } from './client.test-world.ts';
import type { PeerState } from './client.ts';
import { ERRORS, isUnavailable, WampError } from './errors.ts';
import type { LinkFactory } from './link.ts';

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

  test('a call that waits for its callee ends with the router; one made meanwhile waits for both to come', async () => {
    const served = await serve();
    const [caller, callee] = [join(served.link), join(served.link)];
    const ask = () => caller.callUri('shop.price', ['kiln'], { queue: true, timeout: 60_000 });
    const before = ask();
    before.catch(() => {});
    await caller.callUri('wamp.session.count');
    expect(served.router.stats().unserved).toBe(1);
    await served.stop();
    const lost = await before.catch((error: unknown) => error);
    expect([isUnavailable(lost), (lost as WampError).uri]).toEqual([true, ERRORS.connectionLost]);
    const meanwhile = ask();
    await served.start();
    await Promise.all([until(caller, isJoined), until(callee, isJoined)]);
    await caller.callUri('wamp.session.count');
    expect(served.router.stats().unserved).toBe(1);
    const stop = await callee.registerUri('shop.price', ([item]) => `${item}: 100`);
    expect(await meanwhile).toBe('kiln: 100');
    // A callee may go and come as it likes.
    await stop();
    const again = ask();
    await callee.registerUri('shop.price', ([item]) => `${item}: 90`);
    expect(await again).toBe('kiln: 90');
  });

  test('a call that is to be made again waits for its callee through restarts of the router, and is done again by one that had it', async () => {
    const served = await serve();
    const [caller, callee] = [join(served.link), join(served.link)];
    const answer = caller.callUri('shop.price', ['kiln'], { queue: true, again: true, timeout: 600_000 });
    await caller.callUri('wamp.session.count');
    expect(served.router.stats().unserved).toBe(1);
    await served.stop();
    await served.start();
    await until(caller, isJoined);
    await caller.callUri('wamp.session.count');
    expect(served.router.stats().unserved).toBe(1);
    const entered = deferred<void>();
    const asked: unknown[] = [];
    await callee.registerUri('shop.price', ([item]) => {
      asked.push(item);
      if (asked.length === 2) return `${item}: 100`;
      entered.resolve();
      return new Promise<never>(() => {});
    });
    await entered.promise;
    await served.stop();
    await served.start();
    expect(await answer).toBe('kiln: 100');
    expect(asked).toEqual(['kiln', 'kiln']);
  });

  test('a call that is to be made again ends with its time, its signal, and its peer', async () => {
    const served = await serve();
    const caller = join(served.link);
    const stop = new AbortController();
    const ask = (options: object) =>
      caller
        .callUri('shop.price', [], { queue: true, again: true, timeout: 600_000, ...options })
        .catch((error: WampError) => error.uri);
    const [late, cancelled, closed] = [ask({ timeout: 200 }), ask({ signal: stop.signal }), ask({})];
    // Where it is refused that is the answer.
    expect(await ask({ queue: false })).toBe(ERRORS.noSuchProcedure);
    await served.stop();
    expect(await late).toBe(ERRORS.timeout);
    stop.abort();
    expect(await cancelled).toBe(ERRORS.canceled);
    await caller.close();
    expect(await closed).toBe(ERRORS.closed);
  });

  test('a call is made again only where its own connection was lost: not what cannot be sent, nor where its callee lost another', async () => {
    const served = await serve();
    const [caller, callee] = [join(served.link), join(served.link)];
    let asked = 0;
    await callee.registerUri('shop.price', () => {
      asked += 1;
      throw new WampError(ERRORS.connectionLost, 'the warehouse does not answer');
    });
    const ask = (args: unknown[]) => caller.callUri('shop.price', args, { again: true, timeout: 600_000 });
    await expect(ask(['kiln'])).rejects.toThrow('the warehouse does not answer');
    expect(asked).toBe(1);
    // It would be tried for ever, without a turn for anybody else.
    await expect(ask([Symbol('kiln')])).rejects.toThrow('symbol');
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
