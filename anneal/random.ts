/** The kernels' random numbers: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003), the same in every engine. */
export class Random {
  private state = 1;

  /** Any uint32; neighbouring seeds give unrelated sequences. */
  seed(seed: number): void {
    let h = (seed + 0x9e3779b9) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    // Zero is xorshift's one fixed point.
    this.state = h === 0 ? 0x6d2b79f5 : h;
  }

  /** int32, never 0. */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x;
  }

  /** Integer in 0..bound−1; bound ≤ 2^31. */
  below(bound: number): number {
    return ((this.next() >>> 0) * 2.3283064365386963e-10 * bound) | 0;
  }
}
