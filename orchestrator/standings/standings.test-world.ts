/** For the tests of the leaderboard's service: routers on a disk, bookings, and what they come to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { connect, type Peer } from '../../peer/client.ts';
import type { Link } from '../../peer/link.ts';
import type { CreditBooking, Leaderboard } from '../../peer/procedures.ts';
import { createRouter, type Router } from '../../router-lite/index.ts';
import { lmdbStore } from '../../router-lite/store/lmdb.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { systemClock } from '../clock.ts';
import { REALM, ROLES } from '../realm.ts';
import { folded, type Standing } from './standing.ts';
import { openStandings } from './standings.ts';

const [WELCOME, SUBSCRIBE, EVENT] = [2, 32, 36];

export const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export async function onDisk(): Promise<{ readonly folder: string; readonly store: Store }> {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-standings-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return { folder, store: lmdbStore(folder) };
}

export function routerOn(store: Store): Router {
  const realm = {
    roles: ROLES,
    anonymous: 'donor',
    facts: [{ prefix: 'lehr.credit.' }],
    slots: { prefix: 'lehr' },
  };
  return createRouter({ realms: { [REALM]: realm }, store });
}

/** A peer whose connection can be cut, as when its process is killed. */
export function peerOf(router: Router, authrole = 'orchestrator') {
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

export const bookings = (i: number): CreditBooking[] =>
  [i % 7, i % 11].map((donor) => ({
    ...{ donor: `d${donor}`, name: `D${donor}`, day: '2026-11-22', barred: false },
    credit: { moves: i, tasks: 1, improvements: i % 2 },
  }));

/** What facts 1 … count come to. */
export function expected(count: number): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (let i = 1; i <= count; i++)
    for (const [donor, standing] of folded((each) => standings.get(each), bookings(i), i))
      standings.set(donor, standing);
  return standings;
}

export function keptIn(store: Store): Map<string, Standing> {
  const standings = [...store.keys('credit/')].map(
    (key) => JSON.parse(new TextDecoder().decode(store.get(key))) as Standing,
  );
  return new Map(standings.map((standing) => [standing.donor, standing]));
}

/** Resolves when the service is level with the log, on disk and in what it tells: every standing that fact `count` changes has it. */
export async function level(viewer: Peer, store: Store, count: number): Promise<Leaderboard> {
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
export function replayed(router: Router, count: number): Promise<(readonly CreditBooking[])[]> {
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

export const publish = (peer: Peer, i: number) =>
  peer.publishRaw('lehr.credit.booked', [{ bookings: bookings(i) }], { options: { _key: `fact ${i}` } });

export function open(peer: Peer, store: Store) {
  return openStandings({ peer, store, clock: systemClock, log: () => {} });
}
