/** Following facts: each once and in order, whatever is cut off, restarted or joined meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, lmdbStore } from '../router-lite/index.ts';
import { ERRORS } from './errors.ts';
import {
  closing,
  followed,
  joined,
  LOG,
  linked,
  newRouter,
  publish,
  realms,
  upTo,
} from './follow.test-world.ts';
import type { Fact, Following } from './following.ts';
import type { LinkFactory } from './link.ts';
import { publishFact } from './publish-fact.ts';
import { webSocketLink } from './web-socket-link.ts';

test('over a router that is stopped and started again under publications: each fact once, in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-follow-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  let port = 0;
  async function start(): Promise<() => Promise<void>> {
    const store = lmdbStore(folder);
    const router = createRouter({ realms, store });
    const server: Server = createServer();
    router.attach(server, { path: '/ws' });
    await new Promise<void>((up) => server.listen(port, '127.0.0.1', up));
    port = (server.address() as AddressInfo).port;
    return async () => {
      server.closeAllConnections();
      const down = new Promise((closed) => server.close(closed));
      await router.close();
      await Promise.all([down, store.close()]);
    };
  }
  let stop = await start();
  closing.push(() => stop());
  const link: LinkFactory = () => webSocketLink(`ws://127.0.0.1:${port}/ws`, WebSocket)();
  const [publisher, reader] = [joined(link), joined(link)];
  const { facts, numbers, following, until } = await followed(reader);
  for (const round of upTo(3)) {
    const booked = upTo(100).map((i) => publishFact(publisher, 'log.sale', [round * 100 + i]));
    await booked[50];
    // In the middle of what is stored, told and on its way.
    await stop();
    stop = await start();
    await Promise.all(booked);
  }
  await until(300);
  expect(facts.map(({ seq }) => seq)).toEqual(upTo(301).slice(1));
  expect(numbers().sort((a, b) => Number(a) - Number(b))).toEqual(upTo(300));
  expect(following.next).toBe(301);
});

test('property: whatever is cut off, joins or leaves, each follower hears what is from its place on, once, in order', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ is: fc.constant('publish'), many: fc.integer({ min: 1, max: 80 }) }),
    },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('cut'), many: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('join'), many: fc.nat(60) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('leave'), many: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('turn'), many: fc.nat(3) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const router = createRouter({ realms });
      const { peer, cut } = linked(router);
      const writer = linked(router).peer;
      const all: {
        from: number;
        facts: Fact[];
        following: Following;
        until(count: number): Promise<void>;
      }[] = [];
      let last = 0;
      const under: Promise<unknown>[] = [];
      const say = () => {
        last += 1;
        under.push(publish(writer, `log.${last % 3}`, last));
      };
      for (const { is, many } of steps) {
        if (is === 'publish') for (let i = 0; i < many; i++) say();
        if (is === 'cut') cut();
        if (is === 'turn') for (let i = 0; i < many; i++) await new Promise((done) => setImmediate(done));
        if (is === 'join') {
          await Promise.all(under);
          const from = Math.min(many, last + 1);
          all.push({ from, ...(await followed(peer, { from })) });
        }
        if (is === 'leave') await all.splice(many, 1)[0]?.following.close();
      }
      say();
      await Promise.all(under);
      for (const { from, facts, following, until } of all) {
        const wanted = upTo(last + 1).slice(Math.max(1, from));
        await until(wanted.length);
        expect(facts.map(({ seq }) => seq)).toEqual(wanted);
        expect(following.next).toBe(last + 1);
      }
      await Promise.all([peer.close(), writer.close()]);
      await router.close();
    }),
    { numRuns: 40 },
  );
});

test('a correction names the fact it corrects, to who follows and to who only listens', async () => {
  const router = newRouter();
  const [reader, listener] = [linked(router).peer, linked(router).peer];
  const { facts, until } = await followed(reader);
  const events: unknown[] = [];
  await listener.subscribeRaw(LOG, ({ seq, corrects }) => events.push([seq, corrects]));
  await publish(reader, 'log.price', 90);
  await until(1);
  await publish(reader, 'log.price', 100, { _corrects: facts[0]!.seq });
  await until(2);
  expect(facts.map(({ args, seq, corrects }) => [args[0], seq, corrects])).toEqual([
    [90, 1, null],
    [100, 2, 1],
  ]);
  // Behind its event, which was sent before: the listener has both.
  await listener.callUri('wamp.session.count');
  expect(events).toEqual([
    [1, null],
    [2, 1],
  ]);
});

test('it ends when it is closed or its signal aborts; what it says comes next is where another goes on', async () => {
  const router = newRouter();
  const { peer } = linked(router);
  for (const value of upTo(3)) await publish(peer, 'log.a', value);
  const abort = new AbortController();
  const first = await followed(peer, { from: 2, signal: abort.signal });
  await first.until(2);
  expect(first.numbers()).toEqual([1, 2]);
  abort.abort();
  expect(await first.following.ended).toBe(null);
  expect((await followed(peer, { signal: abort.signal })).facts).toEqual([]);
  await publish(peer, 'log.a', 3);
  const second = await followed(peer, { from: first.following.next });
  await second.until(1);
  expect(second.numbers()).toEqual([3]);
  await second.following.close();
  expect(router.stats()).toMatchObject({ followers: 0, subscriptions: 0 });
  expect(first.facts).toHaveLength(2);
  const third = await followed(peer);
  await peer.close();
  expect(await third.following.ended).toMatchObject({ uri: ERRORS.closed });
});

test.each([
  ['shorter', 1],
  ['longer', 9],
])('a router that lost its log and has a %s one is told as such, not followed', async (_, count) => {
  let router = newRouter();
  const { peer, cut } = linked({ link: (options) => router.link(options) });
  const { following, facts, until } = await followed(peer);
  for (const value of upTo(5)) await publish(peer, 'log.a', value);
  await until(5);
  router = newRouter();
  for (const value of upTo(count)) await publish(linked(router).peer, 'log.b', value);
  cut();
  const why = await following.ended;
  expect(why).toMatchObject({ uri: ERRORS.factsLost });
  expect(why?.message).toContain('Follow it from 0');
  expect(facts).toHaveLength(5);
  const again = await followed(peer);
  await again.until(count);
  expect(again.facts.every(({ topic }) => topic === 'log.b')).toBe(true);
});

test('a wish to follow that is given up ends, though the router is away', async () => {
  const peer = joined(() => Promise.reject(new Error('nobody is there')));
  const abort = new AbortController();
  const wish = peer.followRaw(LOG, () => {}, { signal: abort.signal });
  abort.abort();
  expect(await (await wish).ended).toBe(null);
});

test('a fact that cannot be stored by waiting is refused at once; a wait for the router can be given up', async () => {
  const { peer } = linked(newRouter());
  await expect(publishFact(peer, 'news', [1])).rejects.toThrow('_key');
  await expect(publishFact(peer, 'log.a', [1], { corrects: 5 })).rejects.toThrow('_corrects is 5');
  const key = 'one';
  expect(await publishFact(peer, 'log.a', [1], { key })).toBe(await publishFact(peer, 'log.a', [2], { key }));
  const alone = joined(() => Promise.reject(new Error('nobody is there')));
  const abort = new AbortController();
  const waits = publishFact(alone, 'log.a', [1], { signal: abort.signal });
  abort.abort();
  await expect(waits).rejects.toMatchObject({ uri: ERRORS.canceled });
});

test('what is no fact cannot be followed; one peer does not do both with one pattern', async () => {
  const { peer } = linked(newRouter());
  const plain = { uri: 'news', match: 'exact' } as const;
  await expect(peer.followRaw(plain, () => {})).rejects.toThrow('no facts are kept');
  await expect(peer.followRaw({ uri: 'log.a', match: 'exact' }, () => {}, { from: 7 })).rejects.toThrow(
    '_replay.from is 7',
  );
  const unlisten = await peer.subscribeRaw(LOG, () => {});
  await expect(peer.followRaw(LOG, () => {})).rejects.toThrow('cannot both follow log.');
  await unlisten();
  const { following } = await followed(peer);
  await expect(peer.subscribeRaw(LOG, () => {})).rejects.toThrow('cannot both follow log.');
  await following.close();
  await (await peer.subscribeRaw(LOG, () => {}))();
});

test.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY])(
  'nobody can follow from %s, and is told so',
  async (from) => {
    const { peer } = linked(newRouter());
    const topic = { uri: 'log.a', match: 'exact' } as const;
    await expect(peer.followRaw(topic, () => {}, { from })).rejects.toThrow(`from is ${from}: give the seq`);
    // Nothing of it is left: the topic can be listened to.
    await (await peer.subscribeRaw(topic, () => {}))();
  },
);

test('a topic of the contract comes typed; what breaks the contract is left out, and its place counts', async () => {
  const { peer } = linked(newRouter());
  const credit = { moves: 1, tasks: 1, improvements: 0 };
  const booking = { donor: 'd', name: 'D', day: '2026-11-22', credit, barred: false };
  await publish(peer, 'lehr.credit.booked', { bookings: 'none' });
  await publish(peer, 'lehr.credit.booked', { bookings: [booking] });
  const heard = await new Promise<unknown[]>((resolve) => {
    void peer.follow('lehr.credit.booked', ({ bookings }, { seq }) => resolve([bookings[0]?.donor, seq]));
  });
  expect(heard).toEqual(['d', 2]);
});
