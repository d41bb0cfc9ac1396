import packed from './earth.json';
import { unpackInts } from './pack.ts';

/** Must be what make-earth.ts rounded with. */
const LAND_STEPS = 400;
const CITY_STEPS = 20;

/** Closed rings of coastline, x0, y0, x1, y1 … in the units of `naturalEarth()`. */
export function coastlines(): Float32Array[] {
  const ints = unpackInts(packed.land);
  const rings: Float32Array[] = [];
  for (let at = 0; at < ints.length; ) {
    const points = ints[at++] ?? 0;
    const ring = new Float32Array(points * 2);
    let [x, y] = [0, 0];
    for (let i = 0; i < points; i++) {
      x += ints[at++] ?? 0;
      y += ints[at++] ?? 0;
      ring[2 * i] = x / LAND_STEPS;
      ring[2 * i + 1] = y / LAND_STEPS;
    }
    rings.push(ring);
  }
  return rings;
}

/** The picture shown before anything is fetched: a map of cities and a tour through them that is still hot. */
export function hotPicture(): { xy: number[]; tour: Uint32Array } {
  const steps = unpackInts(packed.cities);
  const xy: number[] = [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i] ?? 0;
    lat += steps[i + 1] ?? 0;
    xy.push(lon / CITY_STEPS, lat / CITY_STEPS);
  }
  return { xy, tour: Uint32Array.from(unpackInts(packed.tour)) };
}
