/** What lies still below a tour: the earth, or a region of it. Drawn anew only when size, theme or problem change. */
import { type Frame, fitBox, type Layout } from './layout.ts';
import type { Context } from './painter.ts';
import { naturalEarth } from './projection.ts';

export interface GroundColours {
  readonly land: string;
  readonly coast: string;
  readonly grid: string;
}

export interface GroundScene {
  readonly layout: Layout;
  /** Coastlines in the units of `naturalEarth()`. */
  readonly land: readonly Float32Array[];
  readonly colours: GroundColours;
}

/** Only for a layout that has a ground: see hasGround(). */
export function drawGround(ctx: Context, frame: Frame, { layout, land, colours }: GroundScene): void {
  const { ground } = layout;
  const at = fitBox(layout.box, frame);
  const trace = (line: ArrayLike<number>) => {
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = [line[i] * at.scale + at.dx, line[i + 1] * at.scale + at.dy];
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
  };
  ctx.lineWidth = Math.max(0.6, frame.ratio * 0.6);
  ctx.strokeStyle = colours.grid;
  ctx.beginPath();
  for (const circle of ground?.grid ?? graticule()) trace(circle);
  ctx.stroke();
  ctx.beginPath();
  for (const ring of land) {
    const near = ground ? ground.land?.(ring) : ring;
    if (!near) continue;
    trace(near);
    ctx.closePath();
  }
  ctx.fillStyle = colours.land;
  ctx.fill();
  ctx.strokeStyle = colours.coast;
  ctx.lineJoin = 'round';
  ctx.stroke();
  if (layout.surface !== 'map') return;
  fade(ctx, frame, { from: 0, to: 0.12 });
  fade(ctx, frame, { from: 1, to: 0.9 });
}

/** The whole earth, or a region of it. */
export function hasGround({ surface, ground }: Layout): boolean {
  return surface === 'map' || ground !== undefined;
}

/** Takes what is drawn from nothing at `from` to all at `to`, both parts of the height; cheaper than a mask on the page. */
export function fade(
  ctx: Context,
  { width, height }: { readonly width: number; readonly height: number },
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const gradient = ctx.createLinearGradient(0, from * height, 0, to * height);
  gradient.addColorStop(0, 'rgb(0 0 0)');
  gradient.addColorStop(1, 'rgb(0 0 0 / 0)');
  ctx.globalCompositeOperation = 'destination-out';
  ctx.fillStyle = gradient;
  ctx.fillRect(0, Math.min(from, to) * height, width, Math.abs(to - from) * height);
  ctx.globalCompositeOperation = 'source-over';
}

/** The tropics, the equator and the polar circle: enough to see that it is the earth, and how far north people live. */
function graticule(): number[][] {
  return [-23.44, 0, 23.44, 66.56].map((lat) => {
    const { x, y } = naturalEarth(-168.9, lat);
    return [x, y, -x, y];
  });
}
