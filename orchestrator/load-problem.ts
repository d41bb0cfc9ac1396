import { ProblemError, type ProblemKind } from '../anneal/kind.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { JobBest, JobFailure, JobSpec, JobTarget } from '../peer/procedures.ts';
import type { OrchestratorStore } from './store.ts';

/** `lehr.error.invalid_input`: what a job names is not there, or is wrong. */
export class UnfitJob extends WampError {
  constructor(
    readonly failure: JobFailure,
    message: string,
  ) {
    super(ERRORS.invalidInput, message);
  }
}

export interface ProblemSource {
  readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>;
  readonly store: Pick<OrchestratorStore, 'getBlob'>;
}

/** The kind and the problem a spec names. Throws lehr.error.invalid_input when either, or the view, is missing or wrong. */
export async function loadProblem(
  spec: JobSpec,
  { kinds, store }: ProblemSource,
): Promise<{ readonly kind: ProblemKind<unknown>; readonly problem: unknown }> {
  const kind = kinds.get(spec.kind);
  if (!kind)
    throw new UnfitJob(
      'kind unknown',
      `kind "${spec.kind}" is unknown; there are: ${[...kinds.keys()].join(', ')}`,
    );
  const bytes = await store.getBlob(spec.problem);
  if (!bytes) throw new UnfitJob('problem missing', `problem ${spec.problem} is not in the blob store`);
  if (!(await store.getBlob(spec.view)))
    throw new UnfitJob('problem missing', `view ${spec.view} is not in the blob store`);
  try {
    return { kind, problem: kind.decode(bytes) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new UnfitJob('problem damaged', `problem ${spec.problem}: ${error.message}`);
  }
}

export interface Judge {
  readonly kind: ProblemKind<unknown>;
  readonly problem: unknown;
  readonly log: (line: string) => void;
}

/** The best as it was kept, or null where it is damaged: a length that no tour has would never be beaten. */
export function soundBest(best: JobBest | null, { kind, problem, log }: Judge): JobBest | null {
  if (!best) return null;
  try {
    if (kind.energy(problem, best.state) === best.energy) return best;
    log(`job ${best.job}: its best is not as long as it says, and is left out`);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    log(`job ${best.job}: its best is damaged, and is left out: ${error.message}`);
  }
  return null;
}

/** Who is said to have found a start that came with the job. */
export const GIVEN = 'the given start';

export interface Start extends Omit<Judge, 'log'> {
  readonly job: string;
  readonly store: Pick<OrchestratorStore, 'getBlob'>;
}

/** The job's first best, where it was given a start. Throws lehr.error.invalid_input that says what is wrong with it. */
export async function givenStart(
  start: string | null,
  { kind, problem, job, store }: Start,
): Promise<JobBest | null> {
  if (start === null) return null;
  const state = await store.getBlob(start);
  if (!state) throw new UnfitJob('start missing', `start ${start} is not in the blob store`);
  try {
    const energy = kind.energy(problem, state);
    return { job, version: 1, energy, state, by: GIVEN, elapsed: 0, temperature: 0 };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new UnfitJob('start wrong', `the given start: ${error.message}`);
  }
}

/** The target as an energy. Throws lehr.error.invalid_input for a gap to nothing. */
export function targetEnergy(target: JobTarget | null, reference: JobSpec['reference']): JobTarget | null {
  if (target === null || 'energy' in target) return target;
  if (!reference)
    throw invalid('a target as a gap needs a best known length, and this problem has none: give an energy');
  // Of a negative energy, as of a cut, a gap is towards 0.
  return { energy: Math.floor(reference.energy + Math.abs(reference.energy) * target.gap) };
}

function invalid(why: string): WampError {
  return new WampError(ERRORS.invalidInput, why);
}
