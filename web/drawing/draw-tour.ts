/**
 * Draws one frame of a tour into pixels. Pure: all it needs comes in the scene, so it runs in the page and in a worker
 * alike. Pixels are the canvas's own (CSS pixels times the device's ratio).
 */
import type { Edge } from './edges.ts';
import { type Fit, type Frame, fitBox, type Layout } from './layout.ts';
import { colourAt, edgeHeat, nextLook, type Ramp, type Rgb } from './ramp.ts';
import { type Brush, drawLine, halo, pen, type Sheet } from './raster.ts';

export interface TourColours {
  readonly city: Rgb;
  readonly ramp: Ramp;
  /** Light shines on a dark ground and would wash out on a light one. */
  readonly glow: boolean;
}

export interface Scene {
  readonly frame: Frame;
  readonly layout: Layout;
  readonly edges: readonly Edge[];
  readonly now: number;
  /** 0..1, how hot the whole kiln is. */
  readonly heat: number;
  /** False: edges neither glow when they change nor cool with time; all have the warmth of the kiln. */
  readonly motion: boolean;
  readonly colours: TourColours;
}

/** Edges are drawn in this many steps of heat. */
const STEPS = 12;

/** Pixels of line that a frame has time for: six times round every pixel of a 4K wall. */
const MOST_INK = 50_000_000;

/**
 * The tour and its cities.
 * @param lines  cleared and drawn on, of the frame's size
 * @param light  the glow, smaller: it is soft, and is shown stretched over the lines' size (see glowScale)
 * @returns milliseconds to the next frame; infinite when nothing glows any more
 */
export function drawTour(lines: Sheet, light: Sheet, scene: Scene): number {
  lines.pixels.fill(0);
  light.pixels.fill(0);
  const at = fitBox(scene.layout.box, scene.frame);
  const shrink = light.width / lines.width;
  const small: Fit = { scale: at.scale * shrink, dx: at.dx * shrink, dy: at.dy * shrink };
  const { pens, halos } = brushes(scene, at, shrink);
  const kiln = scene.heat * 0.8;
  const every = decimation(scene, at);
  let next = Number.POSITIVE_INFINITY;
  for (const edge of scene.edges) {
    const age = scene.now - edge.bornAt;
    if (scene.motion) next = Math.min(next, nextLook(age, kiln));
    if (every > 1 && hash(edge) % every !== 0) continue;
    const step = Math.round(STEPS * (scene.motion ? edgeHeat(age, kiln) : kiln));
    drawEdge(lines, edge, { at, layout: scene.layout, brush: pens[step] });
    const glow = halos[step];
    if (glow) drawEdge(light, edge, { at: small, layout: scene.layout, brush: glow });
  }
  drawCities(lines, scene, at);
  return next;
}

interface Stroke {
  readonly at: Fit;
  readonly layout: Layout;
  readonly brush: Brush;
}

function drawEdge(sheet: Sheet, { a, b, lines }: Edge, { at, layout, brush }: Stroke): void {
  const { scale, dx, dy } = at;
  if (lines === null) {
    const { points } = layout;
    const [x0, y0] = [points[2 * a] * scale + dx, points[2 * a + 1] * scale + dy];
    const [x1, y1] = [points[2 * b] * scale + dx, points[2 * b + 1] * scale + dy];
    drawLine(sheet, { x0, y0, x1, y1 }, brush);
    return;
  }
  for (const line of lines) {
    for (let i = 2; i < line.length; i += 2) {
      const [x0, y0] = [line[i - 2] * scale + dx, line[i - 1] * scale + dy];
      const [x1, y1] = [line[i] * scale + dx, line[i + 1] * scale + dy];
      drawLine(sheet, { x0, y0, x1, y1 }, brush);
    }
  }
}

/** A pen and a halo for each step of heat. Where lines lie close only what is hot has a halo, and closer none: all would be fog. */
function brushes(
  scene: Scene,
  at: Fit,
  shrink: number,
): { readonly pens: readonly Brush[]; readonly halos: readonly (Brush | null)[] } {
  const thin = lineWidth(scene, at);
  const room = spacing(scene, at) / thin;
  const coldest = room < 4 ? Number.POSITIVE_INFINITY : room < 8 ? 0.25 : 0;
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
  const colour = (heat: number) => colourAt(scene.colours.ramp, heat);
  return {
    pens: steps.map((heat) => pen(colour(heat), thin * (1 + 0.45 * heat), 0.82 + 0.18 * heat)),
    halos: steps.map((heat) =>
      !scene.colours.glow || heat < coldest
        ? null
        : halo(colour(heat), thin * (2.8 + 2.4 * heat) * shrink, 0.16 + 0.28 * heat),
    ),
  };
}

/** Pixels of room from which on a city is more than an ember. */
const ALONE = 60;

/** Embers; smaller where cities stand close, and none where the line would be hidden below them; of a few, dots that can be counted. */
function drawCities(sheet: Sheet, scene: Scene, at: Fit): void {
  const { points } = scene.layout;
  const thin = lineWidth(scene, at);
  const room = spacing(scene, at);
  const few = Math.max(0, room / scene.frame.ratio - ALONE) / 100;
  const radius =
    Math.max(thin * 0.7, Math.min(thin * 1.25, room / 24)) + scene.frame.ratio * Math.min(2.5, few);
  const opacity = Math.min(1, room / radius / 3 - 1.2);
  if (opacity <= 0) return;
  const brush = pen(scene.colours.city, 2 * radius, opacity);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] * at.scale + at.dx, points[i + 1] * at.scale + at.dy];
    drawLine(sheet, { x0: x, y0: y, x1: x, y1: y }, brush);
  }
}

/** Lines grow with the picture, so that a phone shows no felt and a 4K wall no hair; and are finer where they lie close. */
function lineWidth({ frame, layout, edges }: Scene, at: Fit): number {
  const wide = (layout.box.x1 - layout.box.x0) * at.scale;
  const thin = Math.max(0.75 * frame.ratio, Math.min(wide / 1150, 3.2 * frame.ratio));
  return Math.min(thin, Math.max(0.7, 0.4 * spacing({ layout, edges }, at)));
}

/** Pixels between neighbouring cities, were they spread evenly. */
function spacing({ layout, edges }: Pick<Scene, 'layout' | 'edges'>, at: Fit): number {
  const { x0, y0, x1, y1 } = layout.box;
  return Math.sqrt(((x1 - x0) * (y1 - y0) * at.scale ** 2) / (edges.length + 1));
}

/** Pixels that a pixel of light stands for: a halo is soft, and is as good when it is drawn small and stretched. */
export function glowScale(frame: Frame): number {
  return Math.max(1, Math.min(4, Math.floor(Math.min(frame.width / 1150, 3.2 * frame.ratio) * 1.3)));
}

/**
 * How many edges one is drawn for: one but where tens of thousands of edges cross the whole picture and each pixel lies
 * under many. What is drawn is always of the tour, and the same from frame to frame.
 */
function decimation({ edges, layout }: Scene, at: Fit): number {
  const { points } = layout;
  let ink = 0;
  for (const { a, b } of edges)
    ink += Math.abs(points[2 * a] - points[2 * b]) + Math.abs(points[2 * a + 1] - points[2 * b + 1]);
  return Math.ceil((ink * at.scale) / MOST_INK);
}

function hash({ a, b }: Edge): number {
  return (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 8;
}
