/** The tour as paths of SVG, on the map by a projection that suits it, else as it lies in the plane. */
import {
  type GeoPermissibleObjects,
  type GeoProjection,
  geoAzimuthalEqualArea,
  geoDistance,
  geoEqualEarth,
  geoGraticule,
  geoIdentity,
  geoPath,
} from 'd3-geo';
import type { ProblemView } from '../../../peer/procedures.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  readonly tour: string;
  readonly cities: string;
  /** Empty off the map. */
  readonly graticule: string;
  readonly land: string;
}

type Place = [number, number];

/** Degrees around their centre within which cities are a region, drawn in true areas around it. */
const REGION = 50;
/** Of the world's map, so that it parts in the Bering Strait. */
const CENTRAL_MERIDIAN = 11;

/** How the tour is laid out, before it is known where on the page. */
export interface Layout {
  /** Height of the tour at the width there is. */
  readonly height: number;
  /** Draws it with its upper edge there. What lies around it fills the window. */
  draw(top: number, window: { readonly top: number; readonly bottom: number }): Picture;
}

/** @param room the tour's own, and the width of the page */
export function layoutOf(
  view: ProblemView,
  order: ArrayLike<number>,
  room: { readonly box: Box; readonly page: number; readonly land: GeoPermissibleObjects | null },
): Layout {
  const { box, page } = room;
  const places = Array.from(order, (city): Place => [view.xy[2 * city]!, view.xy[2 * city + 1]!]);
  const closed: GeoPermissibleObjects = { type: 'LineString', coordinates: [...places, places[0]!] };
  const onMap = view.surface === 'map';
  const region = onMap ? regionOf(places) : null;
  const projection = onMap ? projectionFor(region) : geoIdentity().reflectY(true);
  const shown = inOneSpot(places) ? around(places[0]!, onMap) : closed;
  projection.fitExtent(
    [
      [box.left, box.top],
      [box.left + box.width, box.top + box.height],
    ],
    shown,
  );
  const path = geoPath(projection).digits(1);
  const [[, y0], [, y1]] = path.bounds(shown);
  const height = Math.max(y1 - y0, 1);
  return {
    height,
    draw(top, window) {
      const [dx] = projection.translate();
      const dy = projection.translate()[1] + top - path.bounds(shown)[0][1];
      projection.translate([dx, dy]);
      const tour = path(closed) ?? '';
      const cities = dots(places, (dot) => path.centroid(dot));
      if (!onMap) return { tour, cities, graticule: '', land: '' };
      projection.clipExtent([
        [0, window.top],
        [page, window.bottom],
      ]);
      const graticule = path(graticuleOf(region)) ?? '';
      return { tour, cities, graticule, land: room.land ? (path(room.land) ?? '') : '' };
    },
  };
}

/** Round caps make dots of them. */
function dots(
  places: readonly Place[],
  path: (dot: GeoPermissibleObjects) => readonly [number, number],
): string {
  return places
    .map((coordinates) => path({ type: 'Point', coordinates }))
    .map(([x, y]) => (Number.isFinite(x + y) ? `M${x.toFixed(1)},${y.toFixed(1)}h0` : ''))
    .join('');
}

/** Cities near each other; null where they are all over the world. */
interface Region {
  readonly centre: Place;
  /** Degrees from the centre to the farthest. */
  readonly radius: number;
}

function regionOf(places: readonly Place[]): Region | null {
  const centre = centreOf(places);
  if (centre === null) return null;
  let radius = 0;
  for (const place of places) radius = Math.max(radius, (geoDistance(place, centre) * 180) / Math.PI);
  return radius > REGION ? null : { centre, radius };
}

function projectionFor(region: Region | null): GeoProjection {
  if (region === null) return geoEqualEarth().rotate([-CENTRAL_MERIDIAN, 0]);
  const [lon, lat] = region.centre;
  return geoAzimuthalEqualArea().rotate([-lon, -lat]).clipAngle(120);
}

/** Meridians and parallels, so many degrees apart that about a dozen cross the picture; of a region, only those around it. */
function graticuleOf(region: Region | null): GeoPermissibleObjects {
  if (region === null) return geoGraticule().step([15, 15])();
  const { centre, radius } = region;
  const step = [15, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((degrees) => (2 * radius) / degrees >= 5) ?? 0.1;
  const [lon, lat] = centre.map((degrees) => Math.round(degrees / step) * step) as Place;
  const [south, north] = [Math.max(lat - 20 * step, -90), Math.min(lat + 20 * step, 90)];
  const reach = Math.min(180, (20 * step) / Math.max(0.1, Math.cos((lat * Math.PI) / 180)));
  return geoGraticule()
    .extentMinor([
      [lon - reach, south],
      [lon + reach, north],
    ])
    .extentMajor([
      [lon - reach, south],
      [lon + reach, north],
    ])
    .stepMinor([step, step])
    .stepMajor([step, step])();
}

/** The mean of the places on the sphere; null where they are all around it. */
function centreOf(places: readonly Place[]): Place | null {
  const sum = [0, 0, 0];
  for (const [lon, lat] of places) {
    const [l, b] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
    sum[0]! += Math.cos(b) * Math.cos(l);
    sum[1]! += Math.cos(b) * Math.sin(l);
    sum[2]! += Math.sin(b);
  }
  const length = Math.hypot(...sum);
  if (!(length > 0.1 * places.length)) return null;
  return [(Math.atan2(sum[1]!, sum[0]!) * 180) / Math.PI, (Math.asin(sum[2]! / length) * 180) / Math.PI];
}

function inOneSpot(places: readonly Place[]): boolean {
  return places.every(([x, y]) => x === places[0]![0] && y === places[0]![1]);
}

/** What to show of a single place: a square around it. */
function around([x, y]: Place, onMap: boolean): GeoPermissibleObjects {
  const r = onMap ? 0.05 : 1;
  const [low, high] = onMap ? [Math.max(y - r, -90), Math.min(y + r, 90)] : [y - r, y + r];
  return {
    type: 'MultiPoint',
    coordinates: [
      [x - r, low],
      [x + r, high],
    ],
  };
}
