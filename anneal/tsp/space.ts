import type { Steps } from '../steps.ts';
import { alphaLists } from './alpha.ts';
import type { Distance } from './distance.ts';
import { KdTree, type Quadrant } from './kd-tree.ts';

/** Cities whose neighbours are looked for in one step: some milliseconds. */
const STEP = 100;
/** Rows of a matrix that are read in one step. */
const ROWS = 100;

/** Who is near whom: the one question whose answer differs between coordinates and matrices. In steps. */
export interface Space {
  /** Cities in an order that keeps neighbours close in memory. */
  readonly order: Int32Array;
  /** For each of `cities` its `k` nearest others among them, nearest first, k a row; k < cities.length. */
  nearest(cities: Int32Array, k: number): Steps<Int32Array>;
  /** For each city the `k` others most worth an edge, nearest first, k a row; k < n. */
  candidates(k: number): Steps<Int32Array>;
}

export function* spaceOf(distance: Distance): Steps<Space> {
  const { n, points } = distance;
  if (points.length === 0) return matrixSpace(distance);
  return pointSpace(distance, yield* KdTree.steps(points, everyCity(n)));
}

/** 0 … n − 1. */
export function everyCity(n: number): Int32Array {
  return new Int32Array(n).map((_, i) => i);
}

function pointSpace(distance: Distance, everyone: KdTree): Space {
  const { n, points } = distance;
  return {
    order: everyone.items,
    *nearest(cities, k) {
      const tree = cities.length === n ? everyone : yield* KdTree.steps(points, cities);
      const lists = new Int32Array(cities.length * k);
      for (let i = 0; i < cities.length; i++) {
        if (i % STEP === 0) yield;
        tree.nearest(cities[i], k, lists, i * k);
      }
      return lists;
    },
    *candidates(k) {
      const lists = new Int32Array(n * k);
      for (let i = 0; i < n; i++) {
        if (i % STEP === 0) yield;
        quadrantList(everyone, distance, i, k, lists);
      }
      return lists;
    },
  };
}

/**
 * The nearest city of each quadrant, then the nearest of all. Without quadrants the cities of a cluster list only each
 * other, and no move ever leaves it (D. S. Johnson and L. A. McGeoch, "Experimental Analysis of Heuristics", 2002).
 */
function quadrantList(tree: KdTree, distance: Distance, city: number, k: number, lists: Int32Array): void {
  const { points, n } = distance;
  const p = 3 * city;
  const [x, y, z] = [points[p], points[p + 1], points[p + 2]];
  // On the sphere east and north of the city, in the plane the axes.
  const u: Quadrant['u'] = distance.spherical ? [-y, x, 0] : [1, 0, 0];
  const v: Quadrant['v'] = distance.spherical ? [-x * z, -y * z, x * x + y * y] : [0, 1, 0];
  const base = city * k;
  tree.nearest(city, k, lists, base);
  if (k < 4 || k === n - 1) return;
  const picks: number[] = [];
  const one = new Int32Array(1);
  for (const plusU of [true, false])
    for (const plusV of [true, false])
      if (tree.nearest(city, 1, one, 0, { u, v, plusU, plusV }) === 1) picks.push(one[0]);
  const far = picks.filter((pick) => !lists.subarray(base, base + k).includes(pick));
  // Picks outside the nearest k are farther than all of these: they take the last places that no pick holds.
  let place = k - 1;
  for (let wanted = far.length; wanted > 0; place--) {
    if (picks.includes(lists[base + place])) continue;
    lists.copyWithin(base + place, base + place + 1, base + k);
    wanted--;
  }
  far.sort((a, b) => distance.between(city, a) - distance.between(city, b) || a - b);
  lists.set(far, base + k - far.length);
}

function matrixSpace(distance: Distance): Space {
  return {
    order: everyCity(distance.n),
    nearest: (cities, k) => matrixNearest(distance, cities, k),
    candidates: (k) => alphaLists(distance, k),
  };
}

function* matrixNearest(distance: Distance, cities: Int32Array, k: number): Steps<Int32Array> {
  const lists = new Int32Array(cities.length * k);
  const row = new Float64Array(cities.length);
  for (let i = 0; i < cities.length; i++) {
    if (i % ROWS === 0) yield;
    for (let j = 0; j < cities.length; j++)
      row[j] = j === i ? Infinity : distance.between(cities[i], cities[j]);
    for (const [place, j] of smallest(row, k).entries()) lists[i * k + place] = cities[j];
  }
  return lists;
}

/** Places of the k smallest values, smallest first, the lower place first among equals. */
function smallest(values: Float64Array, k: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (places.length === k && values[i] >= values[places[k - 1]]) continue;
    if (places.length === k) places.pop();
    let at = places.length;
    while (at > 0 && values[places[at - 1]] > values[i]) at--;
    places.splice(at, 0, i);
  }
  return places;
}
