/** The runs of jobs as facts, on the real router: told whole to who comes late, and once each, whoever is killed. */
import { afterEach, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { peerWith } from '../cli/testing/peer-with.ts';
import {
  factsRouter,
  joinAsDonor,
  kernelDonor,
  openRealm,
  type TestRealm,
  testJob,
} from '../cli/testing/realm-of-one-process.ts';
import { hearsOfBest } from '../cli/testing/realms.ts';
import { connect, type Peer } from '../peer/client.ts';
import { applyDelta } from '../peer/delta.ts';
import { WampError } from '../peer/errors.ts';
import { parseEvent } from '../peer/guards.ts';
import type { Job } from '../peer/procedures.ts';
import { type RunEvent, type RunPicture, runTopic } from '../peer/run.ts';
import type { Router } from '../router-lite/index.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';
import { REALM } from './realm.ts';
import { NO_STORY, retold } from './story.ts';

const [WELCOME, SUBSCRIBE, EVENT] = [2, 32, 36];

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function opened(): Router {
  const router = factsRouter();
  closing.push(() => router.close());
  return router;
}

async function realm(router: Router, store: Store, wrap?: (peer: Peer) => Peer): Promise<TestRealm> {
  const it = await openRealm(store, wrap, router);
  closing.push(() => it.close());
  return it;
}

function peerOf(it: TestRealm, role: 'donor' | 'viewer' | 'submitter'): Peer {
  const peer = connect({ link: it.link(role), realm: REALM });
  closing.push(() => peer.close());
  return peer;
}

/** Resolves with the run of a job, up to the first event that `last` says yes to: as one who comes late is told of it. */
function runOf(router: Router, job: string, last: (event: RunEvent) => boolean): Promise<RunEvent[]> {
  const link = router.link({ realm: REALM, authid: 'late', authrole: 'viewer' });
  const topic = runTopic(job);
  const told: RunEvent[] = [];
  return new Promise((resolve) => {
    link.onMessage = ([type, , , , args]) => {
      if (type === WELCOME) link.send([SUBSCRIBE, 1, { _replay: { from: 0 } }, topic]);
      if (type !== EVENT) return;
      told.push(parseEvent(topic, (args as unknown[])[0]));
      if (!last(told.at(-1)!)) return;
      link.close();
      resolve(told);
    };
    link.send([1, REALM, { roles: { subscriber: {} } }]);
  });
}

const kinds = (events: readonly RunEvent[]) =>
  events.map(({ is }) => is).filter((is, i, all) => is !== 'best' || all[i - 1] !== 'best');

function isWhole(events: readonly RunEvent[], { history, finders }: Pick<Job, 'history' | 'finders'>): void {
  expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i + 1));
  expect(events.reduce(retold, NO_STORY)).toEqual({ history, finders });
}

test('who comes late is told the whole run, and can show it again', async () => {
  const router = opened();
  const store = memoryStore();
  const it = await realm(router, store);
  const submitter = peerOf(it, 'submitter');
  const spec = await testJob(store, 500, null);
  const { id } = await submitter.call('lehr.job.submit', spec);
  await joinAsDonor(peerOf(it, 'donor'), kernelDonor(store), { name: 'Ada' });
  const viewer = peerOf(it, 'viewer');
  await hearsOfBest(viewer, id);
  const paused = await submitter.call('lehr.job.pause', { id });
  await submitter.call('lehr.job.resume', { id });
  await hearsOfBest(viewer, id, paused.best!.version);
  const ended = await submitter.call('lehr.job.cancel', { id });

  const events = await runOf(router, id, ({ is }) => is === 'ended');
  const happened = kinds(events).filter((is) => is !== 'best');
  expect(happened).toEqual(['submitted', 'started', 'paused', 'resumed', 'started', 'ended']);
  expect(events[0]).toMatchObject({ title: spec.title, problem: spec.problem, size: 500, elapsed: 0 });
  expect(events.at(-1)).toMatchObject({ why: 'cancelled', failure: null, elapsed: ended.elapsed });
  isWhole(events, ended);

  // Each picture is the tour of the length that was told with it.
  const problem = tsp.decode(store.getBlob(spec.problem)!);
  let shown: { version: number; state: Uint8Array } = { version: 0, state: new Uint8Array(0) };
  let pictures = 0;
  for (const event of events) {
    if (event.is !== 'best' || !event.picture) continue;
    const { base, version, bytes } = event.picture;
    if (base !== null) expect(base).toBe(shown.version);
    shown = { version, state: base === null ? bytes : applyDelta(shown.state, bytes) };
    expect(tsp.energy(problem, shown.state)).toBe(event.bests.at(-1)!.energy);
    pictures++;
  }
  expect(pictures).toBeGreaterThan(0);
  expect(shown.state).toEqual(ended.best!.state);
});

