/** The donor against the real router and real kernels; the test is the orchestrator. */
import { createHash } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { kinds } from '../anneal/kinds.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealTask, DonorHello } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import { annealTask, turn, unserved } from './anneal-task.test-world.ts';
import { BlobStore } from './blob-store.ts';
import { Donor } from './donor.ts';
import type { Port } from './kernel/protocol.ts';
import { serveKernel } from './kernel/serve-kernel.ts';
import type { KernelHandle } from './kernel-handle.ts';
import { PortKernel } from './port-kernel.ts';

const PROBLEM = tsp.encode(
  euclidean(
    Float64Array.from({ length: 400 }, (_, i) => (i * 7919) % 1009),
    'nearest',
  ),
);
const HASH = createHash('sha256').update(PROBLEM).digest('hex');
const CREDIT = { moves: 0, tasks: 0, improvements: 0 };

const taskOf = (fields: Partial<AnnealTask> = {}) => annealTask({ problem: HASH, moves: 2_000, ...fields });

const VERSIONS = [...kinds.values()].map((kind) => kind.kernelVersion);

/** As long as anybody lets it. */
const LONG = { moves: 1e10, millis: 600_000 };

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Realm {
  router: Router;
  readonly orchestrator: Peer;
  readonly hellos: DonorHello[];
  readonly loads: DonorLoad[];
  connect(): Peer;
  restart(): Promise<void>;
}

async function openRealm(): Promise<Realm> {
  const rules = [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ] as const;
  const start = () => createRouter({ realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } } });
  let router = start();
  const join = () => {
    const peer = connect({
      link: async () => router.link({ authid: 'x', authrole: 'all' }),
      realm: 'lehr',
      reconnect: { first: 1, longest: 10 },
    });
    cleanups.push(() => peer.close());
    return peer;
  };
  cleanups.push(() => router.close());
  const orchestrator = join();
  const hellos: DonorHello[] = [];
  const loads: DonorLoad[] = [];
  await orchestrator.register('lehr.donor.hello', (hello) => {
    hellos.push(hello);
    if (hello.name === 'Barred') throw new WampError(ERRORS.barred, 'no kernel gives that');
    return { donor: 'd1', name: hello.name, credit: CREDIT };
  });
  await orchestrator.subscribe('lehr.donor.load', (load) => loads.push(load));
  return {
    get router() {
      return router;
    },
    orchestrator,
    hellos,
    loads,
    connect: join,
    async restart() {
      await router.close();
      router = start();
    },
  };
}

function realKernel(): PortKernel {
  const { port1, port2 } = new MessageChannel();
  serveKernel(port2 as unknown as Port, turn);
  cleanups.push(() => port1.close());
  return new PortKernel(port1 as unknown as Port, {
    now: () => performance.now(),
    onMoves: () => {},
    discarded: () => {},
  });
}

interface Lent {
  readonly donor: Donor;
  readonly peer: Peer;
  /** Resolves as soon as the donor is as the test wants it. */
  until(fits: (donor: Donor) => boolean): Promise<void>;
}

function lend(realm: Realm, kernels: readonly KernelHandle[], fetched: string[] = []): Lent {
  const waiting = new Set<() => void>();
  const peer = realm.connect();
  const donor = new Donor({
    peer,
    blobs: new BlobStore(async (hash) => {
      fetched.push(hash);
      return PROBLEM;
    }),
    versions: VERSIONS,
    profile: { token: '0'.repeat(32), name: 'Ada', cores: kernels.length, agent: 'Node 20' },
    onChange: () => {
      for (const check of [...waiting]) check();
    },
  });
  for (const kernel of kernels) donor.add(kernel);
  cleanups.push(() => donor.close());
  const until = (fits: (now: Donor) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!fits(donor)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { donor, peer, until };
}

/** Calls until somebody serves the procedure. */
async function anneal(realm: Realm, task: AnnealTask) {
  for (;;) {
    try {
      return await realm.orchestrator.call('lehr.compute.anneal', task);
    } catch (error) {
      if ((error as { uri?: string }).uri !== ERRORS.noSuchProcedure) throw error;
      await turn();
    }
  }
}

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
