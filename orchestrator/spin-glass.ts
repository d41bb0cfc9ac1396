/** The physicists' own hard problem: spins on a torus that want to agree with two of their neighbours, more or less, and not with the others. */
import { type IsingProblem, ising } from '../anneal/maxcut/problem.ts';
import { seededRandom } from './random.ts';

/**
 * The two-dimensional ±J Edwards-Anderson model: side × side spins on a torus, each with a coupling of +1 or -1, one as likely as
 * the other, to its neighbours on the right and below. The same side gives the same glass.
 */
export function spinGlass(side: number): IsingProblem {
  const random = seededRandom(side);
  const n = side * side;
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0; i < n; i++) {
    const [row, column] = [Math.floor(i / side), i % side];
    first.push(i, i);
    second.push(row * side + ((column + 1) % side), ((row + 1) % side) * side + column);
  }
  const weights = first.map(() => (random() < 2 ** 31 ? 1 : -1));
  return ising({ n, divisor: 1, constant: 0, fields: new Array<number>(n).fill(0), first, second, weights });
}
