/**
 * The leaderboard's service on the real router with a store on disk: whatever is killed, every credit counts once.
 * LEHR_ABSENCE_SECONDS makes it longer: for how long the service is away under 500 facts a second (default: a tenth of a second).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connect, type Peer } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Link } from '../../peer/link.ts';
import type { CreditBooking, Leaderboard } from '../../peer/procedures.ts';
import { createRouter, type Router } from '../../router-lite/index.ts';
import { lmdbStore } from '../../router-lite/store/lmdb.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { systemClock } from '../clock.ts';
import { REALM, ROLES } from '../realm.ts';
import { CreditOutbox } from './outbox.ts';
import { folded, type Standing } from './standing.ts';
import { openStandings } from './standings.ts';

const AWAY = Number(process.env.LEHR_ABSENCE_SECONDS ?? 0.1);
const FACTS = Math.max(200, 500 * AWAY);

const [WELCOME, SUBSCRIBE, EVENT] = [2, 32, 36];

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function onDisk(): Promise<{ readonly folder: string; readonly store: Store }> {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-standings-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return { folder, store: lmdbStore(folder) };
}

function routerOn(store: Store): Router {
  const realm = {
    roles: ROLES,
    anonymous: 'donor',
    facts: [{ prefix: 'lehr.credit.' }],
    slots: { prefix: 'lehr' },
  };
  return createRouter({ realms: { [REALM]: realm }, store });
}

/** A peer whose connection can be cut, as when its process is killed. */
function peerOf(router: Router, authrole = 'orchestrator') {
  const links: Link[] = [];
  const peer = connect({
    link: async () => {
      const link = router.link({ realm: REALM, authid: authrole, authrole });
      links.push(link);
      return link;
    },
    realm: REALM,
    reconnect: { first: 5, longest: 20 },
  });
  closing.push(() => peer.close());
  return { peer, cut: () => links.at(-1)?.close() };
}

const bookings = (i: number): CreditBooking[] =>
  [i % 7, i % 11].map((donor) => ({
    ...{ donor: `d${donor}`, name: `D${donor}`, day: '2026-11-22', barred: false },
    credit: { moves: i, tasks: 1, improvements: i % 2 },
  }));

/** What facts 1 … count come to. */
function expected(count: number): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (let i = 1; i <= count; i++)
    for (const [donor, standing] of folded((each) => standings.get(each), bookings(i), i))
      standings.set(donor, standing);
  return standings;
}

function keptIn(store: Store): Map<string, Standing> {
  const standings = [...store.keys('credit/')].map(
    (key) => JSON.parse(new TextDecoder().decode(store.get(key))) as Standing,
  );
  return new Map(standings.map((standing) => [standing.donor, standing]));
}

/** Resolves when the service is level with the log, on disk and in what it tells: every standing that fact `count` changes has it. */
async function level(viewer: Peer, store: Store, count: number): Promise<Leaderboard> {
  const last = bookings(count).map(({ donor }) => donor);
  for (;;) {
    const standings = keptIn(store);
    if (last.every((donor) => standings.get(donor)?.seq === count)) {
      const board = await viewer.call('lehr.leaderboard.get', {});
      const isTold = ({ donor, credit }: Standing) =>
        board.allTime.find((row) => row.donor === donor)?.moves === credit.moves;
      if ([...standings.values()].every(isTold)) return board;
    }
    // A linked pair answers without a turn of the loop, in which a disk could.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** All facts there are, out of the log. */
function replayed(router: Router, count: number): Promise<(readonly CreditBooking[])[]> {
  const link = router.link({ realm: REALM, authid: 'reader', authrole: 'orchestrator' });
  const told: (readonly CreditBooking[])[] = [];
  return new Promise((resolve) => {
    link.onMessage = ([type, , , , args]) => {
      if (type === WELCOME) link.send([SUBSCRIBE, 1, { _replay: { from: 0 } }, 'lehr.credit.booked']);
      if (type !== EVENT) return;
      told.push((args as [{ readonly bookings: readonly CreditBooking[] }])[0].bookings);
      if (told.length === count) resolve(told);
    };
    link.send([1, REALM, { roles: { subscriber: {} } }]);
  });
}

const publish = (peer: Peer, i: number) =>
  peer.publishRaw('lehr.credit.booked', [{ bookings: bookings(i) }], { options: { _key: `fact ${i}` } });

function open(peer: Peer, store: Store) {
  return openStandings({ peer, store, clock: systemClock, log: () => {} });
}

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
