/** The orchestrator as one peer of the realm: serves jobs, donors and the leaderboard, and keeps the donors at work. */
import type { ProblemKind } from '../anneal/kind.ts';
import { kinds as allKinds } from '../anneal/kinds.ts';
import type { Beat } from '../peer/beat.ts';
import type { Peer } from '../peer/client.ts';
import type { Job, JobProof, JobSpec, JobSubmission } from '../peer/procedures.ts';
import { Archive } from './archive.ts';
import type { AuditStats } from './audit.ts';
import type { Judge } from './claim.ts';
import type { Clock } from './clock.ts';
import { Donors } from './donors.ts';
import { Foreman } from './foreman.ts';
import { inspect } from './inspection.ts';
import { Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { type Random, systemRandom } from './random.ts';
import { ReadyMade, type World } from './ready-made.ts';
import { openReception } from './reception.ts';
import { RunOutbox } from './run-outbox.ts';
import { serve } from './service.ts';
import { CreditOutbox } from './standings/outbox.ts';
import type { OrchestratorStore } from './store.ts';
import { TaskNews } from './task-news.ts';

export interface OrchestratorOptions {
  /** A peer whose role is told caller and callee (see procedures): its hellos and credits hang on it. */
  readonly peer: Peer;
  /** Of the peer's connection, told how long answers may lie; absent: they are read as they come. */
  readonly beat?: Beat;
  readonly store: OrchestratorStore;
  readonly clock: Clock;
  /** Replays what no other donor can, and decides where two differ. */
  readonly judge: Judge;
  /** Seeds of the searches and ids of the jobs; default: unpredictable. */
  readonly random?: Random;
  /** Best known energies by problem hash, for jobs that come without. */
  readonly references?: (problem: string) => JobSpec['reference'];
  /** The world's cities, for those who have no file; absent: nobody is given any. */
  readonly world?: World;
  readonly kinds?: ReadonlyMap<string, ProblemKind<unknown>>;
  /**
   * Credit and the runs of jobs go out as facts (FACTS), and the leaderboard is somebody else's (standings/). Default: it is our
   * own, and runs are not told.
   */
  readonly booksFacts?: boolean;
  readonly log: (line: string) => void;
}

export interface Orchestrator {
  /** Goes on where the last process ended, with the wanted jobs: see Jobs.restore. Resolves with these. Call it once. */
  resume(wanted: JobSpec | readonly JobSpec[] | null): Promise<readonly Job[]>;
  /** @param house see Jobs.submit */
  submit(submission: JobSubmission, house?: boolean): Promise<Job>;
  cancel(id: string): Promise<Job>;
  /** The best of a job and how it came to be. */
  proof(id: string): JobProof;
  /** Resolves with the job when it has ended. */
  ended(id: string): Promise<Job>;
  /** The job people look at: see JobList. */
  readonly current: Job | null;
  /** Jobs that run: the current one first. */
  readonly running: readonly Job[];
  /** Donor sessions present, and the tasks they can take at once. */
  readonly donors: { readonly count: number; readonly capacity: number };
  /** Replays since this process began. */
  readonly replays: AuditStats;
  /** Resolves when everything is durable and no call is under way; an unfinished job can be resumed. */
  close(): Promise<void>;
}

/** Registers everything; what an earlier process left unfinished rests until resume(). */
export async function createOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { peer, store, clock, log } = options;
  const journal = new Journal(store, log);
  const outbox = options.booksFacts ? new CreditOutbox({ peer, clock, log }) : null;
  const ledger = new Ledger(journal, clock, log, undefined, (booking) => outbox?.add(booking));
  const random = options.random ?? systemRandom;
  const donors = new Donors();
  const runs = options.booksFacts
    ? new RunOutbox({
        ...{ peer, log },
        stored: (job, n) => void jobs.told(job, n),
        pictureRefused: (job, picture) => jobs.pictureRefused(job, picture),
      })
    : null;
  const jobs: Jobs = new Jobs({
    archive: new Archive(journal),
    journal,
    store,
    clock,
    random,
    kinds: options.kinds ?? allKinds,
    references: options.references ?? (() => null),
    log,
    runs,
    started: (job) => foreman.started(job),
    stopped: (job) => foreman.stopped(job),
    announce: {
      best(best, delta) {
        peer.publish(`lehr.job.${best.job}.best`, best);
        peer.publish(`lehr.job.${best.job}.delta`, delta);
      },
      status: (status) => peer.publish(`lehr.job.${status.job}.state`, status),
      current(current) {
        peer.publish('lehr.jobs', { current });
        foreman.pump();
      },
    },
  });
  const reception = await openReception({
    peer,
    clock,
    donors,
    ledger,
    ownsLeaderboard: outbox === null,
    log,
    changed: () => foreman.wake(),
    gone: (donor) => foreman.auditor.left(donor),
  });
  const news = new TaskNews({ peer, clock, donors });
  const foreman: Foreman = new Foreman({
    peer,
    beat: options.beat ?? null,
    clock,
    jobs,
    donors,
    ledger,
    reception,
    news,
    random,
    judge: options.judge,
    problem: (sha256) => store.getBlob(sha256),
    log,
  });
  foreman.start();
  const stopInspecting = inspect({ peer, clock, donors, log });
  const readyMade = options.world ? new ReadyMade(options.world, store, (blob) => jobs.names(blob)) : null;
  const stopServing = await serve({
    peer,
    jobs,
    ledger,
    donors,
    readyMade,
    ownsLeaderboard: outbox === null,
  });

  return {
    async resume(wanted) {
      const restored = await jobs.restore(wanted === null ? [] : [wanted].flat());
      foreman.pump();
      return restored;
    },
    submit: (submission, house) => jobs.submit(submission, house),
    cancel: (id) => jobs.cancel(id),
    proof: (id) => jobs.proof(id),
    ended: (id) => jobs.ended(id),
    get current() {
      return jobs.current;
    },
    get running() {
      const current = jobs.current?.id;
      const ids = jobs.running.map(({ id }) => id);
      return ids.sort((a, b) => Number(b === current) - Number(a === current)).map((id) => jobs.get(id));
    },
    donors,
    get replays() {
      return foreman.auditor.stats;
    },
    async close() {
      foreman.close();
      stopInspecting();
      news.close();
      reception.close();
      await jobs.close();
      await runs?.close();
      await ledger.close();
      await outbox?.close();
      await stopServing();
    },
  };
}
