import { waypoints } from './great-circle.ts';
import type { Layout, Places } from './layout.ts';
import { type Box, type Point, toDegrees } from './projection.ts';

/** Degrees that a region may span at most: on a plane map of more, distances and shapes are no longer right. */
const WIDEST = 90;
const TALLEST = 60;
/** Nearer to a pole no plane map with upright meridians is right. */
const FARTHEST = 75;
/** Below so many degrees the coastlines we carry are too coarse to be true. */
const LAND_FROM = 12;
const RADIANS = Math.PI / 180;

/** The part of the earth where some places lie, in degrees; `east` counts from the middle meridian. */
interface Region {
  readonly middle: number;
  readonly lat: number;
  readonly wide: number;
  readonly tall: number;
}

/**
 * Places of one region on a map of their own: equirectangular about their middle, true to scale there. Null where they lie
 * too far apart, or too near to a pole: then the map of the world shows them better.
 */
export function layOutRegion(xy: Places['xy']): Layout | null {
  const region = regionOf(xy);
  if (!region) return null;
  const narrow = Math.cos(region.lat * RADIANS);
  const place = (lon: number, lat: number): Point => ({
    x: narrow * eastOf(lon, region.middle) * RADIANS,
    y: -(lat - region.lat) * RADIANS,
  });
  const points = new Float64Array(xy.length);
  for (let i = 0; i + 1 < xy.length; i += 2) {
    const { x, y } = place(xy[i] ?? 0, xy[i + 1] ?? 0);
    points[i] = x;
    points[i + 1] = y;
  }
  const at = (i: number) => ({ lon: xy[2 * i] ?? 0, lat: xy[2 * i + 1] ?? 0 });
  const line = (a: number, b: number) =>
    waypoints(at(a), at(b)).flatMap(({ lon, lat }) => {
      const { x, y } = place(lon, lat);
      return [x, y];
    });
  return {
    surface: 'plane',
    points,
    box: roomy(region, narrow),
    // Straight between its two ends: the points say as much.
    curve: (a, b) => {
      const way = line(a, b);
      return way.length > 4 ? [way] : null;
    },
    ground: {
      grid: gridOf(region, place),
      ...(Math.max(region.wide, region.tall) < LAND_FROM
        ? {}
        : { land: (ring) => landOf(ring, region, place) }),
    },
  };
}

function regionOf(xy: Places['xy']): Region | null {
  if (xy.length < 2) return null;
  const [lons, lats] = [0, 1].map((axis) => Array.from(xy).filter((_, i) => i % 2 === axis));
  if (!lons || !lats) return null;
  const { from, wide } = arcOf(lons);
  const [south, north] = [least(lats), -least(lats.map((lat) => -lat))];
  const tall = north - south;
  if (wide > WIDEST || tall > TALLEST || Math.max(-south, north) > FARTHEST) return null;
  return { middle: from + wide / 2, lat: (south + north) / 2, wide, tall };
}

/** The shortest arc of meridians that has all of them: the rest of the circle is its widest gap. */
function arcOf(lons: readonly number[]): { readonly from: number; readonly wide: number } {
  const sorted = Float64Array.from(lons, (lon) => ((lon % 360) + 360) % 360).sort();
  const last = sorted.length - 1;
  let gap = { width: (sorted[0] ?? 0) + 360 - (sorted[last] ?? 0), after: last };
  for (let i = 0; i < last; i++) {
    const width = (sorted[i + 1] ?? 0) - (sorted[i] ?? 0);
    if (width > gap.width) gap = { width, after: i };
  }
  return { from: sorted[(gap.after + 1) % sorted.length] ?? 0, wide: 360 - gap.width };
}

function least(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** Degrees east of the middle meridian, −180..180. */
function eastOf(lon: number, middle: number): number {
  return ((((lon - middle + 180) % 360) + 360) % 360) - 180;
}

/** A line of places, or one alone, has room around it as well. */
function roomy({ wide, tall }: Region, narrow: number): Box {
  const [w, h] = [wide * narrow * RADIANS, tall * RADIANS];
  const room = Math.max(0.05 * Math.max(w, h), 1e-5);
  return { x0: -w / 2 - room, x1: w / 2 + room, y0: -h / 2 - room, y1: h / 2 + room };
}

/** Meridians and parallels beyond the region's edges, about six each way. */
function gridOf({ middle, lat, wide, tall }: Region, place: (lon: number, lat: number) => Point): number[][] {
  const span = Math.max(wide, tall, 1e-3);
  const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((size) => span / size >= 5) ?? span / 5;
  const [reach, low, high] = [2 * span, Math.max(-89, lat - 2 * span), Math.min(89, lat + 2 * span)];
  const lines: number[][] = [];
  for (let at = Math.ceil((middle - reach) / step); at * step <= middle + reach; at++) {
    const x = place(middle, lat).x + (at * step - middle) * Math.cos(lat * RADIANS) * RADIANS;
    lines.push([x, place(middle, low).y, x, place(middle, high).y]);
  }
  const side = reach * Math.cos(lat * RADIANS) * RADIANS;
  for (let at = Math.ceil(low / step); at * step <= high; at++) {
    const { y } = place(middle, at * step);
    lines.push([-side, y, side, y]);
  }
  return lines;
}

/** A coastline of the world's map on the region's; null where none of it is near. */
function landOf(
  ring: Float32Array,
  { middle, wide, lat, tall }: Region,
  place: (lon: number, lat: number) => Point,
): Float32Array | null {
  const points = ring.length / 2;
  const at = Array.from({ length: points }, (_, i) =>
    toDegrees({ x: ring[2 * i] ?? 0, y: ring[2 * i + 1] ?? 0 }),
  );
  const isNear = (i: number) =>
    Math.abs(eastOf(at[i]?.lon ?? 0, middle)) < wide + 20 && Math.abs((at[i]?.lat ?? 0) - lat) < tall + 20;
  const first = at.findIndex((_, i) => isNear(i));
  if (first < 0) return null;
  // From a point that is near, each next one is where the shorter way leads: nothing crosses the region on the earth's far side.
  let east = eastOf(at[first]?.lon ?? 0, middle);
  const drawn = new Float32Array(ring.length);
  for (let step = 0; step < points; step++) {
    const i = (first + step) % points;
    const { lon, lat: north } = at[i] ?? { lon: 0, lat: 0 };
    east += eastOf(lon, middle + east);
    const { y } = place(middle, north);
    drawn[2 * i] = east * RADIANS * Math.cos(lat * RADIANS);
    drawn[2 * i + 1] = y;
  }
  return drawn;
}
