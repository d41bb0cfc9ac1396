/**
 * How long before the end of a task a donor asks for the next one: a little longer than it takes until it comes, which is
 * measured at each request. Too long, and a chain stands still meanwhile; too short, and the kernel does. Milliseconds.
 */
const FIRST = 100;
const SHORTEST = 30;
const LONGEST = 1_000;
/** Of the new sample in the mean. */
const WEIGHT = 0.3;
const MARGIN = 1.25;
const SLACK = 15;
/** Requests that wait for their task at most; older ones had none. */
const MOST_OPEN = 64;

export class Lead {
  private mean: number | null = null;
  /** When each request was made, oldest first. */
  private readonly asked: number[] = [];

  get millis(): number {
    if (this.mean === null) return FIRST;
    return Math.min(LONGEST, Math.max(SHORTEST, MARGIN * this.mean + SLACK));
  }

  /** A task was asked for. */
  ask(now: number): void {
    this.asked.push(now);
    if (this.asked.length > MOST_OPEN) this.asked.shift();
  }

  /** A task came: for the oldest request, or unasked. */
  came(now: number): void {
    // A request that long ago had no answer: there was nothing to do.
    while (this.asked.length > 0 && now - this.asked[0]! > LONGEST) this.asked.shift();
    const at = this.asked.shift();
    if (at === undefined) return;
    const took = now - at;
    this.mean = this.mean === null ? took : (1 - WEIGHT) * this.mean + WEIGHT * took;
  }
}
