/** The orchestrator on the real router, with real kernels and a real store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import {
  type Anneal,
  joinAsDonor,
  kernelDonor,
  openRealm,
  testJob,
} from '../cli/testing/realm-of-one-process.ts';
import { improved, realms } from '../cli/testing/realms.ts';
import { connect } from '../peer/client.ts';
import type { AnnealAnswer, JobBest, JobStatus } from '../peer/procedures.ts';
import { lmdbStore } from '../router-lite/store/lmdb.ts';

const { realm, peerOf, closeAfter } = realms();

/** Resolves with the first event for which `enough` holds. */
async function event<T>(
  subscribe: (listen: (event: T) => void) => Promise<unknown>,
  enough: (event: T) => boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    subscribe((seen) => enough(seen) && resolve(seen)).catch(reject);
  });
}

describe('a job', () => {
  test.each([4, 7, 1001])('of %i cities is given out: no number of cities is an odd one', async (n) => {
    const it = await realm();
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    const { id } = await it.orchestrator.submit(await testJob(it.store, n, 0.2));
    const job = await it.orchestrator.ended(id);
    expect(job.best).not.toBeNull();
  });

  test('runs through with one donor: verified, published, credited, done', async () => {
    const it = await realm();
    const viewer = peerOf(it, 'viewer');
    await it.orchestrator.resume(await testJob(it.store, 200, 1.5));
    const { id } = it.orchestrator.current!;
    const bests: JobBest[] = [];
    await viewer.subscribe(`lehr.job.${id}.best`, (best) => bests.push(best));
    const done = event<JobStatus>(
      (listen) => viewer.subscribe(`lehr.job.${id}.state`, listen),
      ({ state }) => state === 'done',
    );
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    const [status, job] = await Promise.all([done, it.orchestrator.ended(id)]);

    const problem = tsp.decode(it.store.getBlob(job.problem)!);
    expect(bests.length).toBeGreaterThan(0);
    for (const best of bests) expect(tsp.energy(problem, best.state)).toBe(best.energy);
    const energies = bests.map(({ energy }) => energy);
    expect(energies).toEqual(energies.toSorted((a, b) => b - a));
    expect(bests.map(({ version }) => version)).toEqual(
      bests.map(({ version }) => version).toSorted((a, b) => a - b),
    );
    expect(job.best).toEqual(bests.at(-1));
    expect(job).toMatchObject({ state: 'done', elapsed: 1.5, n: 200, best: { by: 'Ada' } });
    expect(status).toMatchObject({ state: 'done', energy: job.best!.energy });
    expect(job.stats).toMatchObject({ reissued: 0, rejected: 0, inFlight: 0 });
    // The budget's clock runs while one lane goes from task to task: 100, 250, 500 and 650 ms of kernel time, and a rest.
    expect(job.stats.tasks).toBeLessThan(20);

    const { allTime, today } = await viewer.call('lehr.leaderboard.get', {});
    expect(allTime).toEqual(today);
    expect(allTime).toMatchObject([
      { name: 'Ada', moves: job.stats.moves, tasks: job.stats.tasks, online: true },
    ]);
  });

  test('waits without using its budget while nobody is there', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, 1));
    const { id } = it.orchestrator.current!;
    const viewer = peerOf(it, 'viewer');
    const status = await event<JobStatus>(
      (listen) => viewer.subscribe(`lehr.job.${id}.state`, listen),
      () => true,
    );
    expect(status).toMatchObject({ state: 'running', elapsed: 0, stats: { inFlight: 0 } });
  });

  test('sends a donor its next task before the one it says is about to end', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 200, null));
    const anneal = kernelDonor(it.store);
    let first: AnnealAnswer | null = null;
    const ahead = new Promise<string[]>((resolve) => {
      let held: { readonly task: string; readonly go: () => void } | null = null;
      const serve: Anneal = async (task, context) => {
        // Of its speed nothing is known before its first answer, nor whether a second chain is worth having.
        if (!first) {
          first = await anneal(task, context);
          return first;
        }
        if (held) {
          resolve([held.task, task.task]);
          held.go();
        } else {
          const wait = new Promise<void>((go) => {
            held = { task: task.task, go };
          });
          context.progress!();
          await wait;
        }
        return anneal(task, context);
      };
      void joinAsDonor(peerOf(it, 'donor'), serve, { name: 'Ada', atHand: 1 });
    });
    // It never comes to a second task while the other is held, unless that one is sent ahead.
    const [held, next] = await ahead;
    expect(next).not.toBe(held);
    expect(it.orchestrator.current!.stats.reissued).toBe(0);
  });

  test('a donor whose answers say how early its tasks came is asked for no word, and has the next one at hand', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, null));
    const anneal = kernelDonor(it.store);
    const asked: boolean[] = [];
    let goOn = () => {};
    const foreseen = new Promise<void>((resolve) => {
      const serve: Anneal = async (task, context) => {
        const place = asked.push(context.progress !== null);
        goOn();
        // The one before it was still at work: nobody said that it ends, and yet this one came.
        if (place > 1 && !asked.slice(-2).includes(true)) {
          resolve();
          throw new Error('enough was seen');
        }
        // Whether a second chain is worth having shows in the first answer; each later task ends when the next one is here.
        if (place > 1) {
          const next = new Promise<void>((go) => {
            goOn = go;
          });
          // A donor is believed that so many of its tasks are about to end as it has kernels: the one before has to be over.
          while (it.orchestrator.current!.stats.tasks < place - 1) await new Promise(setImmediate);
          context.progress?.();
          await next;
        }
        // As a fast kernel that works till its time is over.
        const answer = await anneal({ ...task, moves: 100 }, context);
        return { ...answer, moves: task.moves - 1, lead: 5 };
      };
      void joinAsDonor(peerOf(it, 'kiln'), serve, { name: 'Ada', atHand: 1 });
    });
    await foreseen;
    expect(asked[0]).toBe(true);
  });

  test('goes on when a donor leaves in the middle of a task and another comes', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, null));
    const { id } = it.orchestrator.current!;
    const hung = peerOf(it, 'donor');
    const called = new Promise<void>((resolve) => {
      void joinAsDonor(hung, () => new Promise(() => resolve()), { name: 'Gone' });
    });
    await called;
    await hung.close();
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    await improved(it, id);
    const job = it.orchestrator.current!;
    expect(job.stats).toMatchObject({ reissued: 1, rejected: 0 });
    expect(job.best?.by).toBe('Ada');
  });

  test('uses no budget on a donor that serves nothing, and begins when one does', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, 0.5));
    const { id } = it.orchestrator.current!;
    const idle = { token: 'ab'.repeat(16), name: 'Idle', cores: 2, kernels: [], agent: 'test' };
    await peerOf(it, 'donor').call('lehr.donor.hello', idle);
    const viewer = peerOf(it, 'viewer');
    const waiting = (status: JobStatus) => status.stats.inFlight === 0;
    const status = await event<JobStatus>(
      (listen) => viewer.subscribe(`lehr.job.${id}.state`, listen),
      waiting,
    );
    expect(status.elapsed).toBeLessThan(0.5);
    expect(status.stats.reissued).toBe(0);
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    expect((await it.orchestrator.ended(id)).best?.by).toBe('Ada');
  });

  test('counts a lie, credits nothing for it and goes on with the honest', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, null));
    const { id } = it.orchestrator.current!;
    const viewer = peerOf(it, 'viewer');
    const caught = event<JobStatus>(
      (listen) => viewer.subscribe(`lehr.job.${id}.state`, listen),
      ({ stats }) => stats.rejected > 0,
    );
    const honest = kernelDonor(it.store);
    await joinAsDonor(
      peerOf(it, 'donor'),
      async (task, context) => {
        const answer = await honest(task, context);
        return { ...answer, energy: answer.energy - 1 };
      },
      { name: 'Liar' },
    );
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    await Promise.all([caught, improved(it, id)]);
    const job = it.orchestrator.current!;
    // What it had in hand when it was sent away comes back too.
    expect(job.stats.reissued).toBeGreaterThanOrEqual(job.stats.rejected);
    expect(job.best?.by).toBe('Ada');
    const { allTime } = await viewer.call('lehr.leaderboard.get', {});
    expect(allTime.map(({ name }) => name)).toEqual(['Ada']);
    expect(it.log.join('\n')).toContain('Liar: an answer was rejected');
  });

  test('cancelled in the middle keeps its best, and the other one has all donors', async () => {
    const it = await realm();
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    const submitter = peerOf(it, 'orchestrator');
    const first = await submitter.call('lehr.job.submit', await testJob(it.store, 100, null));
    const second = await submitter.call('lehr.job.submit', await testJob(it.store, 50, 0.5, 2));
    expect([first.state, second.state]).toEqual(['running', 'running']);
    await improved(it, first.id);
    const cancelled = await submitter.call('lehr.job.cancel', { id: first.id });
    expect(cancelled).toMatchObject({ state: 'cancelled', ended: 'cancelled' });
    expect(cancelled.best).not.toBeNull();
    const done = await it.orchestrator.ended(second.id);
    expect(done).toMatchObject({ state: 'done', ended: 'budget', elapsed: 0.5 });
    const { jobs, current } = await submitter.call('lehr.job.list', {});
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'done'],
      [first.id, 'cancelled'],
    ]);
    expect(current).toBe(second.id);
  });

  test('on a problem nobody stored is refused, and says so', async () => {
    const it = await realm();
    const spec = { ...(await testJob(it.store, 10, 1)), problem: 'ab'.repeat(32) };
    await expect(it.orchestrator.submit(spec)).rejects.toThrow('is not in the blob store');
    await expect(it.orchestrator.submit({ ...spec, kind: 'sudoku' })).rejects.toThrow(
      'kind "sudoku" is unknown; there are: tsp',
    );
    expect(it.orchestrator.current).toBeNull();
  });

  test('may not be submitted by a donor', async () => {
    const it = await realm();
    const donor = peerOf(it, 'donor');
    await expect(donor.call('lehr.job.submit', await testJob(it.store, 10, 1))).rejects.toMatchObject({
      uri: 'wamp.error.not_authorized',
    });
  });
});

