/**
 * Counts the milliseconds in which somebody worked. A budget is donated time: the clock stands still when nobody is there,
 * and when the machine sleeps; it goes slower for a job that shares the donors with others.
 */
const LONGEST_GAP = 5_000;

export class WorkClock {
  private since: number | null = null;
  private rate = 0;

  /** @param milliseconds already used, from before a restart */
  constructor(private milliseconds = 0) {}

  /**
   * Call at every change, and at least every few seconds while somebody works: a longer gap is a sleep.
   * @param rate share of the donors that work from now on: 0 nobody … 1 all
   */
  update(now: number, rate: number): void {
    this.milliseconds = this.elapsed(now);
    this.since = rate > 0 ? now : null;
    this.rate = rate;
  }

  /** Milliseconds worked until now. */
  elapsed(now: number): number {
    if (this.since === null) return this.milliseconds;
    return this.milliseconds + this.rate * Math.min(LONGEST_GAP, Math.max(0, now - this.since));
  }
}
