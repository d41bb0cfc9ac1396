/** Several jobs on the real router: shared donors, pauses, targets, budgets of moves, given starts, restarts. */
import { afterEach, describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import {
  type Anneal,
  joinAsDonor,
  kernelDonor,
  openRealm,
  type TestRealm,
  testJob,
} from '../cli/testing/realm-of-one-process.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { Job, JobSpec, JobState } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function realm(store?: Store): Promise<TestRealm> {
  const it = await openRealm(store);
  closing.push(() => it.close());
  return it;
}

function peerOf(it: TestRealm, role: 'donor' | 'viewer' | 'submitter'): Peer {
  const peer = connect({ link: it.link(role), realm: 'lehr' });
  closing.push(() => peer.close());
  return peer;
}

const donorJoins = (it: TestRealm, anneal: Anneal = kernelDonor(it.store)) =>
  joinAsDonor(peerOf(it, 'donor'), anneal, { name: 'Ada' });

/** Resolves when the job has had a new best. */
async function improved(it: TestRealm, id: string): Promise<void> {
  const viewer = peerOf(it, 'viewer');
  await new Promise<void>((resolve, reject) => {
    viewer.subscribe(`lehr.job.${id}.best`, () => resolve()).catch(reject);
  });
}

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

describe('a job with a key', () => {
  test('is one job, however often and however soon it is handed in', async () => {
    const it = await realm();
    const submission = { ...(await testJob(it.store, 20, null)), key: 'k1' };
    const submitters = Array.from({ length: 5 }, () => peerOf(it, 'submitter'));
    const jobs = await Promise.all(submitters.map((each) => each.call('lehr.job.submit', submission)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect((await submitters[0]!.call('lehr.job.list', {})).jobs).toHaveLength(1);
    const other = await submitters[0]!.call('lehr.job.submit', { ...submission, key: 'k2' });
    expect(other.id).not.toBe(jobs[0]!.id);
    expect(other).not.toHaveProperty('key');
  });

  test('is the same one after a restart and after its end', async () => {
    const store = memoryStore();
    const before = await openRealm(store);
    const submission = { ...(await testJob(store, 20, null)), key: 'k1' };
    const first = await before.orchestrator.submit(submission);
    await before.close();
    const it = await realm(store);
    const submitter = peerOf(it, 'submitter');
    expect((await submitter.call('lehr.job.submit', submission)).id).toBe(first.id);
    await submitter.call('lehr.job.cancel', { id: first.id });
    expect(await submitter.call('lehr.job.submit', submission)).toMatchObject({
      id: first.id,
      state: 'cancelled',
    });
  });

  test('that was refused leaves its key free', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const spec = await testJob(it.store, 20, null);
    const refused = { ...spec, problem: '0'.repeat(64), key: 'k1' };
    await expect(submitter.call('lehr.job.submit', refused)).rejects.toThrow('not in the blob store');
    expect(await submitter.call('lehr.job.submit', { ...spec, key: 'k1' })).toMatchObject({
      state: 'running',
    });
  });

  test('does not stand for a job of another problem', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const [one, other] = [await testJob(it.store, 20, null, 1), await testJob(it.store, 20, null, 2)];
    await submitter.call('lehr.job.submit', { ...one, key: 'k1' });
    await expect(submitter.call('lehr.job.submit', { ...other, key: 'k1' })).rejects.toMatchObject({
      uri: 'lehr.error.invalid_input',
    });
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

describe('a given start', () => {
  const order = (n: number) => encodeTour(Int32Array.from({ length: n }, (_, city) => city));

  test('is the job’s first best, and is never lost', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const spec = await testJob(it.store, 100, 0.5);
    const start = await it.store.putBlob(order(100));
    const job = await submitter.call('lehr.job.submit', { ...spec, start });
    const energy = tsp.energy(tsp.decode(it.store.getBlob(spec.problem)!), order(100));
    expect(job.best).toMatchObject({ version: 1, energy, by: 'the given start' });
    await donorJoins(it);
    const done = await it.orchestrator.ended(job.id);
    expect(done.best!.energy).toBeLessThan(energy);
    expect(done.history[0]).toEqual({ elapsed: 0, energy });
    expect(done.finders.donors.map(({ name }) => name)).toEqual(['Ada']);
  });

  test('that nobody made better has a proof, which says that it was given', async () => {
    const it = await realm();
    const { id } = await it.orchestrator.submit({
      ...(await testJob(it.store, 100, null)),
      start: await it.store.putBlob(order(100)),
      target: { energy: 1e9 },
    });
    const { ended, best } = await it.orchestrator.ended(id);
    const { proof } = it.orchestrator.proof(id);
    expect(ended).toBe('target');
    expect(proof?.steps).toEqual([{ is: 'given', state: order(100), energy: best!.energy, behind: 0 }]);
  });

  test.each([
    ['of another size', order(99), 'a tour of 100 cities takes 200 bytes; there are 198'],
    ['that is no permutation', new Uint8Array(200), 'the tour visits city 0 twice'],
  ])('%s is refused, and says what is wrong', async (_, bytes, says) => {
    const it = await realm();
    const spec = { ...(await testJob(it.store, 100, 1)), start: await it.store.putBlob(bytes) };
    const refused = peerOf(it, 'submitter').call('lehr.job.submit', spec);
    await expect(refused).rejects.toMatchObject({ uri: 'lehr.error.invalid_input' });
    await expect(refused).rejects.toThrow(new RegExp(`the given start: ${says}`, 'i'));
    expect(it.orchestrator.current).toBeNull();
  });

  test('that nobody stored, or a gap to nothing, is refused', async () => {
    const it = await realm();
    const spec = await testJob(it.store, 100, 1);
    await expect(it.orchestrator.submit({ ...spec, start: 'ab'.repeat(32) })).rejects.toThrow(
      'is not in the blob store',
    );
    await expect(it.orchestrator.submit({ ...spec, target: { gap: 0.01 } })).rejects.toThrow(
      'a target as a gap needs a best known length',
    );
  });
});

describe('after a restart', () => {
  test('what ran runs, what was paused is paused, what waits waits, and the story goes on', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    const submitter = connect({ link: first.link('submitter'), realm: 'lehr' });
    const ids: string[] = [];
    for (let seed = 1; seed <= 12; seed++)
      ids.push((await submitter.call('lehr.job.submit', await testJob(store, 30, null, seed))).id);
    await submitter.call('lehr.job.pause', { id: ids[1]! });
    const donor = connect({ link: first.link('donor'), realm: 'lehr' });
    await joinAsDonor(donor, kernelDonor(store), { name: 'Ada' });
    await improved(first, ids[0]!);
    await Promise.all([submitter.close(), donor.close()]);
    await closing
      .splice(0)
      .reduce((before, close) => before.then(() => close()), Promise.resolve<unknown>(0));
    const before = (await listOf(first)).map(({ id, state }) => [id, state]);
    expect(before.filter(([, state]) => state === 'waiting')).toHaveLength(3);
    const told = (await getOf(first, ids[0]!)).history;
    await first.close();

    const it = await realm(store);
    await it.orchestrator.resume(null);
    expect((await listOf(it)).map(({ id, state }) => [id, state])).toEqual(before);
    expect(before.find(([id]) => id === ids[1])).toEqual([ids[1], 'paused']);
    expect((await getOf(it, ids[0]!)).history.slice(0, told.length)).toEqual(told);
    expect(told.length).toBeGreaterThan(0);
  });

  test('the house’s other jobs are set aside, submitted ones are not', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    const [house] = await first.orchestrator.resume(await testJob(store, 20, 60));
    const submitted = await first.orchestrator.submit(await testJob(store, 30, 60, 2));
    await first.close();
    const it = await realm(store);
    const [next, other] = await it.orchestrator.resume([
      await testJob(store, 40, 60, 3),
      await testJob(store, 50, 60, 4),
    ]);
    const states = new Map((await listOf(it)).map(({ id, state, ended }) => [id, [state, ended]]));
    expect(states).toEqual(
      new Map([
        [house!.id, ['cancelled', 'cancelled']],
        [submitted.id, ['running', null]],
        [next!.id, ['running', null]],
        [other!.id, ['running', null]],
      ]),
    );
  });

  test('a job that was kept by an earlier version goes on', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    const spec = await testJob(store, 20, 60);
    const [{ id }] = (await first.orchestrator.resume(spec)) as [Job];
    await first.close();
    const old = {
      id,
      spec,
      state: 'running',
      n: 20,
      createdAt: 1,
      elapsed: 2_000,
      counts: { tasks: 1, reissued: 0, rejected: 0, moves: 9 },
    };
    await store.put(`job/${id}`, new TextEncoder().encode(JSON.stringify(old)));
    const it = await realm(store);
    const [job] = await it.orchestrator.resume(spec);
    expect(job).toMatchObject({ id, state: 'running', elapsed: 2, weight: 1, moves: null, ended: null });
  });
});

const listOf = async (it: TestRealm): Promise<readonly Job[]> =>
  (await withPeer(it, (peer) => peer.call('lehr.job.list', {}))).jobs;
const getOf = (it: TestRealm, id: string): Promise<Job> =>
  withPeer(it, (peer) => peer.call('lehr.job.get', { id }));

async function withPeer<T>(it: TestRealm, ask: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = connect({ link: it.link('viewer'), realm: 'lehr' });
  try {
    return await ask(peer);
  } finally {
    await peer.close();
  }
}
