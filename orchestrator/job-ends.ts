/** When a job that is over ends: at its target and after its moves at once, at the end of its time when its answers are in. Pure. */
import type { JobEnd } from '../peer/procedures.ts';
import type { RunningJob } from './running-job.ts';

/** How long answers that are on their way when the budget ends are waited for. Milliseconds. */
const GRACE = 500;

/** How long replays of a job's last answers are waited for. */
const REPLAY_GRACE = 3_000;

type Job = Pick<RunningJob, 'id' | 'over' | 'inFlight' | 'best'>;

export class JobEnds {
  /** When a running job was found over. */
  private readonly overSince = new Map<string, number>();

  /** Why the job ends now; null while it goes on or is waited for. `openReplays`: of its answers, not yet decided. */
  due(job: Job, now: number, openReplays: () => number): JobEnd | null {
    const why = job.over(now);
    if (why === null) {
      this.overSince.delete(job.id);
      return null;
    }
    const since = this.overSince.get(job.id) ?? now;
    this.overSince.set(job.id, since);
    // A large problem takes its time to prepare: rather late than without any tour. Each call has its time-out.
    const awaited = why === 'budget' && job.inFlight > 0 && (now - since < GRACE || job.best === null);
    // The last answers of newcomers count when they were replayed.
    const judged = openReplays() > 0 && (now - since < REPLAY_GRACE || job.best === null);
    return awaited || judged ? null : why;
  }

  /** The job is worked on no more. */
  stopped(job: string): void {
    this.overSince.delete(job);
  }
}
