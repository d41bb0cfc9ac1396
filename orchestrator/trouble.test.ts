/** A full disk, a damaged one, late first answers, strangers who promise much: the house goes on. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { peerWith } from '../cli/testing/peer-with.ts';
import { joinAsDonor, kernelDonor, openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { realms } from '../cli/testing/realms.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS, isWampError } from '../peer/errors.ts';
import type { JobStatus } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';
import { RunningJob } from './running-job.ts';

const { realm, peerOf, closeAfter } = realms();
afterEach(() => void vi.restoreAllMocks());

/** A store whose disk can be full. */
function fillable(): { store: Store; full: boolean } {
  const store = memoryStore();
  const disk = { store, full: false };
  const write =
    <A extends unknown[], R>(real: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      if (disk.full) throw new Error('ENOSPC: no space left on device');
      return real(...args);
    };
  disk.store = { ...store, put: write(store.put), delete: write(store.delete) };
  return disk;
}

describe('a full disk', () => {
  test('ends no round without its result, and refuses a new job until there is room', async () => {
    const disk = fillable();
    const it = await realm(disk.store);
    const spec = await testJob(disk.store, 100, 0.5);
    await it.orchestrator.resume(spec);
    const { id } = it.orchestrator.current!;
    disk.full = true;
    await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
    const job = await it.orchestrator.ended(id);
    expect(job).toMatchObject({ state: 'done', best: { by: 'Ada' } });
    expect(it.log.join('\n')).toContain('ENOSPC');
    await expect(it.orchestrator.submit(spec)).rejects.toThrow('ENOSPC');
    disk.full = false;
    const next = await it.orchestrator.submit(spec);
    expect(next.state).toBe('running');
    expect((await it.orchestrator.ended(next.id)).state).toBe('done');
    expect(it.orchestrator.current!.id).toBe(next.id);
  });

  test('keeps nobody from closing', async () => {
    const disk = fillable();
    const it = await openRealm(disk.store);
    await it.orchestrator.resume(await testJob(disk.store, 100, 60));
    disk.full = true;
    await it.close();
    expect(it.log.join('\n')).toContain('the state cannot be written');
  });
});

describe('a damaged store', () => {
  const nonsense = new TextEncoder().encode('{"id":');

  test('loses what is damaged, says so, and keeps the rest', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    await first.orchestrator.resume(await testJob(store, 100, 60));
    await first.close();
    await store.put('job/j0', nonsense);
    await store.put('account/a', nonsense);
    await store.put(`best/${first.orchestrator.current!.id}`, nonsense);
    const it = await realm(store);
    await it.orchestrator.resume(null);
    expect(it.orchestrator.current).toMatchObject({ state: 'running', best: null });
    expect(it.log).toHaveLength(3);
    expect(it.log.join('\n')).toContain('job/j0 is damaged and left out');
  });

  test('a best that is not what it says is no best', async () => {
    const store = memoryStore();
    const first = await openRealm(store);
    const spec = await testJob(store, 100, 0.5);
    await first.orchestrator.resume(spec);
    const donor = connect({ link: first.link('donor'), realm: 'lehr' });
    await joinAsDonor(donor, kernelDonor(store), { name: 'Ada' });
    const { id, best } = await first.orchestrator.ended(first.orchestrator.current!.id);
    await donor.close();
    await first.close();

    const { state: _, ...head } = best!;
    const bytes = new TextEncoder().encode(JSON.stringify({ ...head, energy: 1 }));
    const value = new Uint8Array(4 + bytes.length + best!.state.length);
    new DataView(value.buffer).setUint32(0, bytes.length, true);
    value.set(bytes, 4);
    value.set(best!.state, 4 + bytes.length);
    await store.put(`best/${id}`, value);
    const record = JSON.parse(new TextDecoder().decode(store.get(`job/${id}`)));
    await store.put(
      `job/${id}`,
      new TextEncoder().encode(JSON.stringify({ ...record, state: 'running', elapsed: 0 })),
    );
    const it = await realm(store);
    await it.orchestrator.resume(spec);
    expect(it.orchestrator.current).toMatchObject({ id, state: 'running', best: null });
    expect(it.log.join('\n')).toContain('its best is not as long as it says');
  });
});

test.each([
  ['its first step', 0],
  ['a later one', 1],
])('a job that cannot be prepared ends by itself, at %s, and the next has its donors', async (_, at) => {
  const it = await realm();
  const spec = await testJob(it.store, 100, null);
  const { prepare } = RunningJob.prototype;
  let steps = 0;
  vi.spyOn(RunningJob.prototype, 'prepare').mockImplementation(function (this: RunningJob) {
    if (steps++ === at) throw new Error('its parts do not fit');
    // Each step its turn: none goes on at once after so long.
    for (const end = performance.now() + 6; performance.now() < end; );
    return at > 0 && steps <= at ? false : prepare.call(this);
  });
  const { id } = await it.orchestrator.submit(spec);
  expect(await it.orchestrator.ended(id)).toMatchObject({
    ...{ state: 'cancelled', ended: 'failed', failure: 'fault' },
  });
  expect(it.log).toEqual([`job ${id} cannot go on: its parts do not fit`]);
  const next = await it.orchestrator.submit({ ...spec, budget: 0.5 });
  await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
  expect(await it.orchestrator.ended(next.id)).toMatchObject({ state: 'done', best: { by: 'Ada' } });
});

