import { drawGround, fade, type GroundColours, hasGround } from './draw-ground.ts';
import { drawTour, glowScale, type TourColours } from './draw-tour.ts';
import { ageEdges, type Edges } from './edges.ts';
import { type Frame, type Layout, layOut, type Places } from './layout.ts';
import { Pace, type Timers } from './pace.ts';
import { type Canvas, type Context, contextOf, type Painter, type Viewer } from './painter.ts';
import type { Sheet } from './raster.ts';

/** How a picture is to look: its size, and the theme's colours. */
export interface TourLook extends Omit<Frame, 'margin'> {
  readonly ground: GroundColours;
  readonly colours: TourColours;
}

export interface TourChange {
  /** Coastlines in the units of `naturalEarth()`; only for a view on the map. */
  readonly land?: readonly Float32Array[];
  /** Another view starts afresh. */
  readonly view?: Places | null;
  /** City numbers in order; null: cities only. One that is not of the view is not drawn: its view comes. */
  readonly tour?: Uint32Array | null;
  /** 0..1, how hot the whole kiln is. */
  readonly heat?: number;
  /** False: edges neither glow when they change nor cool. */
  readonly motion?: boolean;
  readonly look?: TourLook;
  /** Whether anybody can see it. */
  readonly awake?: boolean;
}

/** Draws a tour on three canvases: the earth, the glow (small, stretched by the page) and the lines. */
export class TourPainter implements Painter<TourChange> {
  readonly #layers: { readonly ground: Context; readonly light: Context; readonly lines: Context } | null;
  readonly #viewer: Viewer;
  readonly #pace: Pace;
  readonly #timers: Pick<Timers, 'now'>;
  #now: Required<Omit<TourChange, 'look' | 'awake'>> & { readonly look: TourLook | null } = {
    land: [],
    view: null,
    tour: null,
    heat: 0,
    motion: true,
    look: null,
  };
  #layout: Layout | null = null;
  #edges: Edges | null = null;
  /** What of the above is to be made anew before the next frame: only then, so that nothing is done unseen. */
  #stale = { layout: true, edges: true, ground: true };
  #images: { readonly lines: ImageData; readonly light: ImageData } | null = null;

  constructor(canvases: readonly Canvas[], viewer: Viewer, timers?: Timers) {
    const [ground, light, lines] = canvases.map(contextOf);
    this.#layers = ground && light && lines ? { ground, light, lines } : null;
    this.#viewer = viewer;
    this.#timers = timers ?? performance;
    this.#pace = new Pace(() => this.#draw(), timers);
  }

  change({ awake, ...change }: TourChange): void {
    this.#now = { ...this.#now, ...change };
    if (change.view !== undefined) this.#stale = { layout: true, edges: true, ground: true };
    if (change.tour !== undefined) this.#stale.edges = true;
    if (change.land || change.look) this.#stale.ground = true;
    this.#pace.want();
    if (awake !== undefined) this.#pace.wake(awake);
  }

  close(): void {
    this.#pace.close();
    this.#edges = null;
    this.#images = null;
  }

  #draw(): number {
    const begun = this.#timers.now();
    const { look, heat, motion } = this.#now;
    const layout = this.#takeLayout();
    const layers = this.#layers;
    if (!layers || !look || !layout || look.width === 0 || look.height === 0) return Number.POSITIVE_INFINITY;
    const frame = { ...look, margin: (layout.surface === 'map' ? 2 : 16) * look.ratio };
    this.#takeEdges(layout);
    if (this.#stale.ground) this.#drawGround(frame, layout);
    const { lines, light } = this.#images ?? imagesFor(frame);
    const next = drawTour(sheetOf(lines), sheetOf(light), {
      frame,
      layout,
      edges: this.#edges?.list ?? [],
      now: begun,
      heat,
      motion,
      colours: look.colours,
    });
    for (const [ctx, image] of [
      [layers.light, light],
      [layers.lines, lines],
    ] as const) {
      ctx.putImageData(image, 0, 0);
      // A way over the pole leaves the map: it goes out like a comet and not like a cut.
      if (layout.surface === 'map') fade(ctx, image, { from: 0, to: 0.06 });
    }
    this.#viewer.drawn(this.#timers.now() - begun);
    return next;
  }

  #takeLayout(): Layout | null {
    const { view, tour } = this.#now;
    // Cities without coordinates are as many as the tour has.
    const grown = view?.surface === 'none' && this.#layout?.points.length !== 2 * (tour?.length ?? 0);
    if (this.#stale.layout || grown) {
      this.#layout = view && layOut(view, tour?.length ?? 0);
      this.#edges = null;
      this.#stale.layout = false;
    }
    return this.#layout;
  }

  #takeEdges(layout: Layout): void {
    if (!this.#stale.edges) return;
    this.#stale.edges = false;
    const { tour } = this.#now;
    if (!tour) this.#edges = null;
    else if (2 * tour.length === layout.points.length)
      this.#edges = ageEdges(tour, this.#edges, { now: this.#timers.now(), curve: layout.curve });
  }

  #drawGround(frame: Frame & TourLook, layout: Layout): void {
    if (!this.#layers) return;
    const { ground, light, lines } = this.#layers;
    this.#stale.ground = false;
    this.#images = imagesFor(frame);
    size(lines, this.#images.lines);
    size(light, this.#images.light);
    size(ground, hasGround(layout) ? frame : { width: 1, height: 1 });
    if (hasGround(layout)) drawGround(ground, frame, { layout, land: this.#now.land, colours: frame.ground });
  }
}

/** Clears it, too. */
function size(ctx: Context, { width, height }: { readonly width: number; readonly height: number }): void {
  ctx.canvas.width = width;
  ctx.canvas.height = height;
}

function imagesFor(frame: Frame): { readonly lines: ImageData; readonly light: ImageData } {
  const shrink = glowScale(frame);
  return {
    lines: new ImageData(frame.width, frame.height),
    light: new ImageData(Math.ceil(frame.width / shrink), Math.ceil(frame.height / shrink)),
  };
}

function sheetOf({ width, height, data }: ImageData): Sheet {
  return { width, height, pixels: new Uint32Array(data.buffer) };
}
