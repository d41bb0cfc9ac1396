/** A job that was asked for, judged before it is accepted. */
import type { JobSpec } from '../peer/procedures.ts';
import { completed, type JobEntry, NO_COUNTS } from './job.ts';
import { givenStart, loadProblem, type ProblemSource, targetEnergy } from './load-problem.ts';
import { bestsTold, found, happened, NO_RUN, submitted } from './run.ts';

export interface NewJob {
  readonly id: string;
  readonly createdAt: number;
  /** See JobRecord. */
  readonly house: boolean;
  readonly key: string | null;
  /** Best known energies by problem hash, for specs that come without. */
  readonly references: (problem: string) => JobSpec['reference'];
}

/** The job as it waits. Throws lehr.error.invalid_input that says what is wrong with the spec, or with what it names. */
export async function newJob(wanted: JobSpec, source: ProblemSource, by: NewJob): Promise<JobEntry> {
  const { id, createdAt, house, key } = by;
  const { kind, problem } = await loadProblem(wanted, source);
  const spec = judged(wanted, by.references);
  const best = await givenStart(spec.start, { kind, problem, store: source.store, job: id });
  const n = kind.size(problem);
  const moment = { job: id, at: createdAt, elapsed: 0 };
  const run = happened(NO_RUN, moment, submitted(spec, n));
  return {
    record: {
      id,
      spec,
      state: 'waiting',
      ended: null,
      failure: null,
      n,
      createdAt,
      elapsed: 0,
      counts: NO_COUNTS,
      house,
      key,
      run: best ? bestsTold(found(run, best, false), moment) : run,
    },
    best,
  };
}

/** The spec as it is kept: whole, with its reference, its target an energy. */
export function judged(wanted: JobSpec, references: NewJob['references']): Required<JobSpec> {
  const spec = completed(wanted);
  const reference = spec.reference ?? references(spec.problem);
  return { ...spec, reference, target: targetEnergy(spec.target, reference) };
}
