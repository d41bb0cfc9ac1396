/**
 * Lines into pixels. The canvas's own strokes take ten microseconds an edge without a graphics card, and a tour of 10,000
 * cities has as many, three times with its glow; here a short edge takes a fraction of one. Where lines meet, the most
 * opaque one shows: the order of drawing does not matter, and no crossing adds up to white. Pure.
 */
import type { Rgb } from './ramp.ts';

/** A picture under work. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** As `ImageData` has them, not premultiplied, a pixel a number: opacity in the highest byte, then blue, green, red. */
  readonly pixels: Uint32Array;
}

/** How a line looks across. */
export interface Brush {
  /** Pixels from its middle to where nothing is left. */
  readonly reach: number;
  /** The pixel by the square of the distance from the middle: entry i is that at √(i / PROFILE) of the reach. */
  readonly profile: Uint32Array;
}

const PROFILE = 256;

export interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A line with soft edges of one pixel. @param width pixels; of a line below one the opacity is as much lower */
export function pen(colour: Rgb, width: number, opacity: number): Brush {
  const half = Math.max(0.5, width / 2);
  const full = Math.min(1, width) * opacity;
  return brush(colour, half + 0.5, (distance) => full * Math.min(1, half + 0.5 - distance));
}

/** Light around a line: strongest in its middle, gone at `reach` pixels. */
export function halo(colour: Rgb, reach: number, opacity: number): Brush {
  return brush(colour, reach, (distance) => opacity * (1 - (distance / reach) ** 2) ** 2);
}

function brush([r, g, b]: Rgb, reach: number, opacity: (distance: number) => number): Brush {
  const profile = Uint32Array.from({ length: PROFILE }, (_, i) => {
    const share = Math.max(0, Math.min(1, opacity(reach * Math.sqrt(i / PROFILE))));
    return ((Math.round(255 * share) << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  return { reach, profile };
}

/** Straight, with round ends: a line of no length is a dot. What lies outside the sheet is left out. */
export function drawLine(sheet: Sheet, { x0, y0, x1, y1 }: Line, { reach, profile }: Brush): void {
  const { width, height, pixels } = sheet;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const squared = dx * dx + dy * dy;
  // Of a length that is next to none the inverse would be infinite.
  const perLength = squared < 1e-12 ? 0 : 1 / squared;
  const perEntry = PROFILE / (reach * reach);
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y1) + reach - 0.5));
  for (let row = top; row <= bottom; row++) {
    const y = row + 0.5 - y0;
    // The part of the line that is near enough to this row: where it is steep, a short one.
    const enter = dy === 0 ? 0 : clamped((y - reach) / dy);
    const leave = dy === 0 ? 1 : clamped((y + reach) / dy);
    const xa = x0 + enter * dx;
    const xb = x0 + leave * dx;
    const left = Math.max(0, Math.ceil(Math.min(xa, xb) - reach - 0.5));
    const right = Math.min(width - 1, Math.floor(Math.max(xa, xb) + reach - 0.5));
    for (let at = row * width + left, x = left + 0.5 - x0; at <= row * width + right; at++, x++) {
      const along = clamped((x * dx + y * dy) * perLength);
      const ex = x - along * dx;
      const ey = y - along * dy;
      const entry = (ex * ex + ey * ey) * perEntry;
      // The highest byte decides.
      if (entry < PROFILE && profile[entry | 0] > pixels[at]) pixels[at] = profile[entry | 0];
    }
  }
}

function clamped(share: number): number {
  return share < 0 ? 0 : Math.min(share, 1);
}
