/** How jobs share the donors, in virtual time: the orchestrator as it is, a clock that is moved, and kernels that need none. */
import { afterEach, describe, expect, test } from 'vitest';
import { finish } from '../anneal/steps.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { unpacked } from '../anneal/unpacked.ts';
import { testJob } from '../cli/testing/realm-of-one-process.ts';
import type { Peer } from '../peer/client.ts';
import type { AnnealAnswer, AnnealTask, Job } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';
import { ManualClock } from './manual-clock.ts';
import { createOrchestrator, type Orchestrator } from './orchestrator.ts';
import { seededRandom } from './random.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Milliseconds of kernel time that each job was given. */
type Given = Map<string, number>;

interface House {
  readonly orchestrator: Orchestrator;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly given: Given;
}

/** Donors of one session with so many kernels, each task taking exactly the time it may. */
async function house(kernels: number): Promise<House> {
  const clock = new ManualClock();
  const store = memoryStore();
  const given: Given = new Map();
  const handlers = new Map<string, (input: unknown, context: unknown) => unknown>();
  let free = kernels;
  const queue: (() => void)[] = [];
  const work = (task: AnnealTask, signal?: AbortSignal): Promise<{ output: AnnealAnswer; callee: number }> =>
    new Promise((resolve, reject) => {
      const begin = () => {
        if (signal?.aborted) return reject(new Error('called back'));
        free--;
        const timer = clock.after(task.millis, () => {
          if (task.until === null) given.set(task.job, (given.get(task.job) ?? 0) + task.millis);
          end();
          resolve({ output: anneal(store, task), callee: 1 });
        });
        const end = () => {
          signal?.removeEventListener('abort', aborted);
          free++;
          queue.shift()?.();
        };
        const aborted = () => {
          timer();
          end();
          reject(new Error('called back'));
        };
        signal?.addEventListener('abort', aborted);
      };
      if (free > 0) begin();
      else queue.push(begin);
    });
  const none = async () => async () => {};
  const peer = {
    callWithCallee: (_: string, task: AnnealTask, options?: { signal?: AbortSignal }) =>
      work(task, options?.signal),
    callUri: async () => null,
    register: (uri: string, handler: (input: unknown, context: unknown) => unknown) => {
      handlers.set(uri, handler);
      return none();
    },
    registerUri: none,
    subscribe: none,
    subscribeUri: none,
    publish: () => {},
    // No session of its own: nobody watches its health.
    state: { is: 'closed', reason: 'a test' },
    onState: () => () => {},
  } as unknown as Peer;
  const orchestrator = await createOrchestrator({
    peer,
    store,
    clock,
    random: seededRandom(3),
    judge: async (task) => anneal(store, task),
    log: () => {},
  });
  closing.push(() => orchestrator.close());
  await handlers.get('lehr.donor.hello')!(
    { token: 'ab'.repeat(16), name: 'Ada', cores: kernels, kernels: [tsp.kernelVersion], agent: 'test' },
    { caller: 1 },
  );
  return { orchestrator, clock, store, given };
}

/** A few moves of the real kernel. */
function anneal(store: Store, task: AnnealTask): AnnealAnswer {
  const problem = tsp.decode(store.getBlob(task.problem)!);
  const kernel = tsp.createKernel(problem);
  kernel.start(finish(unpacked(tsp as never, problem, task)));
  kernel.run(task.until ?? Math.min(task.moves, 5));
  return { task: task.task, ...kernel.answer() };
}

async function submit(it: House, weight: number, budget: number | null = null): Promise<Job> {
  return it.orchestrator.submit({ ...(await testJob(it.store, 12, budget, weight)), weight });
}

describe('jobs that share the donors', () => {
  test.each([
    [1, [1, 1]],
    [1, [1, 3]],
    [3, [1, 3]],
    [8, [1, 2, 5]],
    [2, [1, 1, 1, 1, 1, 1, 1, 10]],
  ])('on %i kernels have kernel time by their weights %j', async (kernels, weights) => {
    const it = await house(kernels);
    const jobs: Job[] = [];
    for (const weight of weights) jobs.push(await submit(it, weight));
    await it.clock.advance(100_000);
    const all = [...it.given.values()].reduce((sum, time) => sum + time, 0);
    // No kernel rested.
    expect(all).toBeGreaterThan(0.97 * kernels * 100_000);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [i, { id }] of jobs.entries()) {
      const fair = (all * weights[i]!) / sum;
      // One task by its turn, and one on each kernel that is not counted yet.
      expect(Math.abs((it.given.get(id) ?? 0) - fair)).toBeLessThanOrEqual(1_000 * (1 + kernels));
    }
  });

  test('end when each has had its budget, the others going faster as one ends', async () => {
    const it = await house(2);
    const short = await submit(it, 1, 10);
    const long = await submit(it, 1.5, 20);
    const ends = new Map<string, number>();
    const began = it.clock.now();
    for (const { id } of [short, long])
      void it.orchestrator.ended(id).then(() => ends.set(id, it.clock.now() - began));
    await it.clock.advance(40_000);
    // Short has 2/5 of each second; by its end long has had 15 s of its 20, and needs 5 more alone.
    expect(ends.get(short.id)! / 1_000).toBeCloseTo(25, -0.5);
    expect(ends.get(long.id)! / 1_000).toBeCloseTo(30, -0.5);
  });

  test('one that comes late neither waits long nor takes what the others have had', async () => {
    const it = await house(2);
    const first = await submit(it, 1);
    await it.clock.advance(60_000);
    const before = it.given.get(first.id)!;
    const late = await submit(it, 1);
    await it.clock.advance(3_000);
    expect(it.given.get(late.id) ?? 0).toBeGreaterThan(0);
    await it.clock.advance(60_000);
    const [had, has] = [it.given.get(first.id)! - before, it.given.get(late.id)!];
    expect(Math.abs(had - has)).toBeLessThanOrEqual(3_000);
  });

  test('one that is cancelled leaves all donors to the other at once', async () => {
    const it = await house(4);
    const [first, second] = [await submit(it, 1), await submit(it, 1)];
    await it.clock.advance(20_000);
    await it.orchestrator.cancel(first.id);
    const before = it.given.get(second.id)!;
    await it.clock.advance(10_000);
    expect(it.given.get(second.id)! - before).toBeGreaterThan(4 * 9_000);
    expect(it.orchestrator.running.map(({ id }) => id)).toEqual([second.id]);
  });
});
