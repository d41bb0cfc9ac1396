/** The orchestrator as one peer of the realm: serves jobs, donors and the leaderboard, and keeps the donors at work. */
import type { ProblemKind } from '../anneal/kind.ts';
import { kinds as allKinds } from '../anneal/kinds.ts';
import type { Peer } from '../peer/client.ts';
import type { Job, JobSpec } from '../peer/procedures.ts';
import { Archive } from './archive.ts';
import type { Clock } from './clock.ts';
import { type Assignment, type CallEnd, Dispatcher } from './dispatch.ts';
import { Donors } from './donors.ts';
import { Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { type Random, systemRandom } from './random.ts';
import { openReception } from './reception.ts';
import type { RunningJob } from './running-job.ts';
import { serve } from './service.ts';
import type { OrchestratorStore } from './store.ts';
import type { Outcome, Task } from './task.ts';

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
  /** Goes on where the last process ended, with the wanted job if there is one: see Jobs.resume. Call it once, first. */
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

/** The budget's clock and the public status are looked at so often while a job runs. */
const TICK = 250;
const STATUS_EVERY = 1_000;

/** How long answers that are on their way when the budget ends are waited for. */
const GRACE = 500;

/** Slack on top of a task's kernel time: fetching and preparing the problem, waiting behind another task, a slow network. */
const CALL_SLACK = 10_000;

/** Tasks that wait in the router while all kernels work, so that none waits for us: few, since a lane stands still in each. */
const queued = (capacity: number) => Math.min(16, Math.floor(capacity / 4));

/** Registers everything; nothing runs before resume(). */
export async function createOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { peer, store, clock, log } = options;
  const journal = new Journal(store);
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
      current: (current) => {
        peer.publish('lehr.jobs', { current });
        dispatcher.pump();
      },
    },
  });
  const target = () => donors.capacity + queued(donors.capacity);
  const dispatcher: Dispatcher = new Dispatcher(peer, clock, {
    next() {
      const job = jobs.running;
      const task = job?.next(clock.now(), target());
      return job && task ? assign(job, task) : null;
    },
    nextDue: () => (donors.capacity > 0 ? (jobs.running?.nextDue(clock.now()) ?? null) : null),
  });
  const reception = await openReception({ peer, clock, donors, ledger, changed: () => dispatcher.wake() });

  function assign(job: RunningJob, task: Task): Assignment {
    return {
      job: job.id,
      input: job.wire(task),
      timeout: 3 * task.millis + CALL_SLACK,
      end: (end) => settle(job, task, end),
    };
  }

  function settle(job: RunningJob, task: Task, end: CallEnd): void {
    const outcome: Outcome = end.is === 'answer' ? job.verify(task, end.output) : end;
    const session = end.is === 'answer' ? end.callee : null;
    const donor = donors.find(session);
    const improved = job.settle(task, outcome, donor?.name ?? 'somebody who left', {
      now: clock.now(),
      target: target(),
    });
    if (outcome.is === 'verified' && donor) ledger.add(donor.donor, outcome.moves, improved);
    if (outcome.is === 'verified') reception.credited();
    if (outcome.is === 'rejected') {
      log(`task ${task.id}: rejected an answer of ${donor?.name ?? 'an unknown session'}: ${outcome.reason}`);
      reception.rejected(session);
    }
    if (jobs.running === job) jobs.touched(improved);
    tick();
  }

  let overSince: number | null = null;
  /** Moves the budget's clock and ends the job when it is spent and the answers under way are in. */
  function tick(): void {
    const job = jobs.running;
    if (!job) return;
    const now = clock.now();
    job.work(now, donors.capacity > 0 && dispatcher.isServed);
    if (!job.isSpent(now)) {
      overSince = null;
      return;
    }
    overSince ??= now;
    if (job.inFlight > 0 && now - overSince < GRACE) return;
    overSince = null;
    dispatcher.recall(job.id);
    jobs.finish('done').catch((error) => log(`job ${job.id}: ${error}`));
  }

  let cancelTick = () => {};
  let statusAt = 0;
  function keepTicking(): void {
    cancelTick = clock.after(TICK, keepTicking);
    tick();
    if (clock.now() < statusAt) return;
    statusAt = clock.now() + STATUS_EVERY;
    jobs.announceStatus();
    dispatcher.pump();
  }
  keepTicking();

  const stopServing = await serve({ peer, jobs, ledger, donors, recall: (job) => dispatcher.recall(job) });

  return {
    async resume(wanted) {
      await jobs.resume(wanted);
      dispatcher.pump();
    },
    submit: (spec) => jobs.submit(spec),
    async cancel(id) {
      dispatcher.recall(id);
      return jobs.cancel(id);
    },
    ended: (id) => jobs.ended(id),
    get current() {
      return jobs.current;
    },
    donors,
    async close() {
      cancelTick();
      dispatcher.close();
      reception.close();
      await jobs.close();
      await ledger.close();
      await stopServing();
    },
  };
}
