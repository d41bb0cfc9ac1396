import { finish, type Steps } from '../steps.ts';
import type { IsingProblem } from './problem.ts';

/** Whom each spin is coupled to: neighbour and coupling in turn, those of spin i from row[i] to row[i + 1], in the couplings' order. */
export interface Rows {
  readonly row: Int32Array;
  readonly near: Int32Array;
}

type Coupled = Pick<IsingProblem, 'n' | 'couplings'>;

/** Numbers of couplings, three each, in one step. */
const STEP = 300_000;

/** O(n + couplings). */
export function rowsOf(problem: Coupled): Rows {
  return finish(rowSteps(problem));
}

/** The same in steps. */
export function* rowSteps({ n, couplings }: Coupled): Steps<Rows> {
  const row = new Int32Array(n + 1);
  for (let k = 0; k < couplings.length; k += 3) {
    if (k % STEP === 0) yield;
    row[couplings[k] + 1] += 2;
    row[couplings[k + 1] + 1] += 2;
  }
  for (let i = 0; i < n; i++) row[i + 1] += row[i];
  const near = new Int32Array(row[n]);
  const end = row.slice();
  for (let k = 0; k < couplings.length; k += 3) {
    if (k % STEP === 0) yield;
    const [i, j, w] = [couplings[k], couplings[k + 1], couplings[k + 2]];
    near[end[i]++] = j;
    near[end[i]++] = w;
    near[end[j]++] = i;
    near[end[j]++] = w;
  }
  return { row, near };
}
