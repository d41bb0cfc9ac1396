import { finish, type Steps } from '../steps.ts';

const LEAF = 6;
/** Points whose part of the tree is built in one step: some milliseconds. */
const STEP = 2_000;

/** Only points p with sign_u · u·(p − q) ≥ 0 and the like for v count: a quadrant as seen from q. */
export interface Quadrant {
  readonly u: readonly [number, number, number];
  readonly v: readonly [number, number, number];
  readonly plusU: boolean;
  readonly plusV: boolean;
}

/**
 * A balanced k-d tree over some of the points of a 3-D array (J. L. Bentley, 1975), split at the median of the widest
 * side. Ties go to the lower index, so the tree and every answer are the same everywhere.
 */
export class KdTree {
  /** The points' indices in tree order: what is close in it is close in space. */
  readonly items: Int32Array;
  private readonly points: Float64Array;
  /** Node i has children 2i and 2i + 1, and the box min x, y, z, max x, y, z at 6i. */
  private readonly boxes: Float64Array;
  private query = 0;
  private wanted = 0;
  private found = 0;
  private quadrant: Quadrant | null = null;
  private readonly bestDistance = new Float64Array(32);
  private readonly bestItem = new Int32Array(32);

  private constructor(points: Float64Array, items: Int32Array) {
    this.points = points;
    this.items = items.slice();
    let nodes = 2;
    for (let size = items.length; size > LEAF; size = (size + 1) >> 1) nodes *= 2;
    this.boxes = new Float64Array(6 * nodes);
  }

  static of(points: Float64Array, items: Int32Array): KdTree {
    return finish(KdTree.steps(points, items));
  }

  static *steps(points: Float64Array, items: Int32Array): Steps<KdTree> {
    const tree = new KdTree(points, items);
    yield* tree.grow(1, 0, items.length);
    return tree;
  }

  /**
   * Writes the up to `k` (≤ 32) items nearest to point `query`, itself excepted, nearest first, to `out` from `offset`
   * on; returns how many there are.
   */
  nearest(
    query: number,
    k: number,
    out: Int32Array,
    offset: number,
    quadrant: Quadrant | null = null,
  ): number {
    this.query = query;
    this.wanted = k;
    this.found = 0;
    this.quadrant = quadrant;
    this.search(1, 0, this.items.length);
    for (let i = 0; i < this.found; i++) out[offset + i] = this.bestItem[i];
    return this.found;
  }

  private *grow(node: number, lo: number, hi: number): Steps<void> {
    yield;
    if (hi - lo <= STEP) {
      this.build(node, lo, hi);
      return;
    }
    const widest = this.measure(node, lo, hi);
    yield;
    const mid = (lo + hi) >> 1;
    this.partition(lo, hi, mid, widest);
    yield* this.grow(2 * node, lo, mid);
    yield* this.grow(2 * node + 1, mid, hi);
  }

  private build(node: number, lo: number, hi: number): void {
    const widest = this.measure(node, lo, hi);
    if (hi - lo <= LEAF) return;
    const mid = (lo + hi) >> 1;
    this.partition(lo, hi, mid, widest);
    this.build(2 * node, lo, mid);
    this.build(2 * node + 1, mid, hi);
  }

  /** Notes the node's box; returns its widest side. */
  private measure(node: number, lo: number, hi: number): number {
    const { points, items, boxes } = this;
    const box = 6 * node;
    let widest = 0;
    for (let d = 0; d < 3; d++) {
      let [min, max] = [Infinity, -Infinity];
      for (let i = lo; i < hi; i++) {
        const x = points[3 * items[i] + d];
        if (x < min) min = x;
        if (x > max) max = x;
      }
      boxes[box + d] = min;
      boxes[box + 3 + d] = max;
      if (max - min > boxes[box + 3 + widest] - boxes[box + widest]) widest = d;
    }
    return widest;
  }

