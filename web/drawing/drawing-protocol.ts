/** What travels between a page and its drawing worker. Nothing here runs. */
import type { SpinChange } from './spin-painter.ts';
import type { TourChange } from './tour-painter.ts';

/** Pictures by kind, and what can change of each. */
export interface Pictures {
  tour: TourChange;
  spins: SpinChange;
}

export type PictureKind = keyof Pictures;

export type ToDrawing =
  /** The canvases are transferred; from the lowest up. */
  | {
      readonly is: 'open';
      readonly id: number;
      readonly kind: PictureKind;
      readonly canvases: readonly OffscreenCanvas[];
    }
  /** The next one is sent when this one was `taken`: no more than one of a picture waits. */
  | { readonly is: 'change'; readonly id: number; readonly change: Pictures[PictureKind] }
  | { readonly is: 'close'; readonly id: number };

export type FromDrawing =
  | { readonly is: 'taken'; readonly id: number }
  /** A frame is to be seen; it took so many milliseconds. */
  | { readonly is: 'drawn'; readonly id: number; readonly millis: number };
