/** Moves per second over the last few seconds, on the caller's clock (milliseconds). */
const BUCKET_MILLIS = 250;
const BUCKETS = 12;

export class Rate {
  readonly #buckets = new Map<number, number>();

  add(amount: number, now: number): void {
    const bucket = Math.floor(now / BUCKET_MILLIS);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + amount);
    for (const old of this.#buckets.keys()) {
      if (old > bucket - BUCKETS) break;
      this.#buckets.delete(old);
    }
  }

  perSecond(now: number): number {
    const bucket = Math.floor(now / BUCKET_MILLIS);
    let sum = 0;
    for (const [index, amount] of this.#buckets) if (index > bucket - BUCKETS) sum += amount;
    return sum / ((BUCKETS * BUCKET_MILLIS) / 1000);
  }
}
