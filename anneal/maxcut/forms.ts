import { ProblemError } from '../kind.ts';
import { type IsingProblem, ising } from './problem.ts';

/** Weighted pairs: first[k] and second[k] (from 0) have weights[k], integers; pairs that come again add up. */
export interface Pairs {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** Cut the graph in two so that the edges between have the greatest weight. The energy is minus the cut. */
export function maxCut(n: number, edges: Pairs): IsingProblem {
  let total = 0;
  for (let k = 0; k < edges.weights.length; k++) total += edges.weights[k];
  // An edge is cut where s_i s_j = −1: cut = (Σ w − Σ w s s) / 2.
  return ising({ n, divisor: 2, constant: -total, ...edges });
}

/**
 * Minimise Σ Q_ij x_i x_j over x of 0 or 1; entries on the diagonal are linear, (i,j) and (j,i) add up. With x = (1 + s)/2,
 * four times the value is Σ Q_ij s_i s_j + Σ h_i s_i + constant. A spin up is x = 1.
 */
export function qubo(n: number, terms: Pairs): IsingProblem {
  const fields = new Float64Array(n);
  const pairs = { first: [] as number[], second: [] as number[], weights: [] as number[] };
  let constant = 0;
  for (let k = 0; k < terms.weights.length; k++) {
    const [i, j, q] = [terms.first[k], terms.second[k], terms.weights[k]];
    if (!(i >= 0 && j >= 0 && i < n && j < n))
      throw new ProblemError(`Term ${k + 1} is of ${i} and ${j}; variables are numbered 0 to ${n - 1}.`);
    if (i === j) {
      fields[i] += 2 * q;
      constant += 2 * q;
      continue;
    }
    fields[i] += q;
    fields[j] += q;
    constant += q;
    pairs.first.push(i);
    pairs.second.push(j);
    pairs.weights.push(q);
  }
  return ising({ n, divisor: 4, constant, fields, ...pairs });
}
