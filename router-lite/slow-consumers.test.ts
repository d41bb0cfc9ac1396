/** The driver with peers that read too slowly, over transports that the test fills. Over real sockets: node/slow.test.ts. */
import { expect, it } from 'vitest';
import type { BareRouter } from './bare-router.ts';
import type { Message } from './core/messages.ts';
import type { RealmOptions } from './options.ts';
import { createBareRouter } from './router.ts';
import { mailbox } from './transports/transport.suite.ts';
import type { Transport, TransportListener } from './transports/transport.ts';

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm: RealmOptions = {
  roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } },
  anonymous: 'guest',
};

/** A joined session whose buffer is full from its n-th event on. Returns its way to subscribe. */
function stuckAfter(events: number, router: BareRouter, onClose: () => void): (topic: string) => void {
  let listener: TransportListener | undefined;
  let received = 0;
  router.accept(
    {
      info: { kind: 'test', peer: 'local', serializer: 'none' },
      get buffered() {
        return received >= events ? 2 : 0;
      },
      listen(to) {
        listener = to;
      },
      send(message) {
        if (message.type === 'EVENT') received++;
      },
      close(reason) {
        onClose();
        queueMicrotask(() => listener?.closed(reason));
      },
    },
    { authid: 'x', authrole: 'guest' },
  );
  listener?.message({ type: 'HELLO', realm: 'r', details: { roles: { subscriber: {} } } });
  let request = 0;
  return (topic) => listener?.message({ type: 'SUBSCRIBE', request: ++request, options: {}, topic });
}

/** A joined session whose transport can be paused, and is behind when the test says so. */
function pausable(router: BareRouter) {
  let listener: TransportListener | undefined;
  const state = { isBehind: false, reads: true };
  const sent: Message[] = [];
  router.accept(
    {
      info: { kind: 'test', peer: 'local', serializer: 'none' },
      buffered: 0,
      isHopeless: false,
      get isBehind() {
        return state.isBehind;
      },
      listen(to) {
        listener = to;
      },
      send: (message) => sent.push(message),
      pause: () => {
        state.reads = false;
      },
      resume: () => {
        state.reads = true;
      },
      close: (reason) => queueMicrotask(() => listener?.closed(reason)),
    },
    { authid: 'x', authrole: 'guest' },
  );
  const say = (message: Message) => listener!.message(message);
  const callee = { features: { call_canceling: true, progressive_call_results: true } };
  say({
    type: 'HELLO',
    realm: 'r',
    details: { roles: { caller: {}, callee, publisher: {}, subscriber: {} } },
  });
  return {
    state,
    sent,
    say,
    relieve(caughtUp: boolean) {
      state.isBehind = false;
      listener!.relieved!(caughtUp);
    },
    gone: () => listener!.closed('lost'),
  };
}

function stackDepth(): number {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const depth = new Error().stack!.split('\n').length;
  Error.stackTraceLimit = limit;
  return depth;
}

it('ends slow consumers one after another, each tipped over by the news of the one before', async () => {
  const router = createBareRouter({ realms: { r: realm }, limits: { bufferedBytes: 1 } });
  const count = 100;
  const depths: number[] = [];
  for (let i = 0; i < count; i++) {
    const subscribe = stuckAfter(Math.max(i, 1), router, () => depths.push(stackDepth()));
    subscribe('wamp.session.on_leave');
    if (i === 0) subscribe('a.b');
  }
  const publisher = router.link({ realm: 'r', authid: 'x', authrole: 'guest' });
  const box = mailbox<unknown[]>();
  publisher.onMessage = box.put;
  publisher.send([1, 'r', { roles: { publisher: {} } }]);
  publisher.send([16, 1, { acknowledge: true }, 'a.b']);
  expect((await box.take())[0]).toBe(2);
  expect((await box.take())[0]).toBe(17);
  expect(router.stats()).toMatchObject({ sessions: 1, closed: { 'slow consumer': count } });
  // Not one within the other: with enough of them that would end our stack.
  expect(depths).toHaveLength(count);
  expect(Math.max(...depths) - Math.min(...depths)).toBeLessThan(20);
  await router.close();
});

