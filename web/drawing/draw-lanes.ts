/** Draws lanes of tasks: time goes to the right, now is the right edge; what has just ended is hot and cools. Pure but for its canvas. */
import type { Bar, Lane, LanesView } from './lanes.ts';
import { WINDOW_MILLIS } from './lanes.ts';
import { colourAt, type Ramp } from './ramp.ts';

export interface LanesPalette {
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly rule: string;
  readonly hot: string;
  readonly ramp: Ramp;
}

export interface LanesScene {
  readonly width: number;
  readonly height: number;
  /** Of a line of text, in device pixels; all else follows it. */
  readonly text: number;
  readonly font: string;
  readonly view: LanesView;
  /** `+ 7 more`, for the line that sums up the others. */
  readonly restName: string;
  readonly now: number;
  readonly palette: LanesPalette;
}

/** Milliseconds in which a bar cools. */
const COOLING = 5_000;
/** Of a lane's height that is empty, and the most a lane may have, in lines of text. */
const GAP = 0.28;
const TALLEST = 2.6;
/** Of the width that names take. */
const NAMES = 0.26;
const LINE_HEIGHT = 1.5;

/** Lanes that can be told apart in so much room. */
export function lanesThatFit(height: number, text: number): number {
  return Math.max(2, Math.min(24, Math.floor(height / (text * LINE_HEIGHT))));
}

type Ctx = CanvasRenderingContext2D;

/** Where a lane lies. */
interface Place {
  readonly top: number;
  readonly height: number;
}

export function drawLanes(ctx: Ctx, scene: LanesScene): void {
  const { width, height, text, font, view, palette } = scene;
  ctx.clearRect(0, 0, width, height);
  ctx.font = font;
  ctx.textBaseline = 'middle';
  const count = view.lanes.length + (view.rest.donors > 0 ? 1 : 0);
  if (count === 0) return;
  const each = Math.min(height / count, text * TALLEST);
  const places = new Map<string, Place>();
  for (const [i, lane] of view.lanes.entries()) places.set(lane.donor, { top: i * each, height: each });
  for (const lane of view.lanes) drawLane(ctx, scene, lane, places.get(lane.donor)!);
  for (const lane of view.lanes)
    for (const bar of lane.bars) if (bar.before) drawMove(ctx, scene, { bar, to: lane, places });
  if (view.rest.donors === 0) return;
  ctx.fillStyle = palette.soft;
  ctx.fillText(scene.restName, 0, (count - 0.5) * each);
}

function x(scene: LanesScene, at: number): number {
  const left = scene.width * NAMES;
  // The dots of what runs now stand right of now.
  const right = scene.width - 2 * scene.text;
  return Math.max(left, left + ((right - left) * (at - scene.now + WINDOW_MILLIS)) / WINDOW_MILLIS);
}

function rowOf({ rows }: Lane, { top, height }: Place, row: number) {
  const room = height * (1 - GAP);
  const each = room / rows;
  return { top: top + (height * GAP) / 2 + row * each, height: Math.max(1, each - Math.min(2, each / 4)) };
}

function drawLane(ctx: Ctx, scene: LanesScene, lane: Lane, place: Place): void {
  const { palette, text, width } = scene;
  const middle = place.top + place.height / 2;
  ctx.fillStyle = palette.rule;
  ctx.fillRect(width * NAMES, Math.round(place.top + place.height) - 1, width * (1 - NAMES), 1);
  ctx.fillStyle = lane.cores > 0 ? palette.ink : palette.faint;
  ctx.fillText(fitted(ctx, lane.name, width * NAMES - text), 0, middle);
  for (const bar of lane.bars) drawBar(ctx, scene, bar, rowOf(lane, place, bar.row));
  if (lane.running === 0) return;
  ctx.fillStyle = palette.hot;
  ctx.beginPath();
  ctx.arc(width - text, middle, text * 0.26, 0, 2 * Math.PI);
  ctx.fill();
}

/** Done: filled. Lost: an open outline whose right end is torn off. Wrong: crossed through. Colour says nothing that shape does not. */
function drawBar(ctx: Ctx, scene: LanesScene, bar: Bar, row: Place): void {
  const [from, to] = [x(scene, bar.from), x(scene, bar.to)];
  if (to - from < 0.5) return;
  const gap = Math.min(2, (to - from) / 5);
  const [left, long] = [from + gap / 2, to - from - gap];
  const heat = Math.exp((-3 * Math.max(0, scene.now - bar.to)) / COOLING);
  if (bar.end === 'done') {
    ctx.globalAlpha = 0.45 + 0.55 * heat;
    ctx.fillStyle = `rgb(${colourAt(scene.palette.ramp, heat).join(' ')})`;
    ctx.fillRect(left, row.top, long, row.height);
    ctx.globalAlpha = 1;
    return;
  }
  const line = Math.max(1, scene.text / 10);
  ctx.strokeStyle = scene.palette.hot;
  ctx.lineWidth = line;
  ctx.beginPath();
  if (bar.end === 'lost') torn(ctx, { left, right: left + long, ...row });
  else {
    ctx.rect(left, row.top + line / 2, long, row.height - line);
    ctx.moveTo(left, row.top + row.height);
    ctx.lineTo(left + long, row.top);
  }
  ctx.stroke();
}

function torn(ctx: Ctx, box: { left: number; right: number; top: number; height: number }): void {
  const { left, right, top, height } = box;
  const tooth = Math.min(height / 3, (right - left) / 4);
  ctx.moveTo(right, top);
  ctx.lineTo(left, top);
  ctx.lineTo(left, top + height);
  ctx.lineTo(right, top + height);
  for (let i = 1; i <= 4; i++) ctx.lineTo(right - (i % 2) * tooth, top + height - (i * height) / 4);
}

interface Move {
  readonly bar: Bar;
  readonly to: Lane;
  readonly places: ReadonlyMap<string, Place>;
}

/** From where a task was lost to where it was done: a line with a head. */
function drawMove(ctx: Ctx, scene: LanesScene, { bar, to, places }: Move): void {
  const { before } = bar;
  const lost = before && scene.view.lanes.find(({ donor }) => donor === before.lane);
  const [from, at] = [lost && places.get(lost.donor), places.get(to.donor)];
  if (!before || !lost || !from || !at || before.bar.to < scene.now - WINDOW_MILLIS) return;
  const source = rowOf(lost, from, before.bar.row);
  const target = rowOf(to, at, bar.row);
  const [x0, y0] = [x(scene, before.bar.to), source.top + source.height / 2];
  const [x1, y1] = [x(scene, bar.from), target.top + target.height / 2];
  const head = scene.text * 0.35;
  ctx.strokeStyle = scene.palette.ink;
  ctx.fillStyle = scene.palette.ink;
  ctx.lineWidth = Math.max(1, scene.text / 9);
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  const bend = Math.max(scene.text, (x1 - x0) / 2);
  ctx.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1 - head / 2, y1);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x1 + head / 2, y1);
  ctx.lineTo(x1 - head, y1 - head * 0.8);
  ctx.lineTo(x1 - head, y1 + head * 0.8);
  ctx.fill();
}

/** The text as far as it fits, with dots where it does not. */
function fitted(ctx: Pick<Ctx, 'measureText'>, text: string, most: number): string {
  if (ctx.measureText(text).width <= most) return text;
  const letters = [...text];
  while (letters.length > 1 && ctx.measureText(`${letters.join('')}…`).width > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
