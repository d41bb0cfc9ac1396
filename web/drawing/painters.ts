import type { PictureKind, Pictures } from './drawing-protocol.ts';
import type { Canvas, Painter, Viewer } from './painter.ts';
import { SpinPainter } from './spin-painter.ts';
import { TourPainter } from './tour-painter.ts';

/** How many canvases a picture lies on. */
export const LAYERS: Readonly<Record<PictureKind, number>> = { tour: 3, spins: 1 };

type Painters = {
  readonly [K in PictureKind]: (canvases: readonly Canvas[], viewer: Viewer) => Painter<Pictures[K]>;
};

const painters: Painters = {
  tour: (canvases, viewer) => new TourPainter(canvases, viewer),
  spins: (canvases, viewer) => new SpinPainter(canvases, viewer),
};

export function painterOf<K extends PictureKind>(
  kind: K,
  canvases: readonly Canvas[],
  viewer: Viewer,
): Painter<Pictures[K]> {
  return painters[kind](canvases, viewer);
}
