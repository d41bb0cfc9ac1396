/** The job that is being worked on: its search, its clock and its counts, tied to one problem. No I/O. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { AnnealTask, Job, JobBest, JobState, JobStatus } from '../peer/procedures.ts';
import { type CoolingPlan, coolingPlan } from './cooling-plan.ts';
import { type JobCounts, type JobRecord, toJob } from './job.ts';
import { Rate } from './rate.ts';
import { Search } from './search.ts';
import type { Strategy } from './strategy.ts';
import type { Outcome, Task } from './task.ts';
import { verify } from './verify.ts';
import { WorkClock } from './work-clock.ts';

export interface RunningJobOptions {
  readonly record: JobRecord;
  readonly best: JobBest | null;
  readonly kind: ProblemKind<unknown>;
  readonly problem: unknown;
  readonly seed: number;
}

export class RunningJob {
  readonly id: string;
  private readonly before: JobCounts;
  private readonly search: Strategy;
  private readonly plan: CoolingPlan;
  private readonly clock: WorkClock;
  private readonly rate = new Rate();
  /** The best as people may be told of it. */
  private latest: JobBest | null;

  constructor(private readonly options: RunningJobOptions) {
    const { record, best, kind, problem, seed } = options;
    this.id = record.id;
    this.before = record.counts;
    this.latest = best;
    this.clock = new WorkClock(record.elapsed);
    this.plan = coolingPlan(record.spec.budget === null ? null : record.spec.budget * 1_000);
    this.search = new Search({
      seed,
      plan: this.plan,
      scale: (state) => kind.temperatureScale(problem, state),
      best: best && { state: best.state, energy: best.energy },
    });
  }

  get best(): JobBest | null {
    return this.latest;
  }

  get inFlight(): number {
    return this.search.inFlight;
  }

  /** True when the budget is used up. */
  isSpent(now: number): boolean {
    return this.plan.remaining(this.clock.elapsed(now)) <= 0;
  }

  /** Says whether anybody works from now on: the budget's clock runs or stands still. */
  work(now: number, working: boolean): void {
    this.clock.update(now, working);
  }

  next(now: number, target: number): Task | null {
    return this.isSpent(now) ? null : this.search.next({ now, elapsed: this.clock.elapsed(now), target });
  }

  nextDue(now: number): number | null {
    return this.isSpent(now) ? null : this.search.nextDue(now);
  }

  /** The task as it goes over the wire. */
  wire(task: Task): AnnealTask {
    const { kind, record } = this.options;
    return {
      job: this.id,
      task: task.id,
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: record.spec.problem,
      seed: task.seed,
      scope: task.scope,
      state: task.state,
      schedule: task.schedule,
      moves: task.moves,
      millis: task.millis,
      until: null,
    };
  }

  verify(task: Task, answer: unknown): Outcome {
    const outcome = verify(this.options.kind, this.options.problem, task, answer);
    // The bytes may be a window on a whole network frame: keep the state, not the frame.
    return outcome.is === 'verified' ? { ...outcome, state: outcome.state.slice() } : outcome;
  }

  /** Ends a task; returns true when it brought a new best, found by the donor of that name. */
  settle(task: Task, outcome: Outcome, by: string, at: { now: number; target: number }): boolean {
    const elapsed = this.clock.elapsed(at.now);
    const improved = this.search.settle(task, outcome, { ...at, elapsed });
    if (outcome.is === 'verified') this.rate.add(at.now, outcome.moves);
    const best = this.search.best;
    if (improved && best) {
      this.latest = {
        job: this.id,
        version: (this.latest?.version ?? 0) + 1,
        energy: best.energy,
        state: best.state,
        by,
        elapsed: elapsed / 1_000,
        temperature: this.search.temperature(elapsed),
      };
    }
    return improved;
  }

  record(state: JobState, now: number): JobRecord {
    const { spec } = this.options.record;
    const elapsed = this.clock.elapsed(now);
    const most = spec.budget === null ? Number.POSITIVE_INFINITY : spec.budget * 1_000;
    return { ...this.options.record, state, elapsed: Math.min(elapsed, most), counts: this.counts() };
  }

  /** As people see it; `best` is the one that was published. */
  job(state: JobState, best: JobBest | null, now: number): Job {
    return toJob(this.record(state, now), best, this.status(state, best, now).stats);
  }

  status(state: JobState, best: JobBest | null, now: number): JobStatus {
    const record = this.record(state, now);
    return {
      job: this.id,
      state,
      elapsed: record.elapsed / 1_000,
      energy: best?.energy ?? null,
      stats: {
        ...record.counts,
        rate: this.rate.perSecond(now),
        inFlight: this.search.inFlight,
        heat: this.plan.heat(record.elapsed),
      },
    };
  }

  private counts(): JobCounts {
    const { verified, rejected, lost, moves } = this.search.tally;
    return {
      tasks: this.before.tasks + verified,
      reissued: this.before.reissued + lost + rejected,
      rejected: this.before.rejected + rejected,
      moves: this.before.moves + moves,
    };
  }
}