test('a budget shorter than what an unfinished job has used is annealed all the same', async () => {
  const store = memoryStore();
  const first = await openRealm(store);
  await first.orchestrator.resume(await testJob(store, 100, 60));
  const { id } = first.orchestrator.current!;
  await first.close();
  const record = JSON.parse(new TextDecoder().decode(store.get(`job/${id}`)));
  await store.put(`job/${id}`, new TextEncoder().encode(JSON.stringify({ ...record, elapsed: 50_000 })));

  const it = await realm(store);
  await it.orchestrator.resume(await testJob(store, 100, 0.5));
  expect(it.orchestrator.current).toMatchObject({ id, state: 'running', elapsed: 0 });
});

test('what a donor takes to get ready is nobody’s budget: it goes from when the first kernel began', async () => {
  const it = await realm();
  await it.orchestrator.resume(await testJob(it.store, 100, 0.1));
  const { id } = it.orchestrator.current!;
  const honest = kernelDonor(it.store);
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const elapsed: number[] = [];
  await peerOf(it, 'viewer').subscribe(`lehr.job.${id}.state`, (status: JobStatus) => {
    if (status.stats.inFlight > 0) elapsed.push(status.elapsed);
    // The second one is a second after the first: ten times the budget.
    if (elapsed.length === 2) isReady();
  });
  const slow = async (...call: Parameters<typeof honest>) => {
    await ready;
    return honest(...call);
  };
  await joinAsDonor(peerOf(it, 'donor'), slow, { name: 'Slow' });
  const job = await it.orchestrator.ended(id);
  expect(elapsed.slice(0, 2)).toEqual([0, 0]);
  expect(job).toMatchObject({ state: 'done', elapsed: 0.1, best: { by: 'Slow' } });
});

test('a job whose donors only fail uses its budget, and ends', async () => {
  const it = await realm();
  const failing = () => Promise.reject(new Error('out of memory'));
  await joinAsDonor(peerOf(it, 'donor'), failing, { name: 'Poor' });
  await it.orchestrator.resume(await testJob(it.store, 100, 0.1));
  const job = await it.orchestrator.ended(it.orchestrator.current!.id);
  expect(job).toMatchObject({ state: 'done', ended: 'budget', elapsed: 0.1, best: null });
});

test('a job whose calls found nobody at first, and then only donors that fail, uses its budget, and ends', async () => {
  let refused = () => {};
  const wasRefused = new Promise<void>((resolve) => {
    refused = resolve;
  });
  const it = await openRealm(memoryStore(), (peer) => {
    const callWithCallee: Peer['callWithCallee'] = (...call) => {
      const answer = peer.callWithCallee(...call);
      answer.catch((error) => isWampError(error, ERRORS.noSuchProcedure) && refused());
      return answer;
    };
    return peerWith(peer, { callWithCallee });
  });
  closeAfter(() => it.close());
  await it.orchestrator.resume(await testJob(it.store, 100, 0.1));
  const { id } = it.orchestrator.current!;
  const poor = peerOf(it, 'donor');
  const hello = { name: 'Poor', cores: 1, kernels: [tsp.kernelVersion], agent: 'test' };
  await poor.call('lehr.donor.hello', { ...hello, token: '01'.repeat(16) });
  await wasRefused;
  const failing = () => Promise.reject(new Error('out of memory'));
  await poor.register('lehr.compute.anneal', failing, { invoke: 'load', concurrency: 1 });
  expect(await it.orchestrator.ended(id)).toMatchObject({ ended: 'budget', elapsed: 0.1, best: null });
});

test('strangers who promise cores and serve nothing do not thin out the search', async () => {
  const it = await realm();
  await it.orchestrator.resume(await testJob(it.store, 100, 2));
  const claim = { name: 'Boaster', cores: 1_000, kernels: [], agent: 'test' };
  for (let i = 0; i < 3; i++)
    await peerOf(it, 'donor').call('lehr.donor.hello', { ...claim, token: `0${i}`.repeat(16) });
  const viewer = connect({ link: it.link('viewer'), realm: 'lehr' });
  closeAfter(() => viewer.close());
  const seen: number[] = [];
  const { id } = it.orchestrator.current!;
  await viewer.subscribe(`lehr.job.${id}.state`, ({ stats }: JobStatus) => seen.push(stats.inFlight));
  await joinAsDonor(peerOf(it, 'donor'), kernelDonor(it.store), { name: 'Ada' });
  await it.orchestrator.ended(id);
  // Eight cores believed of each, one of Ada, and a quarter more that waits.
  expect(Math.max(...seen)).toBeLessThanOrEqual(3 * 8 + 1 + 6);
  expect(Math.max(...seen)).toBeGreaterThan(0);
});
