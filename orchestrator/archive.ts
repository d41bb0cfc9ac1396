/** All jobs as they were last kept: those that nobody works on, and of those that run the last checkpoint. */
import type { Job, JobBest, JobSpec, JobState } from '../peer/procedures.ts';
import { hasEnded, type JobEntry, type JobRecord, restingStats, toJob } from './job.ts';
import { JobPlan } from './job-plan.ts';
import type { Journal } from './journal.ts';

/** Ended jobs that stay: the house's rounds must not push out what somebody submitted. */
const KEPT = { house: 10, submitted: 50 };

export class Archive {
  /** Oldest first. */
  private readonly entries = new Map<string, JobEntry>();

  /** Found before anything new comes. */
  private strays: readonly string[];

  constructor(private readonly journal: Journal) {
    for (const entry of journal.jobs()) this.entries.set(entry.record.id, entry);
    this.strays = journal.strays();
  }

  /** Forgets what an earlier process left without a job, when it was killed between two writes. */
  async sweep(): Promise<void> {
    await this.journal.forget(this.strays);
    this.strays = [];
  }

  get(id: string): JobEntry | null {
    return this.entries.get(id) ?? null;
  }

  /** The job that was handed in with that key. */
  byKey(key: string): JobEntry | null {
    for (const entry of this.entries.values()) if (entry.record.key === key) return entry;
    return null;
  }

  /** Oldest first. */
  in(...states: JobState[]): JobEntry[] {
    return [...this.entries.values()].filter(({ record }) => states.includes(record.state));
  }

  /** The job to show when none runs: one that is paused, else the last that ended with a result, else the last submitted. */
  last(): JobEntry | null {
    const newest = this.all();
    return (
      newest.find(({ record }) => record.state === 'paused') ??
      newest.find(({ best }) => best !== null) ??
      newest[0] ??
      null
    );
  }

  /** Newest first. */
  all(): JobEntry[] {
    return [...this.entries.values()].reverse();
  }

  /** Resolves when the record is durable; it is found at once. */
  async keep(record: JobRecord, best: JobBest | null): Promise<void> {
    this.hold({ record, best });
    await this.journal.saveJob(record);
  }

  /** As keep(), for this process only: what must be true at once, before it can be durable. */
  hold(entry: JobEntry): void {
    this.entries.set(entry.record.id, entry);
  }

  /** @param arriving as for tidy() */
  names(blob: string, arriving: Iterable<JobSpec> = []): boolean {
    return [...this.specs(), ...arriving].some((spec) => blobsOf(spec).includes(blob));
  }

  /**
   * Forgets the oldest of the ended jobs beyond those that are kept, and the blobs that no other job names.
   * @param arriving jobs that are not kept yet
   */
  async tidy(arriving: Iterable<JobSpec> = []): Promise<void> {
    const ended = this.all().filter(({ record }) => hasEnded(record.state));
    const house = ended.filter(({ record }) => record.house).slice(KEPT.house);
    const submitted = ended.filter(({ record }) => !record.house).slice(KEPT.submitted);
    const forgotten = [...house, ...submitted];
    for (const { record } of forgotten) this.entries.delete(record.id);
    const named = new Set([...this.specs(), ...arriving].flatMap(blobsOf));
    const unnamed = new Set(
      forgotten.flatMap(({ record }) => blobsOf(record.spec)).filter((blob) => !named.has(blob)),
    );
    for (const { record } of forgotten) await this.journal.forgetJob(record.id);
    for (const blob of unnamed) await this.journal.forgetBlob(blob);
  }

  private specs(): JobSpec[] {
    return [...this.entries.values()].map(({ record }) => record.spec);
  }
}

function blobsOf({ problem, view, start }: JobSpec): string[] {
  return start == null ? [problem, view] : [problem, view, start];
}

/** A resting job as people see it. */
export function restingJob(entry: JobEntry): Job {
  const { spec, counts, elapsed } = entry.record;
  const plan = new JobPlan(spec, counts.moves, elapsed);
  return toJob(entry, restingStats(counts, plan.heat(elapsed)));
}

/** Two specs that ask for the same problem, whatever they call it and however long it may take. */
export function sameProblem(a: JobSpec, b: JobSpec): boolean {
  return a.kind === b.kind && a.problem === b.problem;
}
