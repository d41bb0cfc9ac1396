/** What tests of the task runner share: small problems, a task, and threads whose clock the test moves. */
import { createHash } from 'node:crypto';
import { tsp } from '../../anneal/tsp/kind.ts';
import { euclidean } from '../../anneal/tsp/problem.ts';
import { annealTask } from '../anneal-task.test-world.ts';
import type { Thread } from './run-task.ts';

export const PROBLEM = problemOf(60, 1);
export const TASK = annealTask({
  problem: PROBLEM.hash,
  seed: 42,
  schedule: { from: 2000, to: 10 },
  moves: 20_000,
  millis: 10_000_000,
});

export type Problem = ReturnType<typeof problemOf>;

export function problemOf(n: number, seed: number) {
  const xy = Float64Array.from({ length: 2 * n }, (_, i) => ((i + seed) * 7919) % 1009);
  const bytes = tsp.encode(euclidean(xy, 'nearest'));
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** A clock that goes on by `step` milliseconds at each look; the same machine is fast or slow at will. */
export function threadOf(step: number): Thread & { breaths: number } {
  let time = 0;
  return {
    breaths: 0,
    now() {
      time += step;
      return time;
    },
    async breathe() {
      this.breaths += 1;
    },
  };
}

export const quiet = { stopped: () => false, onMoves: () => {} };
