/** Longitude, latitude in degrees. */
export type Position = readonly [number, number];

/**
 * The closed line through the cities in this order, cut in two wherever it crosses longitude ±180 (RFC 7946, 3.1.9):
 * each crossing ends one line and begins the next, at the latitude of the straight line on an equirectangular map.
 * Longitudes come out in −180..180.
 */
export function cutAtAntimeridian(xy: readonly number[], order: ArrayLike<number>): Position[][] {
  const cities = Array.from(order, (city): Position => [normalLongitude(xy[2 * city]), xy[2 * city + 1]]);
  if (cities.length === 0) return [];
  const lines: Position[][] = [[cities[0]]];
  for (let i = 1; i <= cities.length; i++) {
    const [from, to] = [cities[i - 1], cities[i % cities.length]];
    if (Math.abs(to[0] - from[0]) > 180) {
      const side = from[0] > 0 ? 180 : -180;
      const part = (side - from[0]) / (to[0] + 2 * side - from[0]);
      const latitude = from[1] + part * (to[1] - from[1]);
      lines.at(-1)?.push([side, latitude]);
      lines.push([[-side, latitude]]);
    }
    lines.at(-1)?.push(to);
  }
  return lines;
}

/** A longitude of −180..360 in −180..180. */
export function normalLongitude(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude;
}
