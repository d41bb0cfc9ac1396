import { temperatureOfAcceptance } from '../acceptance.ts';
import type { IsingProblem } from './problem.ts';
import { Spins } from './spins.ts';
import { decodeSpins } from './state.ts';

/** Spins looked at: enough for the quantile to hold within some 10 %. */
const SAMPLE = 1_000;
const ACCEPTED = 0.1;
/**
 * Cooling begins at eight scales (cooling.ts) and an anneal here begins at the temperature of the schedule, not at one kick:
 * eight of these are the temperature at which a tenth of the flips that end higher pass at a local optimum.
 */
const SHARE = 1 / 8;

/** Unit of the cooling schedule in 1/256 energy units, from the local optimum below `state`. Deterministic. */
export function temperatureScale(problem: IsingProblem, state: Uint8Array): number {
  const spins = new Spins(problem);
  spins.load(decodeSpins(state, problem.n));
  spins.quench();
  const every = Math.ceil(problem.n / SAMPLE);
  const rises: number[] = [];
  for (let i = 0; i < problem.n; i += every)
    if (spins.cost[i] > 0) rises.push((2 * spins.cost[i]) / problem.divisor);
  return SHARE * temperatureOfAcceptance(rises, ACCEPTED);
}
