/**
 * Who gets the next task when several jobs share the donors: by weight, in milliseconds of kernel time. Earliest eligible
 * virtual deadline first (I. Stoica and H. Abdel-Wahab, 1995): each job has a virtual time, its kernel time over its weight;
 * the jobs' weighted mean is what each should have had. Among those that are not ahead of it, the one whose next task would
 * have to be over first is asked first. Pure.
 *
 * Property-tested in fair-shares.test.ts:
 * 1. While the same jobs have work, each has had its share of the kernel time, give or take one task of the longest.
 * 2. A job alone gets all.
 * 3. Who comes starts level with the others: it owes nothing for the time before, and is owed nothing.
 * 4. Who had nothing to give out keeps at most one task of what it did not use.
 */

interface Entry {
  readonly id: string;
  readonly weight: number;
  /** Kernel time over weight. */
  time: number;
  /** It had nothing to give out when it was last asked. */
  idle: boolean;
}

export class FairShares {
  private readonly entries = new Map<string, Entry>();
  /** Of all of these together, and their names: each task asks for them. */
  private weights = 0;
  private names: readonly string[] = [];
  /** The jobs' weighted mean time when somebody last had work. */
  private level = 0;

  /** @param longest milliseconds of the longest task */
  constructor(private readonly longest: number) {}

  add(id: string, weight: number): void {
    this.entries.set(id, { id, weight, time: this.meanTime(), idle: false });
    this.changed();
  }

  remove(id: string): void {
    this.entries.delete(id);
    this.changed();
  }

  /** 0..1: what a job should have of all donors; 0 where it is not known. */
  share(id: string): number {
    const entry = this.entries.get(id);
    return entry ? entry.weight / this.weights : 0;
  }

  /** All jobs, in the order in which they are to be asked for a task. */
  order(): readonly string[] {
    if (this.names.length <= 1) return this.names;
    const mean = this.meanTime();
    const asked = [...this.entries.values()].map((entry) => {
      const time = this.timeOf(entry, mean);
      // A mean is a sum of many parts: who is level must not look ahead for the last bit of it.
      return {
        id: entry.id,
        time,
        due: time + this.longest / entry.weight,
        ahead: time > mean + 1e-9 * Math.abs(mean),
      };
    });
    asked.sort((a, b) => Number(a.ahead) - Number(b.ahead) || (a.ahead ? a.time - b.time : a.due - b.due));
    return asked.map(({ id }) => id);
  }

  /** The job was asked and had nothing to give out: the others are not measured by it. */
  passed(id: string): void {
    const entry = this.entries.get(id);
    if (entry) entry.idle = true;
  }

  /** A task was given out; with a negative time: some of what it was counted with was not used. Milliseconds. */
  charge(id: string, kernelTime: number): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    if (entry.idle && kernelTime > 0) {
      entry.time = this.timeOf(entry, this.meanTime());
      entry.idle = false;
    }
    entry.time += kernelTime / entry.weight;
  }

  private changed(): void {
    this.names = [...this.entries.keys()];
    this.weights = 0;
    for (const { weight } of this.entries.values()) this.weights += weight;
  }

  private timeOf({ time, weight, idle }: Entry, mean: number): number {
    return idle ? Math.max(time, mean - this.longest / weight) : time;
  }

  private meanTime(): number {
    let [sum, weights] = [0, 0];
    for (const { time, weight, idle } of this.entries.values()) {
      if (idle) continue;
      sum += time * weight;
      weights += weight;
    }
    if (weights > 0) this.level = sum / weights;
    return this.level;
  }
}
