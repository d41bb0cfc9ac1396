import { expect, test } from 'vitest';
import type { Peer } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { CreditBooking } from '../../peer/procedures.ts';
import { lmdbStore } from '../../router-lite/store/lmdb.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { systemClock } from '../clock.ts';
import { CreditOutbox } from './outbox.ts';
import { folded, type Standing } from './standing.ts';
import {
  bookings,
  closing,
  expected,
  keptIn,
  level,
  onDisk,
  open,
  peerOf,
  publish,
  replayed,
  routerOn,
} from './standings.test-world.ts';
import { openStandings } from './standings.ts';

const AWAY = Number(process.env.LEHR_ABSENCE_SECONDS ?? 0.1);
const FACTS = Math.max(200, 500 * AWAY);

test('the service is cut off again and again under load: no credit is missing, none counts twice, and the log gives the same', async () => {
  const { store } = await onDisk();
  const router = routerOn(store);
  closing.push(
    () => store.close(),
    () => router.close(),
  );
  const orchestrator = peerOf(router).peer;
  const viewer = peerOf(router, 'viewer').peer;
  let service = peerOf(router, 'leaderboard');
  await open(service.peer, store);
  for (let i = 1; i <= FACTS; i++) {
    // Not awaited each: several are under way when it is cut off.
    const done = publish(orchestrator, i);
    if (i % 50 === 0) {
      await done;
      // As SIGKILL: what is in hand is not answered, nothing is said.
      service.cut();
      void service.peer.close();
      await publish(orchestrator, i);
      service = peerOf(router, 'leaderboard');
      await open(service.peer, store);
    }
    if (i === FACTS) await done;
  }
  const board = await level(viewer, store, FACTS);
  expect(keptIn(store)).toEqual(expected(FACTS));
  expect(board.allTime.map(({ donor, moves }) => [donor, moves])).toEqual(
    [...expected(FACTS).values()]
      .sort((a, b) => b.credit.moves - a.credit.moves || (a.donor < b.donor ? -1 : 1))
      .map(({ donor, credit }) => [donor, credit.moves]),
  );
  // From nothing, out of the log alone.
  const again = new Map<string, Standing>();
  (await replayed(router, FACTS)).forEach((all, i) => {
    for (const [donor, standing] of folded((each) => again.get(each), all, i + 1)) again.set(donor, standing);
  });
  expect(again).toEqual(keptIn(store));
});

test('a standing that the disk refused is written when there is room again, though it was added up already', async () => {
  const { store } = await onDisk();
  const router = routerOn(store);
  closing.push(async () => {
    await router.close();
    await store.close();
  });
  let refusals = 0;
  const full: Pick<Store, 'get' | 'put' | 'delete' | 'keys'> = {
    get: (key) => store.get(key),
    delete: (key) => store.delete(key),
    keys: (prefix) => store.keys(prefix),
    put: (key, value) =>
      refusals-- > 0 ? Promise.reject(new Error('no space left on device')) : store.put(key, value),
  };
  const orchestrator = peerOf(router).peer;
  const service = peerOf(router, 'leaderboard').peer;
  closing.push(await openStandings({ peer: service, store: full, clock: systemClock, log: () => {} }));
  for (let i = 1; i < 20; i++) await publish(orchestrator, i);
  await level(orchestrator, store, 19);
  // Both of its donors, and nothing comes after it.
  refusals = 2;
  await publish(orchestrator, 20);
  await level(orchestrator, store, 20);
  expect(refusals).toBeLessThan(0);
  expect(keptIn(store)).toEqual(expected(20));
});