it('tells at the first message a slow consumer misses, and again at its end', async () => {
  const router = createBareRouter({ realms: { r: realm } });
  const watcher = router.link({ realm: 'r', authid: 'w', authrole: 'guest' });
  const box = mailbox<unknown[]>();
  watcher.onMessage = box.put;
  watcher.send([1, 'r', { roles: { publisher: {}, subscriber: {} } }]);
  watcher.send([32, 1, {}, 'wamp.session._on_slow_consumer']);
  expect([(await box.take())[0], (await box.take())[0]]).toEqual([2, 33]);
  let listener: TransportListener | undefined;
  const slow = { dropped: 0, isHopeless: false };
  const transport: Transport = {
    info: { kind: 'test', peer: 'local', serializer: 'none' },
    buffered: 0,
    get dropped() {
      return slow.dropped;
    },
    get isHopeless() {
      return slow.isHopeless;
    },
    listen(to) {
      listener = to;
    },
    send(message) {
      if (message.type === 'EVENT') slow.dropped++;
    },
    close: (reason) => queueMicrotask(() => listener?.closed(reason)),
  };
  router.accept(transport, { authid: 'slow', authrole: 'guest' });
  listener?.message({ type: 'HELLO', realm: 'r', details: { roles: { subscriber: {} } } });
  listener?.message({ type: 'SUBSCRIBE', request: 1, options: {}, topic: 'a.b' });
  // It watches too: what it misses of its own news must not make news without end.
  const topic = 'wamp.session._on_slow_consumer';
  listener?.message({ type: 'SUBSCRIBE', request: 2, options: {}, topic });
  const publish = async (request: number) => {
    watcher.send([16, request, { acknowledge: true }, 'a.b']);
    const heard: unknown[] = [];
    for (let next = await box.take(); ; next = await box.take()) {
      if (next[0] === 36) heard.push(...(next[4] as unknown[]));
      if (next[0] === 17) return heard;
    }
  };
  const first = await publish(1);
  expect(first.length === 0 ? (await box.take())[4] : first).toMatchObject([
    { authid: 'slow', authrole: 'guest', dropped_messages: 1 },
  ]);
  // An episode is told of once.
  expect(await publish(2)).toEqual([]);
  expect(router.stats()).toMatchObject({ slowEpisodes: 1, droppedMessages: slow.dropped });
  slow.isHopeless = true;
  const last = await publish(3);
  expect(last.length === 0 ? (await box.take())[4] : last).toMatchObject([
    { authid: 'slow', dropped_messages: slow.dropped },
  ]);
  expect(router.stats()).toMatchObject({ slowEpisodes: 1, closed: { 'slow consumer': 1 } });
  await router.close();
});

it('holds back who feeds a session that is behind, and nobody else, until it is relieved or gone', async () => {
  const router = createBareRouter({ realms: { r: realm } });
  const all = [0, 1, 2, 3].map(() => pausable(router));
  const [one, two, three, idle] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0], (typeof all)[0]];
  const reading = () => all.map(({ state }) => state.reads);
  const publish = (who: typeof one, request: number) =>
    who.say({ type: 'PUBLISH', request, options: {}, topic: 'a.b', payload: {} });
  one.say({ type: 'SUBSCRIBE', request: 1, options: {}, topic: 'a.b' });
  one.say({ type: 'REGISTER', request: 2, options: {}, procedure: 'a.p' });

  // Its publishers.
  publish(two, 1);
  expect(reading()).toEqual([true, true, true, true]);
  one.state.isBehind = true;
  publish(two, 2);
  publish(three, 1);
  expect(reading()).toEqual([true, false, false, true]);
  expect(router.stats()).toMatchObject({ held: 2, holds: 2 });
  one.relieve(true);
  expect(reading()).toEqual([true, true, true, true]);

  // Its callers.
  one.state.isBehind = true;
  const call = {
    type: 'CALL',
    options: { receive_progress: true },
    procedure: 'a.p',
    payload: {},
  } as const;
  two.say({ ...call, request: 3 });
  expect(reading()).toEqual([true, false, true, true]);
  expect(router.stats().limits.holdMillis).toBe(0);
  one.relieve(false);
  expect(reading()).toEqual([true, true, true, true]);
  expect(router.stats().limits.holdMillis).toBe(1);

  // The callee whose progressive results it gets; of its final answers nobody but itself.
  two.state.isBehind = true;
  one.say({ type: 'YIELD', request: 1, options: { progress: true }, payload: {} });
  expect(reading()).toEqual([false, true, true, true]);
  two.relieve(true);
  two.state.isBehind = true;
  one.say({ type: 'YIELD', request: 1, options: {}, payload: {} });
  expect(reading()).toEqual([true, false, true, true]);
  two.relieve(true);

  // Who is gone holds nobody.
  one.state.isBehind = true;
  publish(two, 4);
  expect(reading()).toEqual([true, false, true, true]);
  one.gone();
  expect(reading()).toEqual([true, true, true, true]);
  expect(idle.sent.map(({ type }) => type)).toEqual(['WELCOME']);
  expect(router.stats().held).toBe(0);
  await router.close();
});
