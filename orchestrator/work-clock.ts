/**
 * Counts the milliseconds in which somebody worked. A budget is donated time: the clock stands still when nobody is there,
 * and when the machine sleeps.
 */
const LONGEST_GAP = 5_000;

export class WorkClock {
  private since: number | null = null;

  /** @param milliseconds already used, from before a restart */
  constructor(private milliseconds = 0) {}

  /** Call at every change of `working`, and at least every few seconds while it is true: a longer gap is a sleep. */
  update(now: number, working: boolean): void {
    this.milliseconds = this.elapsed(now);
    this.since = working ? now : null;
  }

  /** Milliseconds worked until now. */
  elapsed(now: number): number {
    if (this.since === null) return this.milliseconds;
    return this.milliseconds + Math.min(LONGEST_GAP, Math.max(0, now - this.since));
  }
}
