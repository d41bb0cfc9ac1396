import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Job, JobBest } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { Live } from '../controllers/live-job.ts';
import { LiveStore } from '../controllers/live-store.ts';
import { refreshJob } from './job-refresh.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const best = (job: string, version: number) => ({ job, version }) as JobBest;
const job = (id: string, version: number, by: string) =>
  ({
    id,
    n: 9,
    best: best(id, version),
    finders: { donors: [{ name: by, improvements: 1 }], last: [] },
  }) as unknown as Job;

function shown(id: string) {
  const store = new LiveStore<Live>((flush) => flush());
  store.set('job', job(id, 1, 'Ada'));
  const asked: string[] = [];
  const call = (async (_: string, { id }: { id: string }) => {
    asked.push(id);
    return job(id, 7, 'Emmy');
  }) as unknown as PagePeer['call'];
  return { store, asked, end: refreshJob({ call }, store) };
}

test('who found what is asked once for many better tours', async () => {
  const { store, asked } = shown('a');
  for (let version = 2; version < 7; version++) store.set('best', best('a', version));
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(['a']);
  expect(store.get('job')?.finders.donors[0]?.name).toBe('Emmy');
  // The job that came has this best already.
  store.set('best', best('a', 7));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(['a']);
});

test('an answer about a job that is shown no more is dropped, and nothing is asked once ended', async () => {
  const { store, asked, end } = shown('a');
  store.set('best', best('a', 2));
  store.set('job', job('b', 1, 'Ada'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(store.get('job')?.finders.donors[0]?.name).toBe('Ada');
  store.set('best', best('b', 2));
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(['a']);
});
