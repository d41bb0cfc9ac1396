/** For tests and measurements: a running job that no orchestrator keeps, on a problem that no store has. */
import { tsp } from '../../anneal/tsp/kind.ts';
import { euclidean, type TspProblem } from '../../anneal/tsp/problem.ts';
import type { Proof } from '../../peer/proof.ts';
import { type JobRecord, NO_COUNTS } from '../job.ts';
import { NO_RUN } from '../run.ts';
import { RunningJob } from '../running-job.ts';

const HASH = '0'.repeat(64);

export interface LoneJob {
  readonly problem: TspProblem;
  /** Beside a spec that asks for nothing: no budget, no target. */
  readonly spec?: Partial<JobRecord['spec']>;
  readonly best?: { readonly state: Uint8Array; readonly energy: number } | null;
  /** How an earlier process came to it. */
  readonly proof?: Proof | null;
  /** Milliseconds. */
  readonly elapsed?: number;
  readonly seed?: number;
  readonly inSteps?: boolean;
}

export function loneJob({
  problem,
  spec,
  best,
  proof = null,
  elapsed = 0,
  seed = 1,
  inSteps = false,
}: LoneJob): RunningJob {
  const record: JobRecord = {
    id: 'j',
    key: null,
    failure: null,
    run: NO_RUN,
    spec: {
      title: `${problem.n} cities`,
      kind: tsp.name,
      problem: HASH,
      view: HASH,
      budget: null,
      reference: null,
      moves: null,
      target: null,
      start: null,
      weight: 1,
      ...spec,
    },
    state: 'running',
    ended: null,
    n: problem.n,
    house: false,
    createdAt: 0,
    elapsed,
    counts: NO_COUNTS,
  };
  const told = { job: record.id, version: 1, by: 'Ada', elapsed: 0, temperature: 0 };
  return new RunningJob({
    entry: { record, best: best ? { ...told, ...best } : null, proof },
    kind: tsp as never,
    problem,
    seed,
    inSteps,
  });
}

/** A problem of n cities that takes no time. */
export function fewCities(n: number): TspProblem {
  return euclidean(
    Float64Array.from({ length: 2 * n }, (_, i) => (i * i) % 17),
    'nearest',
  );
}
