import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { connect } from '../peer/client.ts';
import { ERRORS } from '../peer/errors.ts';
import { unserved } from './anneal-task.test-world.ts';
import { BlobStore } from './blob-store.ts';
import {
  anneal,
  HASH,
  LONG,
  lend,
  openRealm,
  PROBLEM,
  realKernel,
  taskOf,
  VERSIONS,
} from './donor.test-world.ts';
import { Donor } from './donor.ts';

describe('a donor', () => {
  test('says hello, then serves tasks with answers that hold', async () => {
    const realm = await openRealm();
    const { donor } = lend(realm, [realKernel()]);
    const answer = await anneal(realm, taskOf());
    expect(realm.hellos).toEqual([
      { token: '0'.repeat(32), name: 'Ada', cores: 1, agent: 'Node 20', kernels: VERSIONS, quick: true },
    ]);
    expect(answer).toMatchObject({ task: 't', moves: 2_000 });
    expect(tsp.energy(tsp.decode(PROBLEM), answer.state)).toBe(answer.energy);
    expect(donor.tasks).toBe(1);
    expect(donor.moves).toBe(2_000);
  });

  test('runs as many tasks at once as it has kernels, of several jobs, and fetches a problem once', async () => {
    const realm = await openRealm();
    const fetched: string[] = [];
    const { until } = lend(realm, [realKernel(), realKernel()], fetched);
    await anneal(realm, taskOf());
    const abort = new AbortController();
    const calls = ['a', 'b', 'c'].map((job) =>
      realm.orchestrator.call('lehr.compute.anneal', taskOf({ job, ...LONG }), { signal: abort.signal }),
    );
    const ends = Promise.allSettled(calls);
    await until((donor) => donor.running === 2);
    abort.abort();
    await ends;
    await until((donor) => donor.running === 0);
    expect(fetched).toEqual([HASH]);
  });

  test('shortly before a task’s time is over its caller hears so, and the next task waits at hand', async () => {
    const realm = await openRealm();
    const { donor, peer } = lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    const timed = { moves: LONG.moves, millis: 250 };
    let next: Promise<{ readonly task: string }> | null = null;
    const endings: unknown[] = [];
    const { output } = await realm.orchestrator.callWithCallee('lehr.compute.anneal', taskOf(timed), {
      onProgress: ({ details }) => {
        endings.push(details._callee);
        next ??= realm.orchestrator.call('lehr.compute.anneal', taskOf({ task: 'next', moves: 100 }));
      },
    });
    expect(output.task).toBe('t');
    expect(peer.state.is).toBe('joined');
    expect(endings).toHaveLength(1);
    expect((await next!).task).toBe('next');
    expect(donor.tasks).toBe(3);
  });

  test('of a replay it does not say when it ends: nobody knows', async () => {
    const realm = await openRealm();
    lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    let told = 0;
    const onProgress = () => {
      told++;
    };
    const replay = taskOf({ moves: 200_000, until: 100_000, millis: 1 });
    await realm.orchestrator.callWithCallee('lehr.compute.anneal', replay, { onProgress });
    expect(told).toBe(0);
  });

  test('a kernel that goes ends its task in an error at once; the other goes on', async () => {
    const realm = await openRealm();
    const kernels = [realKernel(), realKernel()];
    const { donor, until } = lend(realm, kernels);
    await anneal(realm, taskOf());
    const calls = [1, 2].map((seed) =>
      realm.orchestrator.call('lehr.compute.anneal', taskOf({ seed, moves: 20_000 })),
    );
    const ends = Promise.allSettled(calls);
    await until((now) => now.running === 2);
    donor.remove(kernels[0]!, 'its tab was closed');
    const statuses = (await ends).map((end) => (end.status === 'rejected' ? end.reason.uri : 'answered'));
    expect(statuses.sort()).toEqual(['answered', ERRORS.kernelLost]);
  });

  test('a kernel lent later raises the concurrency without losing a running task', async () => {
    const realm = await openRealm();
    const { donor, until } = lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    const first = realm.orchestrator.call('lehr.compute.anneal', taskOf({ task: 'one', moves: 20_000 }));
    await until((now) => now.running === 1);
    donor.add(realKernel());
    const second = realm.orchestrator.call('lehr.compute.anneal', taskOf({ task: 'two', moves: 20_000 }));
    await until((now) => now.running === 2);
    expect([(await first).task, (await second).task]).toEqual(['one', 'two']);
  });

  test('after the router came back it says hello first and serves again', async () => {
    const realm = await openRealm();
    lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    await realm.restart();
    expect((await anneal(realm, taskOf({ task: 'after' }))).task).toBe('after');
    expect(realm.hellos).toHaveLength(2);
  });

  test('where another orchestrator takes the lead it says hello again, and keeps its registration', async () => {
    const realm = await openRealm();
    const { until } = lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    const { registrations } = realm.router.stats();
    let registered = 0;
    await realm.orchestrator.subscribeUri('wamp.registration.on_register', () => registered++);
    realm.orchestrator.publish('lehr.orchestrator', { name: 'second', epoch: 2 });
    await until(() => realm.hellos.length === 2);
    expect((await anneal(realm, taskOf({ task: 'after' }))).task).toBe('after');
    expect([registered, realm.router.stats().registrations]).toEqual([0, registrations]);
  });

  test('a donor that is believed no more offers nothing, and does not ask again', async () => {
    const realm = await openRealm();
    const { donor, until } = lend(realm, [realKernel()]);
    await until(({ welcome }) => welcome !== null);
    donor.configure({ token: '0'.repeat(32), name: 'Barred', cores: 1, agent: 'Node 20' });
    await until(({ barred }) => barred);
    donor.pause(true);
    donor.pause(false);
    await donor.close();
    expect(realm.hellos.map(({ name }) => name)).toEqual(['Ada', 'Barred']);
    expect(realm.router.stats().registrations).toBe(1);
  });

  test('a task for another kernel version is refused and shows that this donor is outdated', async () => {
    const realm = await openRealm();
    const { donor, until } = lend(realm, [realKernel()]);
    await until((now) => now.welcome !== null);
    await expect(anneal(realm, taskOf({ kernel: 'tsp/999' }))).rejects.toMatchObject({
      uri: ERRORS.kernelUnknown,
    });
    expect(donor.outdated).toBe(true);
    await expect(unserved(realm.orchestrator)).resolves.toBe(ERRORS.noSuchProcedure);
  });

  test('while paused it takes no tasks, and tells so', async () => {
    const realm = await openRealm();
    const { donor } = lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    donor.pause(true);
    await expect(unserved(realm.orchestrator)).resolves.toBe(ERRORS.noSuchProcedure);
    expect(realm.loads.at(-1)).toMatchObject({ donor: 'd1', paused: true });
    donor.pause(false);
    expect((await anneal(realm, taskOf({ task: 'again' }))).task).toBe('again');
  });

  test('a task whose problem is not to be had ends in an error that says so', async () => {
    const realm = await openRealm();
    lend(realm, [realKernel()]);
    await expect(anneal(realm, taskOf({ problem: 'f'.repeat(64) }))).rejects.toMatchObject({
      uri: ERRORS.problemUnavailable,
    });
  });

  test('close waits for no router that is not there', async () => {
    const peer = connect({ link: () => new Promise<never>(() => {}), realm: 'lehr' });
    const donor = new Donor({
      peer,
      blobs: new BlobStore(async () => PROBLEM),
      versions: [],
      profile: { token: '0'.repeat(32), name: '', cores: 1, agent: '' },
      onChange: () => {},
    });
    await donor.close();
    expect(donor.kernels).toBe(0);
  });

  test('close ends running tasks in an error and leaves nobody registered', async () => {
    const realm = await openRealm();
    const { donor, until } = lend(realm, [realKernel()]);
    await anneal(realm, taskOf());
    const call = realm.orchestrator.call('lehr.compute.anneal', taskOf(LONG));
    call.catch(() => {});
    await until((now) => now.running === 1);
    await donor.close();
    await expect(call).rejects.toMatchObject({ uri: ERRORS.stopped });
    await expect(unserved(realm.orchestrator)).resolves.toBe(ERRORS.noSuchProcedure);
  });
});
