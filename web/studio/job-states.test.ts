import { expect, test } from 'vitest';
import type { Job, JobStatus } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { Live } from '../controllers/live-job.ts';
import { LiveStore } from '../controllers/live-store.ts';
import { followStates } from './job-states.ts';

const job = (id: string, state: Job['state']) => ({ id, state, elapsed: 0 }) as Job;

function watched(jobs: readonly Job[]) {
  const store = new LiveStore<Live>((flush) => flush());
  store.set('jobs', jobs);
  const topics = new Map<string, (status: JobStatus) => void>();
  const subscribe = ((topic: string, listener: (status: JobStatus) => void) => {
    topics.set(topic, listener);
    return () => topics.delete(topic);
  }) as unknown as PagePeer['subscribe'];
  return { store, topics, end: followStates({ subscribe }, store) };
}

test('the list knows how far each running job is, and listens to no other', () => {
  const { store, topics } = watched([job('a', 'running'), job('b', 'running'), job('c', 'done')]);
  expect([...topics.keys()]).toEqual(['lehr.job.a.state', 'lehr.job.b.state']);
  topics.get('lehr.job.b.state')?.({ job: 'b', state: 'running', elapsed: 7, energy: 1 } as JobStatus);
  expect(store.get('jobs')?.map(({ elapsed }) => elapsed)).toEqual([0, 7, 0]);
  topics.get('lehr.job.a.state')?.({ job: 'a', state: 'paused', elapsed: 3, energy: 1 } as JobStatus);
  expect([...topics.keys()]).toEqual(['lehr.job.b.state']);
  store.set('jobs', [job('a', 'running'), job('d', 'running')]);
  expect([...topics.keys()].sort()).toEqual(['lehr.job.a.state', 'lehr.job.d.state']);
});

test('once ended it listens to nothing', () => {
  const { store, topics, end } = watched([job('a', 'running')]);
  end();
  store.set('jobs', [job('b', 'running')]);
  expect(topics.size).toBe(0);
});