describe('the public list of donors', () => {
  test('tells of a join and of a leave', async () => {
    const it = await realm();
    const viewer = peerOf(it, 'viewer');
    const names: string[][] = [];
    let seen = () => {};
    await viewer.subscribe('lehr.donors', ({ donors }) => {
      names.push(donors.map(({ name }) => name));
      seen();
    });
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        seen = () => names.at(-1)?.length === count && resolve();
        seen();
      });
    const donor = peerOf(it, 'donor');
    await joinAsDonor(donor, kernelDonor(it.store), { name: 'Ada', cores: 3 });
    await until(1);
    expect(it.orchestrator.donors).toMatchObject({ count: 1, capacity: 3 });
    await donor.close();
    await until(0);
    expect(it.orchestrator.donors).toMatchObject({ count: 0, capacity: 0 });
  });
});

describe('after a restart on the same store', () => {
  test('the job goes on from the best known, with elapsed time, counts and leaderboard', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-restart-'));
    closeAfter(() => rm(folder, { recursive: true, force: true }));
    const before = lmdbStore(folder);
    const first = await openRealm(before);
    await first.orchestrator.resume(await testJob(before, 200, 60));
    const { id } = first.orchestrator.current!;
    const donor = connect({ link: first.link('donor'), realm: 'lehr' });
    await joinAsDonor(donor, kernelDonor(before), { name: 'Ada' });
    const viewer = connect({ link: first.link('viewer'), realm: 'lehr' });
    await improved(first, id);
    const best = (await viewer.call('lehr.job.get', { id })).best!;
    const told = await viewer.call('lehr.leaderboard.get', {});
    await Promise.all([donor.close(), viewer.close()]);
    await first.close();
    await before.close();

    const after = lmdbStore(folder);
    closeAfter(() => after.close());
    const second = await realm(after);
    await second.orchestrator.resume(await testJob(after, 200, 60));
    const job = second.orchestrator.current!;
    expect(job).toMatchObject({ id, state: 'running' });
    expect(job.best!.energy).toBeLessThanOrEqual(best.energy);
    expect(job.best!.version).toBeGreaterThanOrEqual(best.version);
    expect(tsp.energy(tsp.decode(after.getBlob(job.problem)!), job.best!.state)).toBe(job.best!.energy);
    expect(job.elapsed).toBeGreaterThan(0);
    expect(job.stats.tasks).toBeGreaterThan(0);
    const { allTime } = await peerOf(second, 'viewer').call('lehr.leaderboard.get', {});
    expect(allTime).toHaveLength(1);
    expect(allTime[0]!.tasks).toBeGreaterThanOrEqual(told.allTime[0]?.tasks ?? 0);
    expect(allTime[0]!.tasks).toBe(job.stats.tasks);
  });

  test('another problem sets the unfinished one aside', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-aside-'));
    closeAfter(() => rm(folder, { recursive: true, force: true }));
    const before = lmdbStore(folder);
    const first = await openRealm(before);
    await first.orchestrator.resume(await testJob(before, 20, 60));
    const { id } = first.orchestrator.current!;
    await first.close();
    await before.close();

    const after = lmdbStore(folder);
    closeAfter(() => after.close());
    const second = await realm(after);
    await second.orchestrator.resume(await testJob(after, 30, 60));
    expect(second.orchestrator.current).toMatchObject({ n: 30, state: 'running' });
    expect(await peerOf(second, 'viewer').call('lehr.job.get', { id })).toMatchObject({ state: 'cancelled' });
  });
});
