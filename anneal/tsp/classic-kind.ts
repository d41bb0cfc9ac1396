import type { ProblemKind } from '../kind.ts';
import { finish } from '../steps.ts';
import { classicTemperature, tspClassicKernels } from './classic.ts';
import { tsp } from './kind.ts';
import type { TspProblem } from './problem.ts';

/** The problems and states of `tsp` under another kernel; only the whole is worked on, and there are no mates. */
export const tspClassic: ProblemKind<TspProblem> = {
  ...tspClassicKernels,
  encode: tsp.encode,
  size: tsp.size,
  energy: tsp.energy,
  temperatureScale: (problem) => finish(classicTemperature(problem)),
  temperatureSteps: classicTemperature,
};
