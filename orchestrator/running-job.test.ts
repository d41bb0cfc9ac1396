/** What a job keeps while donors work on it. */
import { expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { Party } from './claim.ts';
import { NO_COUNTS } from './job.ts';
import { RunningJob } from './running-job.ts';
import { NO_STORY } from './story.ts';
import type { Task } from './task.ts';

const CITIES = 8;
const tour = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
const hash = '0'.repeat(64);
const spec = {
  title: 'eight cities',
  kind: tsp.name,
  problem: hash,
  view: hash,
  budget: 60,
  reference: null,
  moves: null,
  target: null,
  start: null,
  weight: 1,
};
const by: Party = { session: 1, donor: 'd', name: 'Ada', own: true, paused: false, speed: 1 };

function openJob(): RunningJob {
  const record = {
    id: 'j',
    spec,
    state: 'running',
    ended: null,
    n: CITIES,
    house: false,
    key: null,
    createdAt: 0,
    elapsed: 0,
    counts: NO_COUNTS,
  } as const;
  return new RunningJob({
    entry: { record, best: null, story: NO_STORY },
    kind: tsp as never,
    problem: euclidean(
      Float64Array.from({ length: 2 * CITIES }, (_, i) => (i * i) % 17),
      'nearest',
    ),
    seed: 1,
  });
}

/** Steps behind the best when one chain was answered a hundred times, each time shorter, while `others` chains are out. */
function stepsKept(others: number): number {
  const job = openJob();
  const target = others + 1;
  let mine: Task | null = null;
  for (let task = job.next(0, target); task; task = job.next(0, target)) mine = task;
  for (let energy = 1_000; energy > 900; energy--) {
    const answer = { is: 'verified', state: tour.slice(), energy, moves: 1 } as const;
    const { step, improved } = job.settle(mine!, answer, { by: by.name, now: 0, lanes: target });
    job.count({ job, step: step!, moves: 1, improved, by }, 0);
    mine = job.next(0, target);
  }
  return job.proof()!.steps.length;
}

test('how the best came to be is kept less far back the more chains there are, so that all together are bounded', () => {
  expect(stepsKept(0)).toBe(100);
  expect(stepsKept(5_000)).toBeLessThanOrEqual(9);
});
