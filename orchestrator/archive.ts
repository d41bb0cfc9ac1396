/** Jobs that nobody works on: those that wait and the last that ended; older ones are forgotten. */
import type { Job, JobBest, JobSpec, JobState } from '../peer/procedures.ts';
import { coolingPlan } from './cooling-plan.ts';
import { type JobRecord, restingStats, toJob } from './job.ts';
import type { Journal } from './journal.ts';

/** Ended jobs that stay. */
const KEPT = 20;

interface Entry {
  readonly record: JobRecord;
  readonly best: JobBest | null;
}

export class Archive {
  /** Oldest first. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly journal: Journal) {
    for (const entry of journal.jobs()) this.entries.set(entry.record.id, entry);
  }

  get(id: string): Entry | null {
    return this.entries.get(id) ?? null;
  }

  /** The oldest job in one of these states. */
  first(...states: JobState[]): Entry | null {
    for (const entry of this.entries.values()) if (states.includes(entry.record.state)) return entry;
    return null;
  }

  /** The job to show when none runs: the last that ended with a result, else the last submitted. */
  last(): Entry | null {
    const newest = this.all();
    return newest.find(({ best }) => best !== null) ?? newest[0] ?? null;
  }

  /** Newest first. */
  all(): Entry[] {
    return [...this.entries.values()].reverse();
  }

  /** Resolves when it is durable; it is found at once. */
  async keep(record: JobRecord, best: JobBest | null): Promise<void> {
    this.hold(record, best);
    await this.journal.saveJob(record);
  }

  /** As keep(), for this process only: what must be true at once, before it can be durable. */
  hold(record: JobRecord, best: JobBest | null): void {
    this.entries.set(record.id, { record, best });
  }

  /** Forgets the oldest of the ended jobs beyond those that are kept. */
  async tidy(): Promise<void> {
    const ended = this.all().filter(({ record }) => record.state === 'done' || record.state === 'cancelled');
    for (const { record } of ended.slice(KEPT)) {
      this.entries.delete(record.id);
      await this.journal.forgetJob(record.id);
    }
  }
}

/** A resting job as people see it. */
export function restingJob({ record, best }: Entry): Job {
  const { budget } = record.spec;
  const plan = coolingPlan(budget === null ? null : budget * 1_000);
  return toJob(record, best, restingStats(record.counts, plan.heat(record.elapsed)));
}

/** Two specs that ask for the same problem, whatever they call it and however long it may take. */
export function sameProblem(a: JobSpec, b: JobSpec): boolean {
  return a.kind === b.kind && a.problem === b.problem;
}
