import type { Steps } from '../../steps.ts';

/** A map of a problem has at most about so many leaves: ordering them all by distance is then a small matter. */
const LEAVES = 1_024;
const SMALLEST_LEAF = 8;
/** Leaves whose mean one step computes: some milliseconds. */
const STEP = 128;

/** The cities in compact groups of equal size, for questions such as: which lie around here? */
export class Leaves {
  private readonly items: Int32Array;
  /** Leaf i holds the items from start[i] to start[i + 1] − 1. */
  private readonly start: Int32Array;
  /** x, y, z of each leaf's mean. */
  private readonly centre: Float64Array;
  private readonly key: Float64Array;
  private readonly byKey: Int32Array;

  /**
   * @param points x, y, z of each city
   * @param order of the cities, such that consecutive ones are close
   */
  static *steps(points: Float64Array, order: Int32Array): Steps<Leaves> {
    const leaves = new Leaves(order);
    const { centre, key, start } = leaves;
    for (let leaf = 0; leaf < key.length; leaf++) {
      if (leaf % STEP === 0) yield;
      const [from, to] = [start[leaf], start[leaf + 1]];
      for (let i = from; i < to; i++)
        for (let d = 0; d < 3; d++) centre[3 * leaf + d] += points[3 * order[i] + d] / (to - from);
    }
    return leaves;
  }

  private constructor(order: Int32Array) {
    const n = order.length;
    const count = Math.max(1, Math.min(LEAVES, Math.floor(n / SMALLEST_LEAF)));
    this.items = order;
    this.start = Int32Array.from({ length: count + 1 }, (_, leaf) => Math.floor((leaf * n) / count));
    this.centre = new Float64Array(3 * count);
    this.key = new Float64Array(count);
    this.byKey = new Int32Array(count);
  }

  /** Calls `visit` with leaf after leaf, nearest to the point first, until it returns false. */
  around([x, y, z]: readonly [number, number, number], visit: (cities: Int32Array) => boolean): void {
    const { centre, key, byKey } = this;
    for (let leaf = 0; leaf < key.length; leaf++) {
      const [dx, dy, dz] = [centre[3 * leaf] - x, centre[3 * leaf + 1] - y, centre[3 * leaf + 2] - z];
      key[leaf] = dx * dx + dy * dy + dz * dz;
      byKey[leaf] = leaf;
    }
    // A heap, since mostly few of the leaves are wanted.
    for (let i = (byKey.length >> 1) - 1; i >= 0; i--) this.sink(i, byKey.length);
    for (let left = byKey.length; left > 0; left--) {
      const leaf = byKey[0];
      if (!visit(this.items.subarray(this.start[leaf], this.start[leaf + 1]))) return;
      byKey[0] = byKey[left - 1];
      this.sink(0, left - 1);
    }
  }

  private sink(from: number, size: number): void {
    const { key, byKey } = this;
    let i = from;
    for (let child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && key[byKey[child + 1]] < key[byKey[child]]) child++;
      if (key[byKey[i]] <= key[byKey[child]]) return;
      const leaf = byKey[i];
      byKey[i] = byKey[child];
      byKey[child] = leaf;
      i = child;
    }
  }
}
