import { expect, test } from 'vitest';
import type { JobBest, JobEnd } from '../peer/procedures.ts';
import { JobEnds } from './job-ends.ts';

const BEST = {} as JobBest;
const job = (over: JobEnd | null, inFlight = 0, best: JobBest | null = BEST) => ({
  id: 'j',
  over: () => over,
  inFlight,
  best,
});
const none = () => 0;
const one = () => 1;

test('a job that goes on does not end', () => {
  expect(new JobEnds().due(job(null), 0, none)).toBeNull();
});

test('at its target a job ends at once, whatever is out', () => {
  expect(new JobEnds().due(job('target', 3), 0, none)).toBe('target');
});

test('at the end of its time answers on their way are waited for, half a second', () => {
  const ends = new JobEnds();
  expect(ends.due(job('budget', 1), 1_000, none)).toBeNull();
  expect(ends.due(job('budget', 1), 1_499, none)).toBeNull();
  expect(ends.due(job('budget', 0), 1_499, none)).toBe('budget');
  expect(ends.due(job('budget', 1), 1_500, none)).toBe('budget');
});

test('replays of its last answers are waited for, three seconds', () => {
  const ends = new JobEnds();
  expect(ends.due(job('moves'), 0, one)).toBeNull();
  expect(ends.due(job('moves'), 2_999, one)).toBeNull();
  expect(ends.due(job('moves'), 3_000, one)).toBe('moves');
});

test('without any tour it waits for the first, as long as there is one to wait for', () => {
  const ends = new JobEnds();
  expect(ends.due(job('budget', 1, null), 0, none)).toBeNull();
  expect(ends.due(job('budget', 1, null), 60_000, none)).toBeNull();
  expect(ends.due(job('budget', 0, null), 60_000, none)).toBe('budget');
});

test('a job that went on, or was stopped, is waited for anew', () => {
  const ends = new JobEnds();
  expect(ends.due(job('budget', 1), 0, none)).toBeNull();
  ends.due(job(null), 400, none);
  expect(ends.due(job('budget', 1), 800, none)).toBeNull();
  ends.stopped('j');
  expect(ends.due(job('budget', 1), 2_000, none)).toBeNull();
});
