import { expect } from 'vitest';
import { Random } from '../anneal/random.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean, type TspProblem } from '../anneal/tsp/problem.ts';
import { coolingPlan } from './cooling-plan.ts';
import type { Point } from './strategy.ts';
import type { Outcome, Task } from './task.ts';

export const BUDGET = 15_000;
export const N = 900;

export function scattered(): TspProblem {
  const random = new Random();
  random.seed(3);
  return euclidean(
    Float64Array.from({ length: 2 * N }, () => random.below(5_000)),
    'nearest',
  );
}

export const problem = scattered();
export const kernel = tsp.createKernel(problem);

/** What was told of states that were put together: each is checked, as a replay would. */
export function watchedLineage() {
  const scopes = new Map<Uint8Array, Uint8Array>();
  return {
    scopes,
    spliced(made: Point, whole: Point, parts: readonly Point[]) {
      const pieces = parts.map(({ state }) => ({ scope: scopes.get(state)!, state }));
      expect(tsp.parts!.splice(problem, whole.state, pieces)).toEqual({
        state: made.state,
        energy: made.energy,
      });
    },
  };
}

export function options(seed: number, lineage = watchedLineage()) {
  return {
    seed,
    plan: coolingPlan(BUDGET),
    size: N,
    scale: () => 2_000,
    best: null,
    mates: 0,
    lineage,
    divide: (state: Uint8Array | null, divisionSeed: number) =>
      tsp.parts!.divide(problem, state, divisionSeed),
  };
}

/** An honest donor's answer: a hundred moves or so of the real kernel. */
export function answerTo(task: Task, moves: number): Extract<Outcome, { is: 'verified' }> {
  const worker = task.scope ? tsp.parts!.createKernel(problem, task.scope) : kernel;
  worker.start({ ...task, moves: Math.min(task.moves, 1_000) });
  worker.run(moves);
  const answer = worker.answer();
  return { is: 'verified', ...answer };
}
