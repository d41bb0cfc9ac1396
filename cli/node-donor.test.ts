/** Real threads, the real router, the built kernel thread: what `lehr donate` does. */
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { greatCircle } from '../anneal/tsp/problem.ts';
import { connect } from '../peer/client.ts';
import { ERRORS } from '../peer/errors.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { createRouter } from '../router-lite/index.ts';
import { annealTask } from '../worker/anneal-task.test-world.ts';
import { type NodeDonorStatus, startNodeDonor } from './node-donor.ts';
import { builtThread } from './testing/built-thread.ts';

const THREAD = builtThread('thread');
const PROBLEM = tsp.encode(greatCircle(Float64Array.from({ length: 600 }, (_, i) => (i * 7919) % 90)));
const HASH = createHash('sha256').update(PROBLEM).digest('hex');

const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(threads: number, share = 1) {
  const rules = [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ] as const;
  const router = createRouter({ realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } } });
  cleanups.push(() => router.close());
  const link = async () => router.link({ authid: 'x', authrole: 'all' });
  const orchestrator = connect({ link, realm: 'lehr' });
  cleanups.push(() => orchestrator.close());
  await orchestrator.register('lehr.donor.hello', ({ name }) => ({
    donor: 'd1',
    name,
    credit: { moves: 0, tasks: 0, improvements: 0 },
  }));
  const waiting = new Set<(status: NodeDonorStatus) => void>();
  const donor = await startNodeDonor({
    link,
    fetchBlob: async () => PROBLEM,
    threads,
    share,
    name: 'Node',
    token: 'ab'.repeat(16),
    thread: THREAD,
    onStatus: (status) => {
      for (const check of [...waiting]) check(status);
    },
  });
  cleanups.push(() => donor.close());
  const until = (fits: (status: NodeDonorStatus) => boolean) =>
    new Promise<void>((resolve) => {
      const check = (status: NodeDonorStatus) => {
        if (!fits(status)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check(donor.status);
    });
  const anneal = async (fields: Partial<AnnealTask>, signal?: AbortSignal) => {
    const task = annealTask({ problem: HASH, seed: 5, schedule: { from: 256_000, to: 0 }, ...fields });
    for (;;) {
      try {
        return await orchestrator.call('lehr.compute.anneal', task, signal ? { signal } : {});
      } catch (error) {
        if ((error as { uri?: string }).uri !== ERRORS.noSuchProcedure) throw error;
        await turn();
      }
    }
  };
  return { donor, until, anneal };
}

test('two threads work at once, and give what a replay in this thread gives', async () => {
  const { anneal, until, donor } = await open(2);
  const calls = [anneal({ seed: 5, moves: 10_000 }), anneal({ seed: 6, moves: 10_000 })];
  await until(({ running }) => running === 2);
  const [first, second] = await Promise.all(calls);
  const kernel = tsp.createKernel(tsp.decode(PROBLEM));
  kernel.start({ seed: 5, state: null, schedule: { from: 256_000, to: 0 }, moves: 10_000 });
  kernel.run(10_000);
  expect(first).toMatchObject({ task: 't', ...kernel.answer() });
  expect(second?.energy).toBe(tsp.energy(tsp.decode(PROBLEM), second!.state));
  expect(donor.status).toMatchObject({ kernels: 2, tasks: 2, moves: 20_000, name: 'Node' });
});

test('a task that takes longer than its soft limit names the moves it did', async () => {
  const { anneal } = await open(1);
  const answer = await anneal({ moves: 1e10, millis: 100 });
  expect(answer.moves).toBeGreaterThan(0);
  expect(answer.moves).toBeLessThan(1e10);
});

test('who lends a quarter of the time rests for the other three, and kernel time ends the task', async () => {
  const { anneal } = await open(1, 0.25);
  // The problem is there.
  await anneal({ moves: 10 });
  const long = async () => {
    const begin = performance.now();
    expect((await anneal({ moves: 1e10, millis: 300 })).moves).toBeGreaterThan(0);
    return performance.now() - begin;
  };
  // How much it rests, run-task.test.ts says. Who does not takes 300 ms; a busy machine makes it longer, but for a pause of its own
  // that falls into the last slice and counts as work.
  let longest = 0;
  for (let attempt = 0; attempt < 3 && longest < 600; attempt++) longest = Math.max(longest, await long());
  expect(longest).toBeGreaterThan(600);
});

test('a task that is called back frees its thread at once', async () => {
  const { anneal, until } = await open(1);
  await anneal({});
  const abort = new AbortController();
  const call = anneal({ moves: 1e10, millis: 600_000 }, abort.signal);
  call.catch(() => {});
  await until(({ running }) => running === 1);
  abort.abort();
  await until(({ running }) => running === 0);
  expect((await anneal({ task: 'next' })).task).toBe('next');
});

test('close ends the running task in an error and the threads with it', async () => {
  const { anneal, donor, until } = await open(1);
  await anneal({});
  const call = anneal({ moves: 1e10, millis: 600_000 });
  call.catch(() => {});
  await until(({ running }) => running === 1);
  await donor.close();
  await expect(call).rejects.toMatchObject({ uri: ERRORS.stopped });
});

test('a thread file that does not exist is an error at once', async () => {
  await expect(
    startNodeDonor({
      link: () => Promise.reject(new Error('nobody there')),
      fetchBlob: async () => PROBLEM,
      threads: 1,
      name: '',
      token: 'ab'.repeat(16),
      thread: new URL('file:///nowhere/kernel-thread.js'),
    }),
  ).rejects.toThrow();
});

/** Lets sockets, ports and timers have their turn: a linked pair lives on microtasks alone. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
