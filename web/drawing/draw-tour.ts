/**
 * Draws one frame of a tour. Pure but for the canvas it is given, so that it can move to a worker as it is: all it needs
 * comes in the scene. Pixels are the canvas's own (CSS pixels times the device's ratio).
 */
import type { Edge } from './edges.ts';
import { type Fit, fitBox, type Layout } from './layout.ts';
import { naturalEarth } from './projection.ts';
import { colourAt, edgeHeat, nextLook, type Ramp } from './ramp.ts';

export interface Palette {
  readonly land: string;
  readonly coast: string;
  readonly grid: string;
  readonly city: string;
  readonly ramp: Ramp;
  /** Light adds up on a dark ground and would wash out on a light one. */
  readonly glow: boolean;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly margin: number;
  readonly layout: Layout;
  /** Coastlines in the units of `naturalEarth()`; not used off the map. */
  readonly land: readonly Float32Array[];
  readonly edges: Iterable<Edge>;
  readonly now: number;
  /** 0..1, how hot the whole kiln is. */
  readonly heat: number;
  /** False: edges neither glow when they change nor cool with time; all have the warmth of the kiln. */
  readonly motion: boolean;
  readonly palette: Palette;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Edges are drawn in this many steps of heat, the hot ones last. */
const STEPS = 12;

/** What lies still below the tour: the earth, or a region of it. Redrawn only when size or theme change. */
export function drawGround(ctx: Context, scene: Scene): void {
  ctx.clearRect(0, 0, scene.width, scene.height);
  const { surface, ground } = scene.layout;
  if (surface !== 'map' && !ground) return;
  const at = fitBox(scene.layout.box, scene.width, scene.height, scene.margin);
  const line = Math.max(0.6, scene.ratio * 0.6);
  ctx.lineWidth = line;
  ctx.strokeStyle = scene.palette.grid;
  ctx.beginPath();
  for (const meridian of ground?.grid ?? graticule()) trace(ctx, meridian, at);
  ctx.stroke();
  ctx.beginPath();
  for (const coast of ground ? [] : scene.land) outline(ctx, coast, at);
  for (const coast of ground?.land ? scene.land : []) {
    const near = ground?.land?.(coast);
    if (near) outline(ctx, near, at);
  }
  ctx.fillStyle = scene.palette.land;
  ctx.fill();
  ctx.strokeStyle = scene.palette.coast;
  ctx.lineJoin = 'round';
  ctx.stroke();
  if (surface !== 'map') return;
  fade(ctx, scene, { from: 0, to: 0.12 });
  fade(ctx, scene, { from: 1, to: 0.9 });
}

function outline(ctx: Context, ring: ArrayLike<number>, at: Fit): void {
  trace(ctx, ring, at);
  ctx.closePath();
}

/** The tour and its cities, over whatever is on the canvas. @returns milliseconds to the next frame. */
export function drawTour(ctx: Context, scene: Scene): number {
  const at = fitBox(scene.layout.box, scene.width, scene.height, scene.margin);
  const kiln = scene.heat * 0.8;
  const steps: Edge[][] = Array.from({ length: STEPS + 1 }, () => []);
  let next = Number.POSITIVE_INFINITY;
  for (const edge of scene.edges) {
    const age = scene.now - edge.bornAt;
    const heat = scene.motion ? edgeHeat(age, kiln) : kiln;
    if (scene.motion) next = Math.min(next, nextLook(age, kiln));
    steps[Math.round(heat * STEPS)]?.push(edge);
  }
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  const thin = lineWidth(scene, at);
  for (const [step, edges] of steps.entries()) {
    if (edges.length > 0) strokeEdges(ctx, scene, { edges, at, heat: step / STEPS, thin });
  }
  drawCities(ctx, scene, at, thin);
  // A way over the pole leaves the map: it goes out like a comet and not like a cut.
  if (scene.layout.surface === 'map') fade(ctx, scene, { from: 0, to: 0.06 });
  return next;
}

interface Stroke {
  readonly edges: readonly Edge[];
  readonly at: Fit;
  readonly heat: number;
  readonly thin: number;
}

function strokeEdges(ctx: Context, scene: Scene, { edges, at, heat, thin }: Stroke): void {
  const path = new Path2D();
  for (const { lines } of edges) for (const line of lines) trace(path, line, at);
  ctx.strokeStyle = colourAt(scene.palette.ramp, heat);
  if (scene.palette.glow) {
    ctx.globalCompositeOperation = 'lighter';
    ctx.globalAlpha = 0.05 + 0.1 * heat;
    ctx.lineWidth = thin * (5 + 4 * heat);
    ctx.stroke(path);
    ctx.globalAlpha = 0.1 + 0.16 * heat;
    ctx.lineWidth = thin * 2.6;
    ctx.stroke(path);
    ctx.globalCompositeOperation = 'source-over';
  }
  ctx.globalAlpha = 0.82 + 0.18 * heat;
  ctx.lineWidth = thin * (1 + 0.45 * heat);
  ctx.stroke(path);
  ctx.globalAlpha = 1;
}

/** Takes what is drawn from nothing at `from` to all at `to`, both parts of the height; cheaper than a mask on the page. */
function fade(
  ctx: Context,
  scene: Scene,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const gradient = ctx.createLinearGradient(0, from * scene.height, 0, to * scene.height);
  gradient.addColorStop(0, 'rgb(0 0 0)');
  gradient.addColorStop(1, 'rgb(0 0 0 / 0)');
  ctx.globalCompositeOperation = 'destination-out';
  ctx.fillStyle = gradient;
  ctx.fillRect(0, Math.min(from, to) * scene.height, scene.width, Math.abs(to - from) * scene.height);
  ctx.globalCompositeOperation = 'source-over';
}

/** Embers; smaller where they stand close. */
function drawCities(ctx: Context, scene: Scene, at: Fit, thin: number): void {
  const { points } = scene.layout;
  const n = points.length / 2;
  const radius = Math.max(
    thin * 0.7,
    Math.min(thin * 1.25, Math.sqrt((scene.width * scene.height) / (n + 1)) / 24),
  );
  ctx.fillStyle = scene.palette.city;
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [(points[i] ?? 0) * at.scale + at.dx, (points[i + 1] ?? 0) * at.scale + at.dy];
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
}

/** Lines grow with the picture, so that a phone shows no felt and a 4K wall no hair. */
function lineWidth(scene: Scene, at: Fit): number {
  const wide = (scene.layout.box.x1 - scene.layout.box.x0) * at.scale;
  return Math.max(0.75 * scene.ratio, Math.min(wide / 1150, 3.2 * scene.ratio));
}

function trace(path: Context | Path2D, line: ArrayLike<number>, { scale, dx, dy }: Fit): void {
  path.moveTo((line[0] ?? 0) * scale + dx, (line[1] ?? 0) * scale + dy);
  for (let i = 2; i < line.length; i += 2) {
    path.lineTo((line[i] ?? 0) * scale + dx, (line[i + 1] ?? 0) * scale + dy);
  }
}

/** The tropics and the equator: enough to see that it is the earth, and how far north people live. */
function graticule(): number[][] {
  return [-23.44, 0, 23.44, 66.56].map((lat) => {
    const { x, y } = naturalEarth(-168.9, lat);
    return [x, y, -x, y];
  });
}
