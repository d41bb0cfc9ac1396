/** Several jobs on the real router: shared donors, pauses, targets, budgets of moves, given starts, restarts. */
import { describe, expect, test } from 'vitest';
import { kernelDonor, openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { improved, realms } from '../cli/testing/realms.ts';
import { connect } from '../peer/client.ts';
import type { Job, JobSpec, JobState } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';

const { realm, peerOf, donorJoins } = realms();

describe('several jobs', () => {
  test('go at their share of the budget: both end, and the one alone has all', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const jobs: Job[] = [];
    for (const seed of [1, 2])
      jobs.push(await submitter.call('lehr.job.submit', await testJob(it.store, 50, 0.6, seed)));
    await donorJoins(it);
    const ended = await Promise.all(jobs.map(({ id }) => it.orchestrator.ended(id)));
    for (const job of ended) expect(job).toMatchObject({ state: 'done', ended: 'budget', elapsed: 0.6 });
  });

  test('beyond eight wait, first come first served, and a hundred wait at most', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const spec = await testJob(it.store, 20, null);
    const ids: string[] = [];
    for (let i = 0; i < 108; i++) ids.push((await submitter.call('lehr.job.submit', spec)).id);
    await expect(submitter.call('lehr.job.submit', spec)).rejects.toMatchObject({
      uri: 'lehr.error.jobs_full',
    });
    const states = async () => {
      const { jobs } = await submitter.call('lehr.job.list', {});
      return new Map(jobs.map(({ id, state }) => [id, state]));
    };
    const before = await states();
    expect(ids.map((id) => before.get(id))).toEqual([
      ...Array<JobState>(8).fill('running'),
      ...Array<JobState>(100).fill('waiting'),
    ]);
    await submitter.call('lehr.job.cancel', { id: ids[3]! });
    await submitter.call('lehr.job.pause', { id: ids[5]! });
    const after = await states();
    expect(ids.slice(0, 11).map((id) => after.get(id))).toEqual([
      'running',
      'running',
      'running',
      'cancelled',
      'running',
      'paused',
      'running',
      'running',
      'running',
      'running',
      'waiting',
    ]);
  });

  test('the current job is the one with most weight, of these the newest, and the list says so', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const submit = async (seed: number, weight: number) =>
      (await submitter.call('lehr.job.submit', { ...(await testJob(it.store, 20, null, seed)), weight })).id;
    const current = async () => (await submitter.call('lehr.job.list', {})).current;
    const first = await submit(1, 2);
    expect(await current()).toBe(first);
    await submit(2, 1);
    expect(await current()).toBe(first);
    await submitter.call('lehr.job.pause', { id: first });
    const second = await current();
    expect(second).not.toBe(first);
    await submitter.call('lehr.job.pause', { id: second! });
    expect(await current()).toBe(second);
  });
});

test('ended jobs are kept for a while, the house’s rounds apart; what is forgotten leaves no blob behind', async () => {
  const it = await realm();
  const submitted = await it.orchestrator.submit(await testJob(it.store, 20, null, 1));
  const round = await testJob(it.store, 20, null, 2);
  const other = await testJob(it.store, 20, null, 3);
  const first = await it.orchestrator.submit(other, true);
  for (const job of [submitted, first]) await it.orchestrator.cancel(job.id);
  expect(it.store.getBlob(other.problem)).toBeDefined();
  for (let i = 0; i < 10; i++) await it.orchestrator.cancel((await it.orchestrator.submit(round, true)).id);
  const { jobs } = await peerOf(it, 'viewer').call('lehr.job.list', {});
  expect(jobs).toHaveLength(11);
  expect(jobs.at(-1)!.id).toBe(submitted.id);
  expect([it.store.getBlob(other.problem), it.store.getBlob(other.view)]).toEqual([undefined, undefined]);
  expect(it.store.getBlob(round.problem)).toBeDefined();
  expect(it.store.getBlob(submitted.problem)).toBeDefined();
});

