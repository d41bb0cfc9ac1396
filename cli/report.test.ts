import { expect, test } from 'vitest';
import type { Job } from '../peer/procedures.ts';
import { endedText, resultJson } from './report.ts';

/** A cut of 12, as far as is told of it. */
const JOB = {
  title: 'a graph',
  n: 9,
  best: { energy: -12 },
  reference: null,
  stats: { moves: 5, tasks: 1, reissued: 0, rejected: 0 },
  elapsed: 1,
  ended: 'budget',
  failure: null,
  finders: {
    donors: [{ name: 'Ada', improvements: 2 }],
    last: [
      { version: 1, energy: -7, elapsed: 0.1, by: 'Ada' },
      { version: 2, energy: -12, elapsed: 0.2, by: 'Ada' },
    ],
  },
} as unknown as Job;

test('in JSON who found what is told in the measure of the result', () => {
  const { finders, ...rest } = resultJson(JOB, 'cut');
  expect(rest).toMatchObject({ cut: 12 });
  expect(finders.last.map(({ energy }) => energy)).toEqual([7, 12]);
  expect(resultJson(JOB, 'value/10').finders.last.map(({ energy }) => energy)).toEqual([-0.7, -1.2]);
  expect(resultJson(JOB, 'm').finders).toEqual(JOB.finders);
});

test('a job that somebody cancelled, or that failed, says so beside its result', () => {
  expect(endedText(JOB)).toBe('');
  expect(endedText({ ...JOB, ended: 'cancelled' })).toBe('cancelled, ');
  expect(endedText({ ...JOB, ended: 'failed', failure: 'problem missing' })).toBe(
    'failed (problem missing), ',
  );
});
