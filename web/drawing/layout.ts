import type { ProblemView } from '../../peer/procedures.ts';
import type { Lines } from './edges.ts';
import { greatCircle, type Place } from './great-circle.ts';
import { type Box, MAP_BOX, naturalEarth } from './projection.ts';
import { layOutRegion } from './region.ts';

/** Where a problem's cities lie in a plane of its own, and the lines that join two of them. */
export interface Layout {
  readonly surface: ProblemView['surface'];
  /** x0, y0, x1, y1 …, y grows downwards. */
  readonly points: Float64Array;
  readonly box: Box;
  /** The lines of the edge between cities a and b, each x0, y0, x1, y1 …; null where it, or every edge, is straight. */
  readonly curve: ((a: number, b: number) => Lines | null) | null;
  /** What lies below a region of the earth; `map` has the whole earth, and a plane nothing. */
  readonly ground?: Ground;
}

export interface Ground {
  /** Meridians and parallels, each x0, y0, x1, y1 …. */
  readonly grid: readonly (readonly number[])[];
  /** A closed coastline in the units of naturalEarth() in those of the layout; null where it is out of sight. Absent: no land. */
  land?(ring: Float32Array): Float32Array | null;
}

/** Of a problem's view, what says where its cities lie. */
export interface Places {
  readonly surface: ProblemView['surface'];
  readonly xy: ArrayLike<number>;
}

/** @param n number of cities: a view without coordinates does not know it. */
export function layOut(view: Places, n: number): Layout {
  if (view.surface === 'map') return layOutRegion(view.xy) ?? onMap(view.xy);
  return view.surface === 'plane' ? onPlane(view.xy) : onCircle(n);
}

function onMap(xy: ArrayLike<number>): Layout {
  const points = new Float64Array(xy.length);
  const place = (i: number): Place => ({ lon: xy[2 * i] ?? 0, lat: xy[2 * i + 1] ?? 0 });
  for (let i = 0; 2 * i < xy.length; i++) {
    const { lon, lat } = place(i);
    const { x, y } = naturalEarth(lon, lat);
    points[2 * i] = x;
    points[2 * i + 1] = y;
  }
  return { surface: 'map', points, box: MAP_BOX, curve: (a, b) => greatCircle(place(a), place(b)) };
}

/** The file's own coordinates; its y grows upwards, as in a drawing on paper. */
function onPlane(xy: ArrayLike<number>): Layout {
  const points = Float64Array.from(xy, (v, i) => (i % 2 === 0 ? v : -v));
  return { surface: 'plane', points, box: boxOf(points), curve: null };
}

/** Cities of a matrix have no place: they stand in a ring, in the order of the file. */
function onCircle(n: number): Layout {
  const points = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    points[2 * i] = Math.sin((2 * Math.PI * i) / n);
    points[2 * i + 1] = -Math.cos((2 * Math.PI * i) / n);
  }
  return { surface: 'none', points, box: { x0: -1, y0: -1, x1: 1, y1: 1 }, curve: null };
}

function boxOf(points: Float64Array): Box {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return points.length > 0 ? { x0, y0, x1, y1 } : { x0: 0, y0: 0, x1: 1, y1: 1 };
}

export interface Fit {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** What a picture is drawn into, in pixels of its canvas. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas to one of the page. */
  readonly ratio: number;
  /** Left free on every side. */
  readonly margin: number;
}

/** Maps a box into a frame, as large as fits: `x · scale + dx`. */
export function fitBox(box: Box, { width, height, margin }: Pick<Frame, 'width' | 'height' | 'margin'>): Fit {
  const w = box.x1 - box.x0 || 1;
  const h = box.y1 - box.y0 || 1;
  const scale = Math.max(0, Math.min((width - 2 * margin) / w, (height - 2 * margin) / h));
  return {
    scale,
    dx: (width - scale * (box.x0 + box.x1)) / 2,
    dy: (height - scale * (box.y0 + box.y1)) / 2,
  };
}
