/** Which jobs are worked on, without donors and router. */
import { expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { testJob } from '../cli/testing/realm-of-one-process.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import { Archive } from './archive.ts';
import { systemClock } from './clock.ts';
import { Jobs } from './jobs.ts';
import type { JobsOptions } from './jobs-options.ts';
import { Journal } from './journal.ts';
import { seededRandom } from './random.ts';

function open(options: Partial<JobsOptions> & Pick<JobsOptions, 'store'>) {
  const stopped: string[] = [];
  const log: string[] = [];
  const journal = new Journal(options.store, (line) => void log.push(line));
  const jobs = new Jobs({
    ...{ journal, clock: systemClock, random: seededRandom(1), runs: null },
    archive: new Archive(journal),
    kinds: new Map([[tsp.name, tsp]]),
    references: () => null,
    log: (line) => void log.push(line),
    started: () => {},
    stopped: (id) => void stopped.push(id),
    announce: { best() {}, status() {}, current() {} },
    ...options,
  });
  return { jobs, stopped, log };
}

test('a job that fails as its work is about to begin is not worked on, and the next has its place', async () => {
  const store = memoryStore();
  let times = 0;
  const { jobs, stopped, log } = open({
    store,
    mostRunning: 1,
    started() {
      if (times++ === 0) throw new Error('it has no parts');
    },
  });
  const spec = await testJob(store, 20, null);
  const first = await jobs.submit(spec);
  expect(first).toMatchObject({ state: 'cancelled', ended: 'failed', failure: 'fault' });
  expect(stopped).toEqual([first.id]);
  expect(log).toEqual([`job ${first.id} cannot run: it has no parts`]);
  const second = await jobs.submit(spec);
  expect(second.state).toBe('running');
  expect(jobs.running.map(({ id }) => id)).toEqual([second.id]);
  await jobs.close();
});

test('who waits for the end of a job hears of it while the next is still being loaded', async () => {
  let arrived = () => {};
  const blob = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const store = memoryStore();
  const [spec, next] = [await testJob(store, 20, null, 1), await testJob(store, 20, null, 2)];
  let isSlow = false;
  const { jobs } = open({
    mostRunning: 1,
    store: {
      ...store,
      getBlob(sha256) {
        const bytes = store.getBlob(sha256);
        return isSlow && sha256 === next.problem ? blob.then(() => bytes) : bytes;
      },
    },
  });
  const { id } = await jobs.submit(spec);
  const waits = await jobs.submit(next);
  isSlow = true;
  const cancelled = jobs.cancel(id);
  expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled' });
  expect(jobs.get(waits.id).state).toBe('waiting');
  arrived();
  await cancelled;
  expect(jobs.get(waits.id).state).toBe('running');
  await jobs.close();
});