test('a router that will not have a picture is told the event without', async () => {
  const router = opened();
  const store = memoryStore();
  const refused: number[] = [];
  const it = await realm(router, store, (peer) =>
    peerWith(peer, {
      publishRaw(topic, args = [], ...rest) {
        const { picture } = args[0] as { picture?: RunPicture | null };
        const bytes = picture?.bytes.length ?? 0;
        if (bytes < 1_000) return peer.publishRaw(topic, args, ...rest);
        refused.push(bytes);
        return Promise.reject(new WampError('wamp.error.payload_size_exceeded', 'shorter, please'));
      },
    }),
  );
  const submitter = peerOf(it, 'submitter');
  const { id } = await submitter.call('lehr.job.submit', await testJob(store, 500, null));
  await joinAsDonor(peerOf(it, 'donor'), kernelDonor(store), { name: 'Ada' });
  const viewer = peerOf(it, 'viewer');
  for (let times = 0, version = 0; times < 3; times++) {
    await hearsOfBest(viewer, id, version);
    // Bests are told before what follows.
    version = (await submitter.call('lehr.job.pause', { id })).best!.version;
    await submitter.call('lehr.job.resume', { id });
  }
  const ended = await submitter.call('lehr.job.cancel', { id });
  const events = await runOf(router, id, ({ is }) => is === 'ended');
  isWhole(events, ended);
  const told = events.filter((event) => event.is === 'best');
  expect(told.length).toBeGreaterThanOrEqual(3);
  expect(told.flatMap(({ picture }) => picture ?? [])).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
  expect(it.log.filter((line) => line.includes('shorter, please'))).toHaveLength(1);
});

/**
 * An orchestrator that is killed after so many writes and publications: from then on nothing of it is written or published, and it
 * does not know. Whether the last publication was stored nobody tells it.
 */
async function mortal(router: Router, store: Store, steps: number) {
  let left = steps;
  let die = () => {};
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  const alive = () => {
    if (left === 0) die();
    return left-- > 0;
  };
  const never = new Promise<never>(() => {});
  const frail: Store = {
    ...store,
    put: (key, value) => (alive() ? store.put(key, value) : never),
    delete: (key) => (left > 0 ? store.delete(key) : never),
  };
  const it = await openRealm(
    frail,
    (peer) =>
      peerWith(peer, {
        async publishRaw(...args) {
          const isLast = left === 1;
          if (!alive()) return never;
          const publication = await peer.publishRaw(...args);
          return isLast ? never : publication;
        },
      }),
    router,
  );
  return { it, dead };
}

test('an orchestrator that is killed anywhere leaves a run that the next one goes on with: nothing twice, nothing missing', async () => {
  for (const steps of [1, 2, 3, 5, 8, 13, 21, 30]) {
    const router = opened();
    const store = memoryStore();
    // So large that there is always something to find.
    const spec = await testJob(store, 1_000, null);
    const { it: first, dead } = await mortal(router, store, steps);
    const submitter = peerOf(first, 'submitter');
    const key = 'the same job';
    // Until it is dead, and no answer comes any more.
    const asked = (async () => {
      const { id } = await submitter.call('lehr.job.submit', { ...spec, key });
      const donor = peerOf(first, 'donor');
      await joinAsDonor(donor, kernelDonor(store), { name: 'Ada' });
      const viewer = peerOf(first, 'viewer');
      for (;;) {
        const { best } = await submitter.call('lehr.job.pause', { id });
        await submitter.call('lehr.job.resume', { id });
        await Promise.race([hearsOfBest(viewer, id, best?.version), dead]);
      }
    })();
    asked.catch(() => {});
    await dead;
    await first.peer.close();

    const it = await realm(router, store);
    await it.orchestrator.resume(null);
    const again = peerOf(it, 'submitter');
    const { id } = await again.call('lehr.job.submit', { ...spec, key });
    const { best } = await again.call('lehr.job.resume', { id });
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(store), { name: 'Bob' });
    await hearsOfBest(peerOf(it, 'viewer'), id, best?.version);
    const ended = await again.call('lehr.job.cancel', { id });
    const events = await runOf(router, id, ({ is }) => is === 'ended');
    isWhole(events, ended);
    const happened = kinds(events).filter((is) => is !== 'best');
    // In the order in which a job can be, whatever the first one came to.
    expect(happened.join(' ')).toMatch(
      /^submitted (started paused resumed )*(started( paused)?( resumed started)? )?ended$/,
    );
    expect(ended.history.at(-1)!.energy).toBe(ended.best!.energy);
    expect(await waiting(store, id)).toBe(0);
  }
});

/** Resolves with how many events still wait in the job's record, once none does or the writes are done. */
async function waiting(store: Store, id: string): Promise<number> {
  for (let turn = 0; turn < 100; turn++) {
    const record = JSON.parse(new TextDecoder().decode(store.get(`job/${id}`)));
    if (record.run.waiting.length === 0) return 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return JSON.parse(new TextDecoder().decode(store.get(`job/${id}`))).run.waiting.length;
}
