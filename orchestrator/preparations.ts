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
    const { clock, isOn, isReady } = this.options;
    const goesOn = isOn(job);
    const wasReady = job.isReady;
    const begin = clock.now();
    let isDone = !goesOn;
    while (!isDone) {
      isDone = job.prepare();
      if (clock.now() - begin >= MILLIS) break;
    }
    if (goesOn && !wasReady && job.isReady) isReady();
    if (isDone) {
      this.waiting.delete(job);
      return;
    }
    this.waiting.add(job);
    clock.after(PAUSE, () => this.step(job));
  }
}