test('the service is killed while its disk is full: credit that it could not write counts before what came after it', async () => {
  const { store } = await onDisk();
  const router = routerOn(store);
  closing.push(async () => {
    await router.close();
    await store.close();
  });
  let refuse = () => {};
  const refused = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  const full: Pick<Store, 'get' | 'put' | 'delete' | 'keys'> = {
    get: (key) => store.get(key),
    delete: (key) => store.delete(key),
    keys: (prefix) => store.keys(prefix),
    async put(key, value) {
      if (!key.startsWith('credit/')) return store.put(key, value);
      refuse();
      throw new Error('no space left on device');
    },
  };
  const orchestrator = peerOf(router).peer;
  const service = peerOf(router, 'leaderboard');
  await openStandings({ peer: service.peer, store: full, clock: systemClock, log: () => {} });
  await publish(orchestrator, 1);
  await refused;
  // The refusal has its way to the router.
  await service.peer.callUri('wamp.session.count', []).catch(() => {});
  service.cut();
  void service.peer.close();
  closing.push(await open(peerOf(router, 'leaderboard').peer, store));
  // Of the same donor.
  await publish(orchestrator, 78);
  while (keptIn(store).get('d1')?.seq !== 2) await new Promise((resolve) => setImmediate(resolve));
  expect(keptIn(store).get('d1')?.credit.moves).toBe(2 * 1 + 2 * 78);
});

test('accounts of an earlier version are all taken over, also where the start that took the first was killed', async () => {
  const { store } = await onDisk();
  const router = routerOn(store);
  closing.push(async () => {
    await router.close();
    await store.close();
  });
  const day = '2026-11-22';
  const credit = { moves: 5, tasks: 1, improvements: 0 };
  for (const donor of ['a', 'b', 'c']) {
    const account = { ...{ donor, name: donor, credit, day, dayCredit: credit }, rejected: 0 };
    await store.put(`account/${donor}`, new TextEncoder().encode(JSON.stringify(account)));
  }
  const first = { ...{ donor: 'a', name: 'a', credit, day, dayCredit: credit }, barred: false, seq: 0 };
  await store.put('credit/a', new TextEncoder().encode(JSON.stringify(first)));
  closing.push(await open(peerOf(router, 'leaderboard').peer, store));
  expect([...keptIn(store).keys()].sort()).toEqual(['a', 'b', 'c']);
  const { allTime } = await peerOf(router).peer.call('lehr.leaderboard.get', {});
  expect(allTime.map(({ moves }) => moves)).toEqual([5, 5, 5]);
});

test('the router is killed with the service in it: what was acknowledged counts once, what is published again too', async () => {
  const { folder, store } = await onDisk();
  let disk = store;
  for (const until of [FACTS / 2, FACTS]) {
    const router = routerOn(disk);
    const orchestrator = peerOf(router).peer;
    const service = peerOf(router, 'leaderboard');
    await open(service.peer, disk);
    // From the first on: whoever lost the answers publishes all again.
    for (let i = 1; i <= until; i++) await publish(orchestrator, i);
    if (until === FACTS) {
      await level(peerOf(router, 'viewer').peer, disk, FACTS);
      expect(keptIn(disk)).toEqual(expected(FACTS));
    }
    await Promise.all([orchestrator.close(), service.peer.close()]);
    await router.close();
    await disk.close();
    if (until < FACTS) disk = lmdbStore(folder);
  }
});

test('credit that is given while the router refuses it is booked when it takes it, once', async () => {
  const booked: unknown[] = [];
  const keys = new Set<unknown>();
  let refusals = 2;
  const peer: Pick<Peer, 'publishRaw'> = {
    async publishRaw(_, [event] = [], { options } = {}) {
      keys.add(options?._key);
      if (refusals-- > 0) throw new WampError(ERRORS.unavailable, 'too many facts wait to be stored');
      booked.push(event);
      return 1;
    },
  };
  const outbox = new CreditOutbox({ peer, clock: systemClock, log: () => {} });
  for (const each of bookings(3)) outbox.add(each);
  for (const each of bookings(3)) outbox.add(each);
  while (booked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await outbox.close();
  const all = booked.flatMap((event) => (event as { readonly bookings: CreditBooking[] }).bookings);
  expect(all.reduce((sum, { credit }) => sum + credit.moves, 0)).toBe(12);
  expect(keys.size).toBe(booked.length);
});
