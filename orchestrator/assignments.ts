/** Which task goes out next, and to whom: shared between the jobs by weight, as many as the donors have room for. */
import type { AnnealTask } from '../peer/procedures.ts';
import type { Auditor, ReplayCall } from './audit.ts';
import { callTimeout } from './call-timeout.ts';
import type { Party } from './claim.ts';
import type { Clock } from './clock.ts';
import type { Assignment, AssignmentSource, CallEnd } from './dispatch.ts';
import type { Donors } from './donors.ts';
import { FairShares } from './fair-shares.ts';
import type { Jobs } from './jobs.ts';
import type { Prefetch } from './prefetch.ts';
import type { RunningJob } from './running-job.ts';
import { lanesFor } from './slots.ts';
import { LONGEST, type Task } from './task.ts';

/** Replays that donors are asked for at the same time: they take kernels from the jobs. */
const replaysAtOnce = (capacity: number) => Math.max(1, Math.floor(capacity / 4));

/** A task that is out. */
export interface GivenOut {
  readonly job: RunningJob;
  readonly task: Task;
  readonly input: AnnealTask;
  /** On the clock. */
  readonly since: number;
}

export interface AssignmentsOptions {
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly donors: Donors;
  readonly auditor: Auditor<RunningJob>;
  readonly prefetch: Prefetch<GivenOut, Party>;
  /** Its call has ended: once. */
  readonly settle: (call: GivenOut, end: CallEnd) => void;
  /** There may be more to give out. */
  readonly pump: () => void;
}

export class Assignments implements AssignmentSource {
  private readonly shares = new FairShares(LONGEST);
  /** Tasks of all jobs that are out; replays are not counted: each waits its turn at its donor, beside the tasks. */
  private out = 0;

  constructor(private readonly options: AssignmentsOptions) {}

  /** A job is to be worked on from now on. */
  add(job: RunningJob): void {
    this.shares.add(job.id, job.weight);
  }

  remove(job: string): void {
    this.shares.remove(job);
  }

  /** Of the donors, above 0 up to 1. */
  shareOf(job: RunningJob): number {
    return this.shares.share(job.id);
  }

  /** Tasks that may be out. */
  private get limit(): number {
    return this.options.prefetch.limit(this.options.donors.capacity);
  }

  /** Lanes of one job: its share of all, and never so few that a part of one is lost. */
  lanesOf(job: RunningJob): number {
    return Math.ceil(lanesFor(this.options.donors.capacity) * this.shares.share(job.id));
  }

  /** The next task of the job whose turn it is; where none has work within its share, of one that can use more. */
  next(): Assignment | null {
    const replay = this.options.auditor.next(replaysAtOnce(this.options.donors.capacity));
    if (replay) return this.assignReplay(replay);
    this.options.prefetch.look(this.options.clock.now());
    const { limit } = this;
    if (this.out >= limit) return null;
    const order = this.shares.order();
    const within = this.ask(order, limit, true);
    // A job alone was asked for all it may have.
    return within || order.length === 1 ? within : this.ask(order, limit, false);
  }

  /** Of no job's donors: a job that is stopped does not call it back. */
  private assignReplay(replay: ReplayCall<RunningJob>): Assignment {
    const { parcels } = replay.job;
    const sent = parcels.send(replay.input, this.options.donors.areQuick);
    return {
      job: '',
      input: sent,
      timeout: replay.timeout,
      eligible: replay.eligible,
      end: (end) => replay.end(parcels.receive(sent, end)),
    };
  }

  /** @param isShared each has its share of what may be out, and not all */
  private ask(order: readonly string[], limit: number, isShared: boolean): Assignment | null {
    const { jobs, clock } = this.options;
    for (const id of order) {
      const job = jobs.find(id);
      const most = isShared ? Math.ceil(limit * this.shares.share(id)) : limit;
      const task = job?.next(clock.now(), most, this.lanesOf(job));
      if (job && task) return this.assign(job, task);
      this.shares.passed(id);
    }
    return null;
  }

  private assign(job: RunningJob, task: Task): Assignment {
    const { clock } = this.options;
    const since = clock.now();
    const call: GivenOut = { job, task, input: job.wire(task), since };
    const sent = job.parcels.send(call.input, this.options.donors.areQuick);
    const { session, asks } = this.options.prefetch.sent(call, task, since);
    this.out++;
    this.shares.charge(job.id, task.millis);
    return {
      job: job.id,
      input: sent,
      timeout: callTimeout(task.millis, job.size),
      eligible: session === null ? undefined : [session],
      ending: asks ? (callee) => this.ending(call, callee) : undefined,
      end: (end) => {
        this.out--;
        const used = end.is === 'returned' ? 0 : Math.min(task.millis, clock.now() - since);
        this.shares.charge(job.id, used - task.millis);
        this.options.settle(call, job.parcels.receive(sent, end));
      },
    };
  }

  /** A donor is about to be free: its next task is sent to it now. */
  private ending(call: GivenOut, callee: number | null): void {
    this.options.prefetch.ending(call, callee);
    this.options.pump();
  }

  nextDue(): number | null {
    const { jobs, clock, donors } = this.options;
    if (donors.capacity === 0) return null;
    const now = clock.now();
    let due = this.options.prefetch.nextDue;
    for (const job of jobs.running) {
      const at = job.nextDue(now);
      if (at !== null && (due === null || at < due)) due = at;
    }
    return due;
  }
}
