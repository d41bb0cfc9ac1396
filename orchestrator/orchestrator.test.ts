import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { joinAsDonor, kernelDonor, testJob } from '../cli/testing/realm-of-one-process.ts';
import { improved, realms } from '../cli/testing/realms.ts';
import type { JobBest, JobStatus } from '../peer/procedures.ts';

const { realm, peerOf } = realms();

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
