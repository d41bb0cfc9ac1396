import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Job, JobSpec } from '../peer/procedures.ts';
import { rounds } from './rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const job = (id: string) => ({ id, state: 'done', ended: 'budget' }) as Job;

test('a round that cannot begin is tried again, and nothing is left behind by an end', async () => {
  const said: string[] = [];
  let submitted = 0;
  const stop = rounds({
    first: job('j1'),
    orchestrator: {
      ended: async (id) => job(id),
      submit: async () => {
        submitted++;
        if (submitted < 3) throw new Error('ENOSPC');
        return job(`j${submitted}`);
      },
    },
    spec: {} as JobSpec,
    pause: 15_000,
    ended: ({ id }) => said.push(id),
    failed: (error) => said.push(String(error)),
  });
  await vi.advanceTimersByTimeAsync(46_000);
  expect(said).toEqual(['j1', 'Error: ENOSPC', 'Error: ENOSPC', 'j3']);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([submitted, vi.getTimerCount()]).toEqual([3, 0]);
});

test('a round that was cancelled is the last', async () => {
  const said: string[] = [];
  const stop = rounds({
    first: job('j1'),
    orchestrator: {
      ended: async () => ({ id: 'j1', state: 'cancelled' }) as Job,
      submit: async () => {
        throw new Error('it goes on');
      },
    },
    spec: {} as JobSpec,
    pause: 15_000,
    ended: ({ id }) => said.push(id),
    failed: (error) => said.push(String(error)),
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([said, vi.getTimerCount()]).toEqual([['j1'], 0]);
  stop();
});

test('a round at its target before anybody did anything is the last, one that was annealed there is not', async () => {
  const said: string[] = [];
  const ended = (tasks: number) =>
    ({ id: `${tasks}`, state: 'done', ended: 'target', stats: { tasks } }) as Job;
  const stop = rounds({
    first: job('j1'),
    orchestrator: { ended: async ({ length }) => ended(length === 2 ? 7 : 0), submit: async () => job('') },
    spec: {} as JobSpec,
    pause: 15_000,
    ended: ({ id }) => said.push(id),
    failed: (error) => said.push(String(error)),
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([said, vi.getTimerCount()]).toEqual([['7', '0'], 0]);
  stop();
});
