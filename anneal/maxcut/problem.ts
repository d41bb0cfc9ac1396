import { ProblemError } from '../kind.ts';

/**
 * Max-Cut, Ising and QUBO in one normal form: spins s of +1 or −1, and the energy, an integer to be minimised,
 *
 *     E(s) = (Σ_i<j J_ij s_i s_j + Σ_i h_i s_i + constant) / divisor
 *
 * so that E is what the user asked for: minus the cut of a graph (divisor 2), the energy of an Ising model (1), the value
 * of a QUBO (4). Made by `ising`, `maxCut` and `qubo` (forms.ts) or from bytes; always canonical.
 */
export interface IsingProblem {
  /** Spins. */
  readonly n: number;
  readonly divisor: Divisor;
  readonly constant: number;
  /** h, one a spin. */
  readonly fields: Int32Array;
  /** i, j, J_ij with i < j, sorted by i and j, each pair once, no J zero: three numbers a coupling. */
  readonly couplings: Int32Array;
}

export type Divisor = 1 | 2 | 4;

export const MAX_SPINS = 200_000;
/** 24 MB on the wire, 32 MB in each kernel. */
export const MAX_COUPLINGS = 2_000_000;
/** |h_i| + Σ_j |J_ij| of any spin: four times as much still fits an int32. */
export const MAX_FIELD = 2 ** 29 - 1;
/** Sums of so much stay exact in a double whatever the order of addition. */
const MAX_ENERGY = 2 ** 51;

/** The parts of a problem, in any order, pairs any number of times: they add up. Throws a `ProblemError`. */
export interface IsingParts {
  readonly n: number;
  readonly divisor: Divisor;
  readonly constant: number;
  /** h, one a spin; absent for none. */
  readonly fields?: ArrayLike<number>;
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** Sorts and adds up. Throws a `ProblemError` for numbers that are no integers, are out of range or do not divide. */
export function ising(parts: IsingParts): IsingProblem {
  const { n, divisor, constant } = parts;
  if (!Number.isInteger(n) || n < 1 || n > MAX_SPINS)
    throw new ProblemError(`A problem has 1 to ${MAX_SPINS} spins, not ${n}.`);
  const problem = {
    n,
    divisor,
    constant: constant + 0,
    fields: integers(parts.fields ?? new Int32Array(n), 'Field'),
    couplings: canonical(parts),
  };
  checkProblem(problem);
  return problem;
}

/** What must hold of every problem, also one that came as bytes. */
export function checkProblem({ n, divisor, constant, fields, couplings }: IsingProblem): void {
  if (fields.length !== n) throw new ProblemError(`${n} spins have ${n} fields, not ${fields.length}.`);
  if (couplings.length > 3 * MAX_COUPLINGS)
    throw new ProblemError(`${couplings.length / 3} couplings are too many; the limit is ${MAX_COUPLINGS}.`);
  const reach = Float64Array.from(fields, Math.abs);
  /** h_i + Σ_j J_ij: how the energy's parity hangs on spin i. */
  const sums = Float64Array.from(fields);
  let total = constant;
  for (let i = 0; i < n; i++) total += fields[i];
  for (let k = 0; k < couplings.length; k += 3) {
    const [i, j, w] = [couplings[k], couplings[k + 1], couplings[k + 2]];
    reach[i] += Math.abs(w);
    reach[j] += Math.abs(w);
    sums[i] += w;
    sums[j] += w;
    total += w;
  }
  const most = reach.reduce((sum, r) => sum + r, Math.abs(constant));
  if (!Number.isSafeInteger(constant) || most > MAX_ENERGY)
    throw new ProblemError(`The weights add up to ${most}; the limit is 2^51: scale them down.`);
  const worst = reach.findIndex((r) => r > MAX_FIELD);
  if (worst >= 0)
    throw new ProblemError(
      `The weights at number ${worst + 1} add up to ${reach[worst]}; the limit is ${MAX_FIELD}: scale them down.`,
    );
  if (total % divisor !== 0 || (divisor === 4 && sums.some((sum) => sum % 2 !== 0)))
    throw new ProblemError(`The energies of this problem are no integers once divided by ${divisor}.`);
}

function canonical({ n, first, second, weights }: IsingParts): Int32Array {
  const m = weights.length;
  if (first.length !== m || second.length !== m)
    throw new ProblemError(
      `${m} weights need as many pairs; there are ${first.length} and ${second.length}.`,
    );
  const keys = new Float64Array(m);
  for (let k = 0; k < m; k++) {
    const [a, b] = [first[k], second[k]];
    if (!(Number.isInteger(a) && Number.isInteger(b) && a >= 0 && b >= 0 && a < n && b < n && a !== b))
      throw new ProblemError(
        `Pair ${k + 1} joins ${a} and ${b}; a pair is two different numbers in 0..${n - 1}.`,
      );
    keys[k] = Math.min(a, b) * n + Math.max(a, b);
  }
  const pairs = keys.slice().sort();
  let count = 0;
  for (const key of pairs) if (count === 0 || key !== pairs[count - 1]) pairs[count++] = key;
  const sums = new Float64Array(count);
  for (let k = 0; k < m; k++) sums[placeOf(keys[k], pairs, count)] += weights[k];
  const kept: number[] = [];
  for (let at = 0; at < count; at++) {
    if (sums[at] !== 0) kept.push(Math.floor(pairs[at] / n), pairs[at] % n, sums[at]);
  }
  return integers(kept, 'Weight');
}

/** Where the key stands among the first `count`, which are sorted and have it. */
function placeOf(key: number, sorted: Float64Array, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function integers(values: ArrayLike<number>, what: string): Int32Array {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i]) || Math.abs(values[i]) > MAX_FIELD)
      throw new ProblemError(
        `${what} ${values[i]} is no integer in -${MAX_FIELD}..${MAX_FIELD}: scale and round the weights.`,
      );
  }
  return Int32Array.from(values);
}