describe('pause', () => {
  test('calls the tasks back, stops the clock, keeps the best, and resume goes on from it', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const { id } = await submitter.call('lehr.job.submit', await testJob(it.store, 100, 60));
    let at = 0;
    let called = () => {};
    const aborted = new Promise<void>((resolve) => {
      called = resolve;
    });
    const honest = kernelDonor(it.store);
    await donorJoins(it, async (task, context) => {
      at++;
      context.signal.addEventListener('abort', called);
      return honest(task, context);
    });
    await improved(it, id);
    const paused = await submitter.call('lehr.job.pause', { id });
    expect(paused).toMatchObject({ state: 'paused', ended: null, stats: { inFlight: 0 } });
    expect(paused.best).not.toBeNull();
    await aborted;
    const before = at;
    const again = await submitter.call('lehr.job.pause', { id });
    expect(again).toMatchObject({ state: 'paused', elapsed: paused.elapsed });
    expect(at).toBe(before);
    const resumed = await submitter.call('lehr.job.resume', { id });
    expect(resumed).toMatchObject({ state: 'running', best: { energy: paused.best!.energy } });
    expect(resumed.elapsed).toBeGreaterThanOrEqual(paused.elapsed);
    expect(resumed.stats.tasks).toBe(paused.stats.tasks);
    await submitter.call('lehr.job.cancel', { id });
    for (const procedure of ['lehr.job.pause', 'lehr.job.resume'] as const)
      await expect(submitter.call(procedure, { id })).rejects.toThrow('has ended: submit it anew');
  });

  test('and resume in one breath leave a job that runs, here and on disk', async () => {
    const store = memoryStore();
    const slow = { ...store };
    const first = await openRealm(slow);
    const submitter = connect({ link: first.link('submitter'), realm: 'lehr' });
    const { id } = await submitter.call('lehr.job.submit', await testJob(store, 20, null));
    // The write that a pause begins takes longer than the one of a resume.
    slow.put = async (key, value) => {
      if (new TextDecoder().decode(value).includes('"paused"'))
        await new Promise((later) => setImmediate(later));
      return store.put(key, value);
    };
    const [, resumed] = await Promise.all([
      submitter.call('lehr.job.pause', { id }),
      submitter.call('lehr.job.resume', { id }),
    ]);
    expect(resumed.state).toBe('running');
    // What a process that is killed now would find.
    expect(JSON.parse(new TextDecoder().decode(store.get(`job/${id}`)))).toMatchObject({ state: 'running' });
    expect(await submitter.call('lehr.job.get', { id })).toMatchObject({ state: 'running' });
    await submitter.close();
    await first.close();
  });

  test.each(['lehr.job.submit', 'lehr.job.pause', 'lehr.job.resume', 'lehr.job.cancel'] as const)(
    'a donor and a viewer may not call %s',
    async (procedure) => {
      const it = await realm();
      for (const role of ['donor', 'viewer'] as const)
        await expect(peerOf(it, role).callUri(procedure, [{ id: 'j1' }])).rejects.toMatchObject({
          uri: 'wamp.error.not_authorized',
        });
    },
  );
});

describe('a job ends', () => {
  const run = async (more: Partial<JobSpec>, budget: number | null = null): Promise<Job> => {
    const it = await realm();
    await donorJoins(it);
    const spec = { ...(await testJob(it.store, 200, budget)), ...more };
    const { id } = await peerOf(it, 'submitter').call('lehr.job.submit', spec);
    return it.orchestrator.ended(id);
  };

  test('at its target, given as an energy', async () => {
    const first = await run({}, 1);
    const target = Math.round(first.best!.energy * 1.03);
    const job = await run({ target: { energy: target } });
    expect(job).toMatchObject({ state: 'done', ended: 'target', target: { energy: target } });
    expect(job.best!.energy).toBeLessThanOrEqual(target);
  });

  test('at its target, given as a gap to the reference', async () => {
    const reference = { energy: 90_000, source: 'a guess' };
    const job = await run({ target: { gap: 0.5 }, reference });
    expect(job).toMatchObject({ state: 'done', ended: 'target', target: { energy: 135_000 } });
    expect(job.best!.energy).toBeLessThanOrEqual(135_000);
  });

  test('after its moves, having cooled over them', async () => {
    const job = await run({ moves: 30_000 });
    expect(job).toMatchObject({ state: 'done', ended: 'moves', budget: null });
    expect(job.stats.moves).toBeGreaterThan(20_000);
    expect(job.stats.moves).toBeLessThanOrEqual(30_000);
    expect(job.stats.heat).toBeLessThan(0.5);
  });

  test('with its story: who found what, and how the best came down', async () => {
    const job = await run({}, 1);
    const { history, finders } = job;
    expect(history.at(-1)).toEqual({ elapsed: job.best!.elapsed, energy: job.best!.energy });
    const energies = history.map(({ energy }) => energy);
    expect(energies).toEqual(energies.toSorted((a, b) => b - a));
    expect(finders.donors).toEqual([{ name: 'Ada', improvements: job.best!.version }]);
    expect(finders.last.at(-1)).toMatchObject({ version: job.best!.version, by: 'Ada' });
  });
});
