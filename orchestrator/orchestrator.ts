/** The orchestrator as one peer of the realm: serves jobs, donors and the leaderboard, and keeps the donors at work. */
import type { ProblemKind } from '../anneal/kind.ts';
import { kinds as allKinds } from '../anneal/kinds.ts';
import type { Peer } from '../peer/client.ts';
import type { Job, JobSpec } from '../peer/procedures.ts';
import { Archive } from './archive.ts';
import type { Clock } from './clock.ts';
import { Donors } from './donors.ts';
import { Foreman } from './foreman.ts';
import { inspect } from './inspection.ts';
import { Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { type Random, systemRandom } from './random.ts';
import { openReception } from './reception.ts';
import { serve } from './service.ts';
import type { OrchestratorStore } from './store.ts';

export interface OrchestratorOptions {
  /** A peer whose role is told caller and callee (see procedures): its hellos and credits hang on it. */
  readonly peer: Peer;
  readonly store: OrchestratorStore;
  readonly clock: Clock;
  /** Seeds of the searches and ids of the jobs; default: unpredictable. */
  readonly random?: Random;
  /** Best known energies by problem hash, for jobs that come without. */
  readonly references?: (problem: string) => JobSpec['reference'];
  readonly kinds?: ReadonlyMap<string, ProblemKind<unknown>>;
  readonly log: (line: string) => void;
}

export interface Orchestrator {
  /** Goes on where the last process ended, with the wanted job if there is one: see Jobs.resume. Call it once. */
  resume(wanted: JobSpec | null): Promise<void>;
  submit(spec: JobSpec): Promise<Job>;
  cancel(id: string): Promise<Job>;
  /** Resolves with the job when it has ended. */
  ended(id: string): Promise<Job>;
  /** The job people look at: the one that runs, else the last result. */
  readonly current: Job | null;
  /** Donor sessions present, and the tasks they can take at once. */
  readonly donors: { readonly count: number; readonly capacity: number };
  /** Resolves when everything is durable and no call is under way; an unfinished job can be resumed. */
  close(): Promise<void>;
}

/** Registers everything; what an earlier process left unfinished rests until resume(). */
export async function createOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { peer, store, clock, log } = options;
  const journal = new Journal(store, log);
  const ledger = new Ledger(journal, clock, log);
  const donors = new Donors();
  const jobs = new Jobs({
    archive: new Archive(journal),
    journal,
    store,
    clock,
    random: options.random ?? systemRandom,
    kinds: options.kinds ?? allKinds,
    references: options.references ?? (() => null),
    log,
    announce: {
      best: (best) => peer.publish(`lehr.job.${best.job}.best`, best),
      status: (status) => peer.publish(`lehr.job.${status.job}.state`, status),
      current(current) {
        peer.publish('lehr.jobs', { current });
        foreman.pump();
      },
    },
  });
  const reception = await openReception({ peer, clock, donors, ledger, log, changed: () => foreman.wake() });
  const foreman: Foreman = new Foreman({ peer, clock, jobs, donors, ledger, reception, log });
  const recall = (job: string) => foreman.recall(job);
  foreman.start();
  const stopInspecting = inspect({ peer, clock, donors, log });
  const stopServing = await serve({ peer, jobs, ledger, donors, recall });

  return {
    async resume(wanted) {
      await jobs.resume(wanted);
      foreman.pump();
    },
    submit: (spec) => jobs.submit(spec),
    cancel(id) {
      recall(id);
      return jobs.cancel(id);
    },
    ended: (id) => jobs.ended(id),
    get current() {
      return jobs.current;
    },
    donors,
    async close() {
      foreman.close();
      stopInspecting();
      reception.close();
      await jobs.close();
      await ledger.close();
      await stopServing();
    },
  };
}
