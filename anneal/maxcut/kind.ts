import type { ProblemKind } from '../kind.ts';
import { finish } from '../steps.ts';
import { decodeProblem, encodeProblem } from './codec.ts';
import { MOST_MATES, maxcutKernelSteps } from './kernel.ts';
import type { IsingProblem } from './problem.ts';
import { decodeSpins } from './state.ts';
import { temperatureSteps } from './temperature.ts';

/** Max-Cut, Ising and QUBO; the energy is minus the cut, the Ising energy, or the QUBO's value; a state is n spins. */
export const maxcut: ProblemKind<IsingProblem> = {
  name: 'maxcut',
  kernelVersion: 'maxcut/3',
  encode: encodeProblem,
  decode: decodeProblem,
  size: (problem) => problem.n,
  energy,
  temperatureScale: (problem, state) => finish(temperatureSteps(problem, state)),
  temperatureSteps,
  createKernel: (problem) => finish(maxcutKernelSteps(problem)),
  kernelSteps: maxcutKernelSteps,
  mates: MOST_MATES,
};

/** O(n + couplings), straight from the definition. */
function energy({ n, divisor, constant, fields, couplings }: IsingProblem, state: Uint8Array): number {
  const spin = decodeSpins(state, n);
  let sum = constant;
  for (let i = 0; i < n; i++) sum += fields[i] * spin[i];
  for (let k = 0; k < couplings.length; k += 3)
    sum += couplings[k + 2] * spin[couplings[k]] * spin[couplings[k + 1]];
  return sum / divisor + 0;
}
