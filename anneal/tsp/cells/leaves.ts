import { KdTree } from '../kd-tree.ts';

/** A map of a problem has at most about so many leaves: ordering them all by distance is then a small matter. */
const LEAVES = 1_024;
const SMALLEST_LEAF = 8;

/** The cities in compact groups of equal size, for questions such as: which lie around here? */
export class Leaves {
  private readonly items: Int32Array;
  /** Leaf i holds the items from start[i] to start[i + 1] − 1. */
  private readonly start: Int32Array;
  /** x, y, z of each leaf's mean. */
  private readonly centre: Float64Array;
  private readonly key: Float64Array;
  private readonly byKey: Int32Array;

  /** @param points x, y, z of each city */
  constructor(points: Float64Array) {
    const n = points.length / 3;
    this.items = new KdTree(
      points,
      Int32Array.from({ length: n }, (_, i) => i),
    ).items;
    const starts: number[] = [];
    const size = Math.max(SMALLEST_LEAF, Math.ceil(n / LEAVES));
    split(0, n, size, starts);
    this.start = Int32Array.from([...starts, n]);
    this.centre = new Float64Array(3 * starts.length);
    for (let leaf = 0; leaf < starts.length; leaf++) {
      const count = this.start[leaf + 1] - this.start[leaf];
      for (let i = this.start[leaf]; i < this.start[leaf + 1]; i++)
        for (let d = 0; d < 3; d++) this.centre[3 * leaf + d] += points[3 * this.items[i] + d] / count;
    }
    this.key = new Float64Array(starts.length);
    this.byKey = new Int32Array(starts.length);
  }

  /** Calls `visit` with leaf after leaf, nearest to the point first, until it returns false. */
  around(x: number, y: number, z: number, visit: (cities: Int32Array) => boolean): void {
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

/** The same halving as the tree's, down to ranges of at most `size`. */
function split(lo: number, hi: number, size: number, starts: number[]): void {
  if (hi - lo <= size) {
    starts.push(lo);
    return;
  }
  const mid = (lo + hi) >> 1;
  split(lo, mid, size, starts);
  split(mid, hi, size, starts);
}
