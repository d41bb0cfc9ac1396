/**
 * Natural Earth I (Šavrič, Jenny, Patterson, Petrovič, Hurni 2011), turned so that the map is cut in the Bering Strait
 * and not through Chukotka. Written out here because the page must weigh little; a test holds it against d3-geo.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Degrees east that stand in the middle of the map; its edges are the meridian 180° away. */
export const CENTRE_LON = 11;
/** The part of the earth shown, in degrees north: no large city lies outside. */
export const SOUTH = -56;
export const NORTH = 78;

const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;

/** Degrees east of the map's centre, −180..180. */
export function eastOfCentre(lon: number): number {
  const east = (lon - CENTRE_LON) % 360;
  if (east >= 180) return east - 360;
  return east < -180 ? east + 360 : east;
}

/** Radius 1, y grows to the south as on a canvas. `lon`, `lat` in degrees. */
export function naturalEarth(lon: number, lat: number): Point {
  return fromCentre(eastOfCentre(lon), lat);
}

/** As naturalEarth(), with the longitude counted from the map's centre: ±180 are different edges here. */
export function fromCentre(east: number, lat: number): Point {
  const lambda = east * RADIANS;
  const phi = lat * RADIANS;
  const p2 = phi * phi;
  const p4 = p2 * p2;
  return {
    x: lambda * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))),
    y: -phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4))),
  };
}

/** The place that naturalEarth() puts there; longitude −169..191. */
export function toDegrees({ x, y }: Point): { readonly lon: number; readonly lat: number } {
  let lat = (-y / 1.007226) * DEGREES;
  // Newton's steps; the slope hardly changes, so four are exact enough for any drawing.
  for (let step = 0; step < 4; step++) {
    const slope = (fromCentre(0, lat + 0.01).y - fromCentre(0, lat).y) / 0.01;
    lat -= (fromCentre(0, lat).y - y) / slope;
  }
  return { lon: CENTRE_LON + x / fromCentre(1, lat).x, lat };
}

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The map's own box, in the units of naturalEarth(). */
export const MAP_BOX: Box = {
  x0: fromCentre(-180, 0).x,
  x1: fromCentre(180, 0).x,
  y0: fromCentre(0, NORTH).y,
  y1: fromCentre(0, SOUTH).y,
};
