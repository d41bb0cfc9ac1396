import { describe, expect, test } from 'vitest';
import { encodeTour } from '../anneal/tsp/state.ts';
import { joinAsDonor, kernelDonor, openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { improved, jobOf, jobsOf, realms } from '../cli/testing/realms.ts';
import { connect } from '../peer/client.ts';
import type { Job } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';

const { realm, peerOf } = realms();

const orderOf = (n: number) => encodeTour(Int32Array.from({ length: n }, (_, city) => city));

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
    const before = (await jobsOf(first)).map(({ id, state }) => [id, state]);
    expect(before.filter(([, state]) => state === 'waiting')).toHaveLength(3);
    const told = (await jobOf(first, ids[0]!)).history;
    await first.close();

    const it = await realm(store);
    await it.orchestrator.resume(null);
    expect((await jobsOf(it)).map(({ id, state }) => [id, state])).toEqual(before);
    expect(before.find(([id]) => id === ids[1])).toEqual([ids[1], 'paused']);
    expect((await jobOf(it, ids[0]!)).history.slice(0, told.length)).toEqual(told);
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
    const states = new Map((await jobsOf(it)).map(({ id, state, ended }) => [id, [state, ended]]));
    expect(states).toEqual(
      new Map([
        [house!.id, ['cancelled', 'cancelled']],
        [submitted.id, ['running', null]],
        [next!.id, ['running', null]],
        [other!.id, ['running', null]],
      ]),
    );
  });

  test('a job whose problem is gone fails, and says why; one that was paused while that was found out is paused', async () => {
    const store = memoryStore();
    const spec = await testJob(store, 20, 60);
    const first = await openRealm(store);
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push((await first.orchestrator.submit(spec)).id);
    await first.close();
    await store.deleteBlob(spec.problem);
    const asked: (() => void)[] = [];
    let hear = () => {};
    const slow = {
      ...store,
      getBlob: () =>
        new Promise<undefined>((resolve) => {
          asked.push(() => resolve(undefined));
          hear();
        }),
    };
    const it = await realm(slow as unknown as Store);
    const resumed = it.orchestrator.resume(null);
    const submitter = peerOf(it, 'submitter');
    for (const change of ['', 'pause']) {
      while (asked.length === 0) await new Promise<void>((resolve) => (hear = resolve));
      const id = ids[change ? 1 : 0]!;
      if (change) await submitter.call('lehr.job.pause', { id });
      asked.shift()!();
    }
    await resumed;
    const [failed, paused] = await Promise.all(ids.map((id) => jobOf(it, id)));
    expect(failed).toMatchObject({ state: 'cancelled', ended: 'failed', failure: 'problem missing' });
    expect(paused).toMatchObject({ state: 'paused', ended: null, failure: null });
  });

  test('what a process that was killed left without a job is swept, and what belongs to one is not', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    const spec = await testJob(store, 20, 60);
    const { id } = await first.orchestrator.submit({ ...spec, start: await store.putBlob(orderOf(20)) });
    await first.close();
    const [best, bytes] = [store.get(`best/${id}`)!, new TextEncoder().encode('{}')];
    for (const key of ['best/gone', 'story/gone', 'proof/gone']) await store.put(key, best);
    await store.put('cli/secret', bytes);
    const it = await realm(store);
    await it.orchestrator.resume(null);
    expect([...store.keys('')].filter((key) => key.includes('gone'))).toEqual([]);
    expect([store.get(`best/${id}`), store.get('cli/secret')]).toEqual([best, bytes]);
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
    const story = {
      history: [{ elapsed: 1, energy: 99 }],
      finders: { donors: [{ name: 'Ada', improvements: 1 }], last: [] },
    };
    await store.put(`story/${id}`, new TextEncoder().encode(JSON.stringify(story)));
    await store.put(`job/${id}`, new TextEncoder().encode(JSON.stringify(old)));
    const it = await realm(store);
    const [job] = await it.orchestrator.resume(spec);
    expect(job).toMatchObject({ id, state: 'running', elapsed: 2, weight: 1, moves: null, ended: null });
    expect(await jobOf(it, id)).toMatchObject(story);
  });
});
