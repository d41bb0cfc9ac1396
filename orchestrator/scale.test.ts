/** What a job does in steps, so that the router's process is never kept waiting: its parts, and its temperature scale. */
import { expect, test } from 'vitest';
import { Random } from '../anneal/random.ts';
import type { Steps } from '../anneal/steps.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean, type TspProblem } from '../anneal/tsp/problem.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { RunningJob } from './running-job.ts';
import { Scale } from './scale.ts';
import { loneJob } from './testing/lone-job.ts';

function uniform(n: number): TspProblem {
  const random = new Random();
  random.seed(1);
  return euclidean(
    Float64Array.from({ length: 2 * n }, () => random.below(1_000_000)),
    'nearest',
  );
}

const orderOf = (n: number) => encodeTour(Int32Array.from({ length: n }, (_, i) => i));

test('steps come to the scale that comes at once, at whatever size', () => {
  for (const n of [3, 900, 3_000, 6_000]) {
    const problem = uniform(n);
    const scale = new Scale(tsp as never, problem, true);
    const first = scale.at(orderOf(n));
    expect(first === null).toBe(n > 1_000);
    while (scale.isUnderWay) scale.step();
    expect(scale.at(orderOf(n))).toBe(tsp.temperatureScale(problem, orderOf(n)));
  }
});

test('without somebody who steps, the scale is there at once', () => {
  expect(new Scale(tsp as never, uniform(3_000), false).at(orderOf(3_000))).toBeGreaterThan(0);
});

function count(steps: Steps<unknown>): number {
  let taken = 0;
  while (!steps.next().done) taken++;
  return taken;
}

test('the parts and the scale of 160,000 cities are many steps, and what was made once is kept', () => {
  const problem = uniform(160_000);
  expect(count(tsp.parts!.prepare(problem))).toBeGreaterThanOrEqual(6);
  expect(count(tsp.parts!.prepare(problem))).toBe(0);
  const tour = tsp.parts!.divide(problem, null, 1).state();
  expect(count(tsp.temperatureSteps!(problem, tour))).toBeGreaterThanOrEqual(10);
});

function jobOf(n: number, state: Uint8Array | null): RunningJob {
  const problem = uniform(n);
  return loneJob({
    problem,
    spec: { budget: 60 },
    // Over with the cold opening.
    elapsed: state ? 5_000 : 0,
    best: state && { state, energy: tsp.energy(problem, state) },
    inSteps: true,
  });
}

test('no task goes out before the parts are ready, and then one does', () => {
  const job = jobOf(160_000, null);
  expect(job.isReady).toBe(false);
  expect(job.next(0, 4)).toBeNull();
  while (!job.isReady) expect(job.prepare()).toBe(false);
  expect(job.next(0, 4)).not.toBeNull();
  expect(job.prepare()).toBe(true);
});

test('a job that goes on from its best gives out its first task as hot as it is then', () => {
  const job = jobOf(3_000, orderOf(3_000));
  while (!job.isReady) job.prepare();
  expect(job.next(0, 4)!.schedule.from).toBeGreaterThan(0);
});
