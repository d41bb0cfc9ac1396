/** What the jobs of an orchestrator need of it. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { JobBest, JobDelta, JobSpec, JobStatus } from '../peer/procedures.ts';
import type { Archive } from './archive.ts';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import type { RunOutbox } from './run-outbox.ts';
import type { RunningJob } from './running-job.ts';
import type { OrchestratorStore } from './store.ts';

export interface JobsOptions {
  readonly archive: Archive;
  readonly journal: Journal;
  readonly store: OrchestratorStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>;
  readonly references: (problem: string) => JobSpec['reference'];
  /** Default 8. */
  readonly mostRunning?: number;
  readonly log: (line: string) => void;
  /** Tells the runs of jobs; null where nobody keeps facts. */
  readonly runs: Pick<RunOutbox, 'tell'> | null;
  /** It is to be worked on from now on, or no more. */
  readonly started: (job: RunningJob) => void;
  readonly stopped: (id: string) => void;
  readonly announce: {
    /** `delta`: the same as a change of the one before. */
    best(best: JobBest, delta: JobDelta): void;
    status(status: JobStatus): void;
    /** A job began, paused or ended; this is the one to look at. */
    current(job: string | null): void;
  };
}
