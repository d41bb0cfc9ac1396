import { ProblemError } from '../kind.ts';

/**
 * The symmetric travelling salesman problem. City i is the i-th of the input; distances are integers, symmetric,
 * and at most `MAX_DISTANCE`.
 */
export type TspProblem = EuclideanProblem | GreatCircleProblem | MatrixProblem;

/** TSPLIB's nint, CEIL_2D and ATT (pseudo-Euclidean). */
export type Rounding = 'nearest' | 'up' | 'att';

export interface EuclideanProblem {
  readonly metric: 'euclidean';
  readonly rounding: Rounding;
  readonly n: number;
  /** x0, y0, x1, y1 … in the file's own units. */
  readonly xy: Float64Array;
}

export interface GreatCircleProblem {
  readonly metric: 'great-circle';
  readonly n: number;
  /** Longitude and latitude of each city in degrees. Distances are integer metres on a sphere of EARTH_RADIUS. */
  readonly lonlat: Float64Array;
}

export interface MatrixProblem {
  readonly metric: 'matrix';
  readonly n: number;
  /** Upper triangle without the diagonal, row by row: (0,1), (0,2) … (1,2) …: n(n−1)/2 distances. */
  readonly weights: Int32Array;
}

/** Mean radius of the Earth in metres (IUGG). */
export const EARTH_RADIUS = 6_371_008.8;
/** The sum of any four distances, minus any four others, must fit an int32. */
export const MAX_DISTANCE = 268_435_455;
export const MAX_CITIES = 200_000;
/** A matrix of 3,000 cities takes 18 MB on the wire and 36 MB in each kernel. */
export const MAX_MATRIX_CITIES = 3_000;

/** Cities in the plane: x0, y0, x1, y1 …. Throws a `ProblemError` for coordinates that are not finite or too far apart. */
export function euclidean(xy: Float64Array, rounding: Rounding): EuclideanProblem {
  const n = cityCount(xy);
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const [x, y] = [xy[2 * i], xy[2 * i + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y))
      throw new ProblemError(`City ${i + 1} has a coordinate that is not a finite number (${x}, ${y}).`);
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
  }
  const diagonal = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
  if (!(diagonal < MAX_DISTANCE))
    throw new ProblemError(
      `The cities lie up to ${diagonal} units apart; the limit is ${MAX_DISTANCE}: scale the coordinates down.`,
    );
  return { metric: 'euclidean', rounding, n, xy: withoutNegativeZero(xy) };
}

/** Cities on Earth: lon0, lat0, lon1, lat1 … in degrees, longitude −180..360, latitude −90..90. */
export function greatCircle(lonlat: Float64Array): GreatCircleProblem {
  const n = cityCount(lonlat);
  for (let i = 0; i < n; i++) {
    const [lon, lat] = [lonlat[2 * i], lonlat[2 * i + 1]];
    if (!(lon >= -180 && lon <= 360))
      throw new ProblemError(`City ${i + 1} has longitude ${lon}; it must lie between -180 and 360 degrees.`);
    if (!(lat >= -90 && lat <= 90))
      throw new ProblemError(`City ${i + 1} has latitude ${lat}; it must lie between -90 and 90 degrees.`);
  }
  return { metric: 'great-circle', n, lonlat: withoutNegativeZero(lonlat) };
}

/** A symmetric matrix given as its upper triangle without diagonal, row by row. */
export function matrix(n: number, weights: ArrayLike<number>): MatrixProblem {
  if (!Number.isInteger(n) || n < 1) throw new ProblemError(`A problem needs at least one city, not ${n}.`);
  if (n > MAX_MATRIX_CITIES)
    throw new ProblemError(
      `A distance matrix of ${n} cities is too large; the limit is ${MAX_MATRIX_CITIES}: give coordinates instead.`,
    );
  const expected = (n * (n - 1)) / 2;
  if (weights.length !== expected)
    throw new ProblemError(`${n} cities need ${expected} distances; there are ${weights.length}.`);
  for (let i = 0; i < expected; i++) {
    const w = weights[i];
    if (!Number.isInteger(w) || w < 0 || w > MAX_DISTANCE)
      throw new ProblemError(`Distance ${i + 1} is ${w}; distances are integers from 0 to ${MAX_DISTANCE}.`);
  }
  return { metric: 'matrix', n, weights: new Int32Array(weights) };
}

function cityCount(pairs: Float64Array): number {
  if (pairs.length % 2 !== 0) throw new ProblemError('Coordinates come in pairs; one is missing at the end.');
  const n = pairs.length / 2;
  if (n < 1) throw new ProblemError('A problem needs at least one city; there is none.');
  if (n > MAX_CITIES) throw new ProblemError(`${n} cities are too many; the limit is ${MAX_CITIES}.`);
  return n;
}

/** Equal problems must have equal bytes, and 0 equals −0. */
function withoutNegativeZero(values: Float64Array): Float64Array {
  return values.map((value) => value + 0);
}
