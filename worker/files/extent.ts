import { EARTH_RADIUS } from '../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';
import type { ReadProblem } from './protocol.ts';

/** See ReadProblem. On the map: the height along a meridian, the width along the parallel in the middle. */
export function extentOf({ surface, xy }: Pick<ProblemView, 'surface' | 'xy'>): ReadProblem['extent'] {
  if ((surface !== 'map' && surface !== 'plane') || xy.length < 2) return null;
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < xy.length; i += 2) {
    [x0, x1] = [Math.min(x0, xy[i]!), Math.max(x1, xy[i]!)];
    [y0, y1] = [Math.min(y0, xy[i + 1]!), Math.max(y1, xy[i + 1]!)];
  }
  if (surface === 'plane') return { wide: x1 - x0, tall: y1 - y0 };
  const radian = Math.PI / 180;
  const around = widthOf(xy) * radian * Math.cos(((y0 + y1) / 2) * radian);
  return { wide: EARTH_RADIUS * around, tall: EARTH_RADIUS * (y1 - y0) * radian };
}

/** Degrees of the shortest arc that has all longitudes: 360 without the widest gap. */
function widthOf(xy: readonly number[]): number {
  const lons = Float64Array.from({ length: xy.length / 2 }, (_, i) => ((xy[2 * i]! % 360) + 360) % 360);
  lons.sort();
  let gap = lons[0]! + 360 - lons.at(-1)!;
  for (let i = 1; i < lons.length; i++) gap = Math.max(gap, lons[i]! - lons[i - 1]!);
  return 360 - gap;
}
