/** What a job keeps while donors work on it. */
import { expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { Party } from './claim.ts';
import { hashOf } from './hash.ts';
import type { Task } from './task.ts';
import { fewCities, loneJob } from './testing/lone-job.ts';

const CITIES = 8;
const tour = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
const by: Party = { session: 1, donor: 'd', name: 'Ada', own: true, paused: false, speed: 1 };

/** Steps behind the best when one chain was answered a hundred times, each time shorter, while `others` chains are out. */
function stepsKept(others: number): number {
  // Time for one chain alone, and none to mate.
  const job = loneJob({ problem: fewCities(CITIES), spec: { budget: 1 } });
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

test('a best that an earlier version of the kernel found is given to the next, and as it was to the same', () => {
  const origin = {
    scope: null,
    seed: 1,
    schedule: { from: 0, to: 0 },
    moves: 5,
    until: 5,
    by: 'Ada',
  } as const;
  const made = { energy: 9, mates: [], replayed: true, ...origin };
  const steps = [
    { is: 'task', from: null, state: '1'.repeat(64), ...made },
    { is: 'task', from: 0, state: hashOf(tour), ...made },
  ] as const;
  const proofOf = (kernel: string) => {
    const proof = { kind: 'tsp', kernel, problem: '0'.repeat(64), steps };
    return loneJob({ problem: fewCities(CITIES), best: { state: tour, energy: 9 }, proof }).proof()!;
  };
  expect(proofOf(tsp.kernelVersion).steps).toEqual(steps);
  const { kernel, steps: since } = proofOf('tsp/0');
  expect(kernel).toBe(tsp.kernelVersion);
  expect(since).toEqual([{ is: 'given', state: tour, energy: 9, behind: 2 }]);
});
