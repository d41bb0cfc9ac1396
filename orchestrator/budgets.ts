/** The clocks of the jobs' budgets: they go while donors work, by each job's share, and a job that is over ends. */
import type { JobEnd } from '../peer/procedures.ts';
import type { Clock } from './clock.ts';
import { JobEnds } from './job-ends.ts';
import type { Jobs } from './jobs.ts';
import type { RunningJob } from './running-job.ts';
import type { Task } from './task.ts';

export interface BudgetsOptions {
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly log: (line: string) => void;
  /** There are donors, and calls find them. */
  readonly isWorking: () => boolean;
  /** Of the donors, above 0 up to 1. */
  readonly shareOf: (job: RunningJob) => number;
  /** Of the job's answers, not yet decided. */
  readonly openReplays: (job: RunningJob) => number;
}

export class Budgets {
  private readonly ends = new JobEnds();
  /** Jobs that a kernel has worked on: what donors take to get ready is nobody's budget. */
  private readonly begun = new Set<string>();

  constructor(private readonly options: BudgetsOptions) {}

  /** The first end that a donor gave the job, also a failure, so that every budget ends: it goes from when that kernel began. */
  begin(job: RunningJob, task: Task, since: number): void {
    if (this.begun.has(job.id)) return;
    this.begun.add(job.id);
    const now = this.options.clock.now();
    job.work(Math.max(since, now - task.millis), this.options.shareOf(job));
  }

  /** Moves the clocks and ends jobs that are over. */
  tick(): void {
    const { clock, jobs, isWorking, shareOf, openReplays } = this.options;
    const now = clock.now();
    const working = isWorking();
    for (const job of jobs.running) {
      job.work(now, working && this.begun.has(job.id) ? shareOf(job) : 0);
      const why = this.ends.due(job, now, () => openReplays(job));
      if (why !== null) this.finish(job.id, why);
    }
  }

  finish(job: string, why: JobEnd): void {
    const { jobs, log } = this.options;
    jobs.finish(job, why).catch((error) => log(`job ${job}: ${error}`));
  }

  /** The job is worked on no more. */
  stopped(job: string): void {
    this.begun.delete(job);
    this.ends.stopped(job);
  }
}
