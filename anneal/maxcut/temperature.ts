import { temperatureOfAcceptance } from '../acceptance.ts';
import type { Steps } from '../steps.ts';
import type { IsingProblem } from './problem.ts';
import { reduced } from './reduction.ts';
import { rowSteps } from './rows.ts';
import { Spins } from './spins.ts';
import { decodeSpins } from './state.ts';

/** Spins looked at: enough for the quantile to hold within some 10 %. */
const SAMPLE = 1_000;
const ACCEPTED = 0.1;
/**
 * Cooling begins at eight scales (cooling.ts), and each anneal of this kernel begins at the schedule's temperature: the first
 * ones at 1.5 times that at which a tenth of the flips that cost anything pass at a local optimum (docs/decisions/maxcut.md).
 */
const SHARE = 1.5 / 8;

/** Unit of the cooling schedule in 1/256 energy units, from the local optimum below `state`, of the model that the kernel anneals. Deterministic. In steps. */
export function* temperatureSteps(problem: IsingProblem, state: Uint8Array): Steps<number> {
  const { model, project } = yield* reduced(problem);
  yield;
  const spins = new Spins(model, yield* rowSteps(model));
  spins.load(project(decodeSpins(state, problem.n)));
  spins.quench();
  return SHARE * warmth(spins, model.divisor);
}

/** The temperature, in 1/256 energy units, at which a tenth of the flips that cost anything pass. */
export function warmth({ n, cost }: Spins, divisor: number): number {
  const every = Math.ceil(n / SAMPLE);
  const rises: number[] = [];
  for (let i = 0; i < n; i += every) if (cost[i] > 0) rises.push((2 * cost[i]) / divisor);
  return temperatureOfAcceptance(rises, ACCEPTED);
}