  /** Quickselect: afterwards every item before `mid` is below every item from `mid` on, along axis `d`. */
  private partition(from: number, to: number, mid: number, d: number): void {
    const { points, items } = this;
    let lo = from;
    let hi = to - 1;
    while (lo < hi) {
      const pivot = items[(lo + hi) >> 1];
      const x = points[3 * pivot + d];
      let i = lo;
      let j = hi;
      while (i <= j) {
        while (points[3 * items[i] + d] < x || (points[3 * items[i] + d] === x && items[i] < pivot)) i++;
        while (points[3 * items[j] + d] > x || (points[3 * items[j] + d] === x && items[j] > pivot)) j--;
        if (i <= j) {
          const item = items[i];
          items[i++] = items[j];
          items[j--] = item;
        }
      }
      if (mid <= j) hi = j;
      else if (mid >= i) lo = i;
      else return;
    }
  }

  private search(node: number, lo: number, hi: number): void {
    if (hi - lo <= LEAF) {
      for (let i = lo; i < hi; i++) this.offer(this.items[i]);
      return;
    }
    const mid = (lo + hi) >> 1;
    const left = this.boxDistance(2 * node);
    const right = this.boxDistance(2 * node + 1);
    if (left <= right) {
      if (this.within(left)) this.search(2 * node, lo, mid);
      if (this.within(right)) this.search(2 * node + 1, mid, hi);
    } else {
      if (this.within(right)) this.search(2 * node + 1, mid, hi);
      if (this.within(left)) this.search(2 * node, lo, mid);
    }
  }

  private within(distance: number): boolean {
    // An equal distance may still win by its lower index.
    return distance < Infinity && (this.found < this.wanted || distance <= this.bestDistance[this.found - 1]);
  }

  private offer(item: number): void {
    const { points, query, bestDistance, bestItem } = this;
    if (item === query) return;
    const dx = points[3 * item] - points[3 * query];
    const dy = points[3 * item + 1] - points[3 * query + 1];
    const dz = points[3 * item + 2] - points[3 * query + 2];
    const { quadrant } = this;
    if (quadrant !== null) {
      const { u, v } = quadrant;
      if (u[0] * dx + u[1] * dy + u[2] * dz >= 0 !== quadrant.plusU) return;
      if (v[0] * dx + v[1] * dy + v[2] * dz >= 0 !== quadrant.plusV) return;
    }
    const distance = dx * dx + dy * dy + dz * dz;
    if (this.found === this.wanted) {
      const worst = this.found - 1;
      if (distance > bestDistance[worst] || (distance === bestDistance[worst] && item > bestItem[worst]))
        return;
      this.found--;
    }
    let i = this.found++;
    while (
      i > 0 &&
      (bestDistance[i - 1] > distance || (bestDistance[i - 1] === distance && bestItem[i - 1] > item))
    ) {
      bestDistance[i] = bestDistance[i - 1];
      bestItem[i] = bestItem[i - 1];
      i--;
    }
    bestDistance[i] = distance;
    bestItem[i] = item;
  }

  /** Squared distance from the query to a node's box; Infinity where no point of the box lies in the quadrant. */
  private boxDistance(node: number): number {
    const { points, boxes, query, quadrant } = this;
    if (quadrant !== null) {
      if (this.reach(node, quadrant.u, quadrant.plusU) < 0) return Infinity;
      if (this.reach(node, quadrant.v, quadrant.plusV) < 0) return Infinity;
    }
    let sum = 0;
    for (let d = 0; d < 3; d++) {
      const x = points[3 * query + d];
      const below = boxes[6 * node + d] - x;
      const above = x - boxes[6 * node + 3 + d];
      const gap = Math.max(below, above, 0);
      sum += gap * gap;
    }
    return sum;
  }

  /** How far a box stretches from the query along ±axis. */
  private reach(node: number, axis: readonly [number, number, number], plus: boolean): number {
    let sum = 0;
    for (let d = 0; d < 3; d++) {
      const component = plus ? axis[d] : -axis[d];
      const edge = component > 0 ? this.boxes[6 * node + 3 + d] : this.boxes[6 * node + d];
      sum += component * (edge - this.points[3 * this.query + d]);
    }
    return sum;
  }
}
