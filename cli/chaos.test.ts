/** Faults made on purpose, against the real orchestrator: they are caught, nothing false stays, and they end. */
import { afterEach, expect, test } from 'vitest';
import { connect } from '../peer/client.ts';
import type { Chaos, Donor, Leaderboard } from '../peer/procedures.ts';
import type { TaskEnd } from '../peer/topics.ts';
import { openChaos } from './chaos.ts';
import { builtThread } from './testing/built-thread.ts';
import { joinAsDonor, kernelDonor, openRealm, testJob } from './testing/realm-of-one-process.ts';

const THREAD = builtThread('chaos');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function house(lasts: number) {
  const it = await openRealm();
  closing.push(() => it.close());
  await it.orchestrator.resume(await testJob(it.store, 150, null));
  const times = { lasts, liarRests: 50, holds: { least: 300, most: 600 }, away: 200 };
  const fetchBlob = async (sha256: string) => it.store.getBlob(sha256)!;
  const log: string[] = [];
  const close = await openChaos({
    ...{ peer: it.peer, link: it.link('donor'), fetchBlob, times, thread: THREAD },
    log: (line) => void log.push(line),
  });
  closing.push(close);
  const viewer = connect({ link: it.link('viewer'), realm: 'lehr' });
  closing.push(() => viewer.close());
  return { it, viewer, log, close };
}

/** Resolves when what is told makes it true. */
function when(condition: () => boolean, hear: (look: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (condition()) resolve();
    };
    hear(look);
    look();
  });
}

test('liars of both sorts are caught, tasks of the vanished move on, and what is told stays true', async () => {
  const { it, viewer } = await house(600_000);
  const honest = connect({ link: it.link('donor'), realm: 'lehr' });
  closing.push(() => honest.close());
  await joinAsDonor(honest, kernelDonor(it.store), { name: 'Ada' });
  const ends: TaskEnd[] = [];
  let look = () => {};
  await viewer.subscribe('lehr.tasks', (event) => {
    ends.push(...event.ends);
    look();
  });
  expect(await it.peer.call('lehr.chaos.set', { on: true })).toMatchObject({
    ...{ on: true, liars: 1, vanishing: 2 },
  });
  const caught = () => it.log.filter((line) => line.includes('was caught in a lie'));
  await when(
    () => {
      const lost = ends.filter(({ end, name }) => end === 'lost' && name.startsWith('Vanisher'));
      const found = lost.some(({ task }) => ends.some((end) => end.task === task && end.end === 'done'));
      return caught().length >= 2 && found;
    },
    (hear) => {
      look = hear;
    },
  );
  expect(caught().every((line) => line.startsWith('Liar'))).toBe(true);
  const board: Leaderboard = await viewer.call('lehr.leaderboard.get', {});
  expect(board.allTime.filter(({ name }) => name.startsWith('Liar'))).toEqual([]);
  expect(it.orchestrator.current!.stats.rejected).toBeGreaterThanOrEqual(2);
  await it.peer.call('lehr.chaos.set', { on: false });
  const { donors } = await viewer.call('lehr.donor.list', {});
  expect(donors.map(({ name }: Donor) => name)).toEqual(['Ada']);
});

test('they end by themselves, everybody is told, and only operators switch them', async () => {
  const { it, viewer, log } = await house(700);
  const told: Chaos[] = [];
  let look = () => {};
  await viewer.subscribe('lehr.chaos', (chaos) => {
    told.push(chaos);
    look();
  });
  await expect(viewer.call('lehr.chaos.set', { on: true })).rejects.toMatchObject({
    uri: 'wamp.error.not_authorized',
  });
  expect(await viewer.call('lehr.chaos.get', {})).toEqual({ on: false, liars: 0, vanishing: 0, until: null });
  await Promise.all([
    it.peer.call('lehr.chaos.set', { on: true }),
    it.peer.call('lehr.chaos.set', { on: true }),
  ]);
  await when(
    () => told.length >= 2,
    (hear) => {
      look = hear;
    },
  );
  expect(told.map(({ on }) => on)).toEqual([true, false]);
  expect(log).toHaveLength(2);
  expect((await viewer.call('lehr.donor.list', {})).donors).toEqual([]);
});
