import type { Distance } from '../distance.ts';
import { distanceOf } from '../distance-of.ts';
import { KdTree } from '../kd-tree.ts';
import type { TspProblem } from '../problem.ts';
import { spaceOf } from '../space.ts';

/** Neighbours of a city that its successor is looked for among. */
export const NEAR = 10;

/** Each city's nearest others, nearest first, made a few cities at a time: all of a large problem take half a second. */
export class Near {
  /** Cities. */
  readonly n: number;
  /** Neighbours a city. */
  readonly k: number;
  /** `k` a row. */
  readonly lists: Int32Array;
  /** Of the edges to them. */
  readonly lengths: Int32Array;
  /** Room for the tour that is being read, so that no answer takes memory of its own for it. */
  readonly order: Int32Array;
  readonly seen: Uint8Array;
  private done = 0;
  private readonly tree: KdTree | null;

  constructor(readonly distance: Distance) {
    const { n, points } = distance;
    this.n = n;
    this.k = Math.min(NEAR, n - 1);
    this.tree = points.length > 0 ? new KdTree(points, everyone(n)) : null;
    // A matrix has no tree to ask, and is small: all at once.
    this.lists = this.tree ? new Int32Array(n * this.k) : spaceOf(distance).nearest(everyone(n), this.k);
    this.lengths = new Int32Array(n * this.k);
    this.order = new Int32Array(n);
    this.seen = new Uint8Array(n);
  }

  /** Goes on with `cities` more; returns true when all are there. */
  advance(cities: number): boolean {
    const { k, distance, tree } = this;
    const end = Math.min(distance.n, this.done + cities);
    for (let city = this.done; city < end; city++) {
      const row = city * k;
      if (tree) tree.nearest(city, k, this.lists, row);
      for (let i = row; i < row + k; i++) this.lengths[i] = distance.between(city, this.lists[i]);
    }
    this.done = end;
    return end === distance.n;
  }
}

const known = new WeakMap<TspProblem, Near>();

export function nearOf(problem: TspProblem): Near {
  let near = known.get(problem);
  if (near === undefined) {
    near = new Near(distanceOf(problem));
    known.set(problem, near);
  }
  return near;
}

function everyone(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}
