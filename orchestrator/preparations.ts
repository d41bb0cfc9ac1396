/** Prepares the jobs that are at work, each in steps, so that a large problem keeps nobody waiting. */
import type { Clock } from './clock.ts';
import type { RunningJob } from './running-job.ts';

/** Milliseconds of preparing a job at a time, and those left to others in between. */
const MILLIS = 5;
const PAUSE = 5;

export interface PreparationsOptions {
  readonly clock: Clock;
  /** Whether the job is still at work: otherwise it is left as it is. */
  readonly isOn: (job: RunningJob) => boolean;
  /** A job's tasks may go out now. */
  readonly isReady: () => void;
  /** What it has to do beside its tasks cannot be done: nobody prepares it any more. */
  readonly failed: (job: RunningJob, error: unknown) => void;
}

export class Preparations {
  /** Jobs whose next step comes. */
  private readonly waiting = new Set<RunningJob>();

  constructor(private readonly options: PreparationsOptions) {}

  /** Goes on with the job until nothing is left for now. Nothing to do where its next step comes anyhow. */
  begin(job: RunningJob): void {
    if (!this.waiting.has(job)) this.step(job);
  }

  private step(job: RunningJob): void {
    const { clock, isOn, failed } = this.options;
    this.waiting.delete(job);
    if (!isOn(job)) return;
    try {
      if (this.work(job)) return;
    } catch (error) {
      // Of this job alone: the others, and whoever's answer brought it here, go on.
      failed(job, error);
      return;
    }
    this.waiting.add(job);
    clock.after(PAUSE, () => this.step(job));
  }

  /** True when nothing is left for now. */
  private work(job: RunningJob): boolean {
    const { clock, isReady } = this.options;
    const wasReady = job.isReady;
    const begin = clock.now();
    let isDone = job.prepare();
    while (!isDone && clock.now() - begin < MILLIS) isDone = job.prepare();
    if (!wasReady && job.isReady) isReady();
    return isDone;
  }
}
