import { dirname, join } from 'node:path';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import type { Party } from '../../orchestrator/claim.ts';
import type { RunningJob } from '../../orchestrator/running-job.ts';
import { loneJob } from '../../orchestrator/testing/lone-job.ts';
import { measure } from '../anneal/measure.ts';
import { readTourFile } from '../anneal/tour-files.ts';

/** A TSPLIB file with a known optimum. */
export interface Instance {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly problem: TspProblem;
  readonly bytes: Uint8Array;
  readonly optimum: number;
}

/** Throws an `Error` in one line when the folder's optima.tsv has no line for it, and for what is no TSPLIB file. */
export function readInstance(file: string): Instance {
  const { name, text, problem, optimum } = readTourFile(file);
  if (optimum === null)
    throw new Error(
      `${name}: ${join(dirname(file), 'optima.tsv')} has no line "${name}<TAB>length"; add it.`,
    );
  return { name, file, text, problem, bytes: tsp.encode(problem), optimum };
}

/** Whoever is credited: here nobody asks. */
export const SOMEBODY: Party = {
  session: 1,
  donor: 'd',
  name: 'a donor',
  own: true,
  paused: false,
  speed: 1,
};

/** Where an earlier process left a job: milliseconds of its budget used, and its best. */
export interface Past {
  readonly elapsed: number;
  readonly best: { readonly energy: number; readonly state: Uint8Array };
}

/** A job as the orchestrator runs it, also as it goes on with one. */
export function openJob(
  { name, problem }: Pick<Instance, 'name' | 'problem'>,
  seconds: number,
  seed: number,
  past: Past | null = null,
): RunningJob {
  return loneJob({
    problem,
    spec: { title: name, budget: seconds },
    elapsed: past?.elapsed ?? 0,
    best: past?.best ?? null,
    seed,
  });
}

/** Length over the optimum, 0.01 = 1 %, of a tour measured anew from the file; throws when it is not as long as it is said to be. */
export function gapOf({ name, text, problem, optimum }: Instance, state: Uint8Array, energy: number): number {
  const length = measure(text, decodeTour(state, problem.n));
  if (length !== energy)
    throw new Error(`${name}: the orchestrator says ${energy}, the file says ${length}.`);
  return length / optimum - 1;
}
