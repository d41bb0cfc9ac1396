/** Of the new sample in the mean, and in the deviation. */
const WEIGHT = 0.25;
/** A sample further away than so many deviations says as much as one that far. */
const FAR = 4;
/** So many samples are believed as they are: nobody knows yet which is beside the others. */
const FIRST = 4;

/**
 * Mean and mean deviation of what comes one after the other, as TCP has them of its round trips (Jacobson, Congestion avoidance
 * and control, 1988). One sample that is beside all others moves them little.
 */
export class Estimate {
  private average: number | null = null;
  private spread = 0;
  private samples = 0;

  /** @param least deviation that is believed: one sample says nothing of others */
  constructor(private readonly least: number) {}

  get isKnown(): boolean {
    return this.average !== null;
  }

  /** null: nothing was learnt yet. */
  get mean(): number | null {
    return this.average;
  }

  get deviation(): number {
    return Math.max(this.least, this.spread);
  }

  learn(sample: number): void {
    this.samples++;
    const weight = Math.max(WEIGHT, 1 / this.samples);
    const far = this.samples <= FIRST ? Number.POSITIVE_INFINITY : FAR * this.deviation;
    const off = Math.min(far, Math.max(-far, sample - (this.average ?? sample)));
    this.average = (this.average ?? sample) + weight * off;
    this.spread += weight * (Math.abs(off) - this.spread);
  }
}
