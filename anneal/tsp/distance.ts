import { arcsine, cosineOfDegrees, sineOfDegrees } from '../portable.ts';
import { finish, type Steps } from '../steps.ts';
import { EARTH_RADIUS, type Rounding, type TspProblem } from './problem.ts';

const NEAREST = 0;
export const UP = 1;
const ATT = 2;
const SPHERE = 3;
export const TABLE = 4;
const ROUNDING_MODES: Record<Rounding, number> = { nearest: NEAREST, up: UP, att: ATT };

/** Longer than three edges of any part that may have joins (cells/part.ts), and small enough for int32 sums. */
export const JOIN = 268_435_456;

/** Rows of a table, of up to 3,000 numbers, and places on the sphere that one step computes: some milliseconds. */
const ROWS = 10;
const PLACES = 10_000;

/**
 * Integer distances between the cities of one problem: symmetric, zero from a city to itself.
 *
 * One class with a mode, not one class a metric: the hot loop's calls stay monomorphic, and so inlined, in a donor
 * that goes from job to job.
 */
export class Distance {
  readonly n: number;
  /** x, y, z of each city (z = 0 in the plane, unit vectors on the sphere); empty for a matrix. */
  readonly points: Float64Array;
  /** NEAREST or UP in the plane, TABLE where distances are looked up, or another above UP. */
  readonly mode: number;
  /** n × n distances; empty but for TABLE. */
  readonly table: Int32Array;

  private constructor(n: number, mode: number, points: Float64Array, table: Int32Array) {
    this.n = n;
    this.mode = mode;
    this.points = points;
    this.table = table;
  }

  static of(problem: TspProblem): Distance {
    return finish(Distance.steps(problem));
  }

  static *steps(problem: TspProblem): Steps<Distance> {
    const { n } = problem;
    if (problem.metric === 'matrix')
      return new Distance(n, TABLE, new Float64Array(0), yield* square(n, problem.weights));
    if (problem.metric === 'great-circle')
      return new Distance(n, SPHERE, yield* spherePoints(problem.lonlat), new Int32Array(0));
    return new Distance(n, ROUNDING_MODES[problem.rounding], planePoints(problem.xy), new Int32Array(0));
  }

  /** The same distances between some or all cities, numbered anew: new city i is old city `order[i]`. In steps. */
  *renumbered(order: Int32Array): Steps<Distance> {
    const n = order.length;
    const points = new Float64Array(this.points.length > 0 ? 3 * n : 0);
    for (let i = 0; i < points.length / 3; i++)
      for (let d = 0; d < 3; d++) points[3 * i + d] = this.points[3 * order[i] + d];
    const table = new Int32Array(this.table.length > 0 ? n * n : 0);
    if (table.length > 0)
      for (let i = 0; i < n; i++) {
        if (i % ROWS === 0) yield;
        for (let j = 0; j < n; j++) table[i * n + j] = this.table[order[i] * this.n + order[j]];
      }
    return new Distance(n, this.mode, points, table);
  }

  /** Trades memory (4 n² bytes) for speed: the same distances, looked up. In steps. */
  *tabulated(): Steps<Distance> {
    const { n } = this;
    const table = new Int32Array(n * n);
    for (let i = 0; i < n; i++) {
      if (i % ROWS === 0) yield;
      for (let j = 0; j < i; j++) table[i * n + j] = table[j * n + i] = this.between(i, j);
    }
    return new Distance(n, TABLE, this.points, table);
  }

  /**
   * Tabulated, with an edge of length −JOIN between every city and its partner (−1: none): no exchange that removes
   * one of these gains anything. In steps.
   */
  *joined(partner: Int32Array): Steps<Distance> {
    const { n, table, points } = yield* this.tabulated();
    for (let i = 0; i < n; i++) if (partner[i] >= 0) table[i * n + partner[i]] = -JOIN;
    return new Distance(n, TABLE, points, table);
  }

  get spherical(): boolean {
    return this.mode === SPHERE;
  }

  /** True where a distance takes much longer to compute than to look up. */
  get laborious(): boolean {
    return this.mode === SPHERE || this.mode === ATT;
  }

  between(a: number, b: number): number {
    if (this.mode === TABLE) return this.table[a * this.n + b];
    const p = this.points;
    const dx = p[3 * a] - p[3 * b];
    const dy = p[3 * a + 1] - p[3 * b + 1];
    if (this.mode === NEAREST) return (Math.sqrt(dx * dx + dy * dy) + 0.5) | 0;
    return this.rarer(a, b, dx * dx + dy * dy);
  }

  private rarer(a: number, b: number, planar: number): number {
    if (this.mode === SPHERE) {
      const dz = this.points[3 * a + 2] - this.points[3 * b + 2];
      return (2 * EARTH_RADIUS * arcsine(0.5 * Math.sqrt(planar + dz * dz)) + 0.5) | 0;
    }
    if (this.mode === UP) return Math.ceil(Math.sqrt(planar)) | 0;
    // ATT as TSPLIB has it: the nearest integer, and one more where that lies below.
    const exact = Math.sqrt(planar / 10);
    const rounded = (exact + 0.5) | 0;
    return rounded < exact ? rounded + 1 : rounded;
  }
}

/** Length of a closed tour, an integer; 0 for one city. */
export function tourLength(distance: Distance, order: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < order.length; i++)
    sum += distance.between(order[i], order[i + 1 === order.length ? 0 : i + 1]);
  return sum;
}

function planePoints(xy: Float64Array): Float64Array {
  const points = new Float64Array((xy.length / 2) * 3);
  for (let i = 0; i < xy.length / 2; i++) {
    points[3 * i] = xy[2 * i];
    points[3 * i + 1] = xy[2 * i + 1];
  }
  return points;
}

function* spherePoints(lonlat: Float64Array): Steps<Float64Array> {
  const points = new Float64Array((lonlat.length / 2) * 3);
  for (let i = 0; i < lonlat.length / 2; i++) {
    if (i % PLACES === 0) yield;
    const [lon, lat] = [lonlat[2 * i], lonlat[2 * i + 1]];
    const cosine = cosineOfDegrees(lat);
    points[3 * i] = cosine * cosineOfDegrees(lon);
    points[3 * i + 1] = cosine * sineOfDegrees(lon);
    points[3 * i + 2] = sineOfDegrees(lat);
  }
  return points;
}

function* square(n: number, upper: Int32Array): Steps<Int32Array> {
  const table = new Int32Array(n * n);
  let w = 0;
  for (let i = 0; i < n; i++) {
    if (i % ROWS === 0) yield;
    for (let j = i + 1; j < n; j++) table[i * n + j] = table[j * n + i] = upper[w++];
  }
  return table;
}
