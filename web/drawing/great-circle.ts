import { eastOfCentre, fromCentre } from './projection.ts';

/** Degrees between two points of a drawn great circle: below that a straight line is as good. */
const STEP = 2;
const RADIANS = Math.PI / 180;

export interface Place {
  /** Degrees. */
  readonly lon: number;
  readonly lat: number;
}

/**
 * The shortest way over the earth from one place to another as lines on the map: x0, y0, x1, y1 …, in the units of
 * `naturalEarth()`. Two lines where the way crosses the map's edge, else one. Antipodes have no one way: any is right.
 */
export function greatCircle(from: Place, to: Place): number[][] {
  const points = waypoints(from, to).map(({ lon, lat }) => ({ east: eastOfCentre(lon), lat }));
  const lines: number[][] = [];
  let line: number[] = [];
  let last = points[0];
  for (const point of points) {
    if (last && Math.abs(point.east - last.east) > 180) {
      const edge = Math.sign(last.east) * 180;
      const unrolled = point.east + Math.sign(edge) * 360;
      const lat = last.lat + ((point.lat - last.lat) * (edge - last.east)) / (unrolled - last.east || 1);
      push(line, edge, lat);
      lines.push(line);
      line = [];
      push(line, -edge, lat);
    }
    push(line, point.east, point.lat);
    last = point;
  }
  lines.push(line);
  return lines;
}

function push(line: number[], east: number, lat: number): void {
  const { x, y } = fromCentre(east, lat);
  line.push(x, y);
}

/** Both ends and what lies between, at most STEP degrees apart. */
export function waypoints(from: Place, to: Place): Place[] {
  const [a, b] = [onSphere(from), onSphere(to)];
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const angle = 2 * Math.asin(Math.min(1, chord / 2));
  const steps = Math.ceil(angle / (STEP * RADIANS));
  const between: Place[] = [];
  for (let i = 1; i < steps; i++) {
    const [s, t] = [Math.sin(angle * (1 - i / steps)), Math.sin(angle * (i / steps))];
    const [x, y, z] = [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]];
    between.push({ lon: Math.atan2(y, x) / RADIANS, lat: Math.atan2(z, Math.hypot(x, y)) / RADIANS });
  }
  return [from, ...between, to];
}

function onSphere({ lon, lat }: Place): [number, number, number] {
  const [l, p] = [lon * RADIANS, lat * RADIANS];
  return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
}
