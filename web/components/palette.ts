import type { LanesPalette } from '../drawing/draw-lanes.ts';
import { coloursOf } from './colours.ts';

/** The theme's colours for charts and lanes, as they hold for this element. */
export function paletteFrom(element: Element): LanesPalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    soft: read('--ink-soft'),
    faint: read('--ink-faint'),
    rule: read('--rule'),
    hot: read('--hot'),
    ramp: coloursOf(element).ramp,
  };
}
