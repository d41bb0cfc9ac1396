/**
 * TSPLIB's GEO: latitude and longitude as DDD.MM (degrees and minutes), a sphere of 6,378.388 km, kilometres rounded
 * up from the formula of TSPLIB 95, section 2.4, which has π as 3.141592.
 */
const PI = 3.141592;
const RADIUS = 6378.388;

/** All distances in kilometres: the upper triangle row by row. `nodes`: latitude, longitude of each city as DDD.MM. */
export function geoWeights(nodes: Float64Array): Int32Array {
  const n = nodes.length / 2;
  const latitude = Float64Array.from({ length: n }, (_, i) => (PI * degrees(nodes[2 * i])) / 180);
  const longitude = Float64Array.from({ length: n }, (_, i) => (PI * degrees(nodes[2 * i + 1])) / 180);
  const weights = new Int32Array((n * (n - 1)) / 2);
  let w = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const q1 = Math.cos(longitude[i] - longitude[j]);
      const q2 = Math.cos(latitude[i] - latitude[j]);
      const q3 = Math.cos(latitude[i] + latitude[j]);
      const cosine = Math.min(1, Math.max(-1, 0.5 * ((1 + q1) * q2 - (1 - q1) * q3)));
      weights[w++] = Math.trunc(RADIUS * Math.acos(cosine) + 1);
    }
  }
  return weights;
}

/** Longitude, latitude of each city in decimal degrees, as a map wants them. */
export function geoDegrees(nodes: Float64Array): number[] {
  return Array.from(nodes, (_, i) => degrees(nodes[i % 2 === 0 ? i + 1 : i - 1]));
}

function degrees(value: number): number {
  const whole = Math.trunc(value);
  return whole + (5 * (value - whole)) / 3;
}
