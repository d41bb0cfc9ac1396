import type { GroundColours } from '../drawing/draw-ground.ts';
import type { TourColours } from '../drawing/draw-tour.ts';
import type { Rgb } from '../drawing/ramp.ts';

/** The theme's colours for drawings, as they hold for this element. */
export function coloursOf(element: Element): TourColours & { readonly ground: GroundColours } {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: { land: read('--land'), coast: read('--coast'), grid: read('--grid') },
    city: hexRgb(read('--city')),
    ramp: read('--ramp').split(',').map(rgbOf),
    glow: style.colorScheme.includes('dark'),
  };
}

function rgbOf(text: string): Rgb {
  const [r = 0, g = 0, b = 0] = text.trim().split(/\s+/).map(Number);
  return [r, g, b];
}

/** Of `#rrggbb`, as tokens.css writes it. */
function hexRgb(text: string): Rgb {
  const all = Number.parseInt(text.slice(1), 16) || 0;
  return [all >> 16, (all >> 8) & 255, all & 255];
}
