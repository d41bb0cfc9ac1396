import { keysInOrder } from '../../sort.ts';
import type { Steps } from '../../steps.ts';

/** Side of the grid: two coordinates of 16 bits make one exact key. */
const SIDE = 65_536;

/**
 * The cities along a Hilbert curve: consecutive ones are close, and so are groups of consecutive ones. As a tour some 25 %
 * over the optimum on uniform cities (L. K. Platzman and J. J. Bartholdi, 1989, for a like curve), in O(n log n) and
 * without any distance. On the sphere the curve runs over an octahedron, unfolded to a square. In steps.
 *
 * @param points x, y, z of each city
 */
export function* hilbertSteps(points: Float64Array, spherical: boolean): Steps<Int32Array> {
  const n = points.length / 3;
  const flat = spherical ? unfolded(points) : points;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    minX = Math.min(minX, flat[3 * i]);
    maxX = Math.max(maxX, flat[3 * i]);
    minY = Math.min(minY, flat[3 * i + 1]);
    maxY = Math.max(maxY, flat[3 * i + 1]);
  }
  const scale = (SIDE - 1) / Math.max(maxX - minX, maxY - minY, Number.MIN_VALUE);
  yield;
  // City and place sort as one number: 2^32 · 2^18 stays below 2^53.
  const keys = yield* keysInOrder(
    n,
    (i) => along((flat[3 * i] - minX) * scale, (flat[3 * i + 1] - minY) * scale) * 262_144 + i,
  );
  yield;
  const curve = new Int32Array(n);
  for (let i = 0; i < n; i++) curve[i] = keys[i] % 262_144;
  return curve;
}

/** How far along the curve a cell of the grid lies, 0 … 2^32 − 1 (the usual turning of quadrants). */
function along(column: number, row: number): number {
  let x = column | 0;
  let y = row | 0;
  let place = 0;
  for (let side = SIDE >> 1; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0;
    const up = (y & side) > 0 ? 1 : 0;
    place += side * side * ((3 * right) ^ up);
    if (up === 1) continue;
    if (right === 1) {
      x = SIDE - 1 - x;
      y = SIDE - 1 - y;
    }
    const swap = x;
    x = y;
    y = swap;
  }
  return place;
}

/** Unit vectors to the octahedron, and its lower half folded outward. */
function unfolded(points: Float64Array): Float64Array {
  const flat = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const sum = Math.abs(points[i]) + Math.abs(points[i + 1]) + Math.abs(points[i + 2]);
    const x = points[i] / sum;
    const y = points[i + 1] / sum;
    const below = points[i + 2] < 0;
    flat[i] = below ? (1 - Math.abs(y)) * (x < 0 ? -1 : 1) : x;
    flat[i + 1] = below ? (1 - Math.abs(x)) * (y < 0 ? -1 : 1) : y;
  }
  return flat;
}
