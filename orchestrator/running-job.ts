/** A job that is being worked on: its search, its clock and its counts, tied to one problem. No I/O. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { AnnealTask, Job, JobBest, JobEnd, JobState, JobStatus } from '../peer/procedures.ts';
import { type JobCounts, type JobEntry, type JobRecord, toJob } from './job.ts';
import { JobPlan } from './job-plan.ts';
import { Rate } from './rate.ts';
import { Search } from './search.ts';
import { type JobStory, told } from './story.ts';
import type { Strategy } from './strategy.ts';
import type { Outcome, Task } from './task.ts';
import { verify } from './verify.ts';
import { WorkClock } from './work-clock.ts';

export interface RunningJobOptions {
  readonly entry: JobEntry;
  readonly kind: ProblemKind<unknown>;
  readonly problem: unknown;
  readonly seed: number;
}

export class RunningJob {
  readonly id: string;
  private readonly before: JobCounts;
  private readonly search: Strategy;
  private readonly plan: JobPlan;
  private readonly clock: WorkClock;
  private readonly rate = new Rate();
  /** The best as people may be told of it. */
  private latest: JobBest | null;
  private past: JobStory;

  constructor(private readonly options: RunningJobOptions) {
    const { kind, problem, seed } = options;
    const { record, best, story } = options.entry;
    this.id = record.id;
    this.before = record.counts;
    this.latest = best;
    this.past = story;
    this.clock = new WorkClock(record.elapsed);
    this.plan = new JobPlan(record.spec, record.counts.moves, record.elapsed);
    this.search = new Search({
      seed,
      plan: this.plan,
      scale: (state) => kind.temperatureScale(problem, state),
      best: best && { state: best.state, energy: best.energy },
    });
  }

  get weight(): number {
    return this.options.entry.record.spec.weight;
  }

  get createdAt(): number {
    return this.options.entry.record.createdAt;
  }

  get best(): JobBest | null {
    return this.latest;
  }

  get story(): JobStory {
    return this.past;
  }

  get inFlight(): number {
    return this.search.inFlight;
  }

  /** Why the job has to end now; null while it goes on. */
  over(now: number): JobEnd | null {
    const { moves, target } = this.options.entry.record.spec;
    // An accepted job's target is an energy: see Jobs.submit.
    const reached =
      target !== null && 'energy' in target && this.latest && this.latest.energy <= target.energy;
    if (reached) return 'target';
    if (moves !== null && this.counts().moves >= moves) return 'moves';
    return this.plan.isSpent(this.clock.elapsed(now)) ? 'budget' : null;
  }

  /** Says which share of the donors works on it from now on: the budget's clock goes by it, and stands still at 0. */
  work(now: number, share: number): void {
    this.clock.update(now, share);
  }

  next(now: number, target: number): Task | null {
    return this.over(now) ? null : this.search.next({ now, elapsed: this.clock.elapsed(now), target });
  }

  nextDue(now: number): number | null {
    return this.over(now) ? null : this.search.nextDue(now);
  }

  /** The task as it goes over the wire. */
  wire(task: Task): AnnealTask {
    const { kind, entry } = this.options;
    return {
      job: this.id,
      task: task.id,
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: entry.record.spec.problem,
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
    if (outcome.is === 'verified') {
      this.rate.add(at.now, outcome.moves);
      this.plan.learn(this.counts().moves, elapsed);
    }
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
      this.past = told(this.past, this.latest);
    }
    return improved;
  }

  record(now: number, state: JobState = 'running', ended: JobEnd | null = null): JobRecord {
    const { record } = this.options.entry;
    const { budget } = record.spec;
    const most = budget === null ? Number.POSITIVE_INFINITY : budget * 1_000;
    const elapsed = Math.min(Math.round(this.clock.elapsed(now)), most);
    return { ...record, state, ended, elapsed, counts: this.counts() };
  }

  /** As people see it; `best` is the one that was published. */
  job(best: JobBest | null, now: number): Job {
    const record = this.record(now);
    return toJob({ record, best, story: this.past }, this.status('running', best, now).stats);
  }

  status(state: JobState, best: JobBest | null, now: number): JobStatus {
    const record = this.record(now, state);
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
