import { Pace, type Timers } from './pace.ts';
import { type Canvas, type Context, contextOf, type Painter, type Viewer } from './painter.ts';
import { gridFor, readSpins, type SpinColours, spinPixels, steady } from './spin-picture.ts';

export interface SpinChange {
  /** The state's bytes; null: an empty frame. */
  readonly state?: Uint8Array | null;
  readonly n?: number;
  /** Turning all spins is the same, so the picture keeps the side it had. */
  readonly mirror?: boolean;
  readonly look?: SpinColours;
  readonly awake?: boolean;
}

/** Draws spins on one canvas, a pixel each. */
export class SpinPainter implements Painter<SpinChange> {
  readonly #ctx: Context | null;
  readonly #viewer: Viewer;
  readonly #pace: Pace;
  #now: Required<Omit<SpinChange, 'look' | 'awake'>> & { readonly look: SpinColours | null } = {
    state: null,
    n: 0,
    mirror: false,
    look: null,
  };
  #spins: Uint8Array | null = null;
  #before: Uint8Array | null = null;
  #isStale = true;

  constructor([canvas]: readonly Canvas[], viewer: Viewer, timers?: Timers) {
    this.#ctx = contextOf(canvas);
    this.#viewer = viewer;
    this.#pace = new Pace(() => this.#draw(), timers);
  }

  change({ awake, ...change }: SpinChange): void {
    this.#now = { ...this.#now, ...change };
    this.#isStale ||= change.state !== undefined || change.n !== undefined || change.mirror !== undefined;
    this.#pace.want();
    if (awake !== undefined) this.#pace.wake(awake);
  }

  close(): void {
    this.#pace.close();
  }

  #draw(): number {
    const ctx = this.#ctx;
    const { look, n } = this.#now;
    if (!ctx || !look) return Number.POSITIVE_INFINITY;
    const begun = performance.now();
    this.#take();
    const { columns, rows } = gridFor(this.#spins?.length ?? n);
    ctx.canvas.width = columns;
    ctx.canvas.height = rows;
    if (this.#spins)
      ctx.putImageData(new ImageData(spinPixels(this.#spins, this.#before, look), columns, rows), 0, 0);
    this.#viewer.drawn(performance.now() - begun);
    return Number.POSITIVE_INFINITY;
  }

  #take(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    const { state, n, mirror } = this.#now;
    const spins = state && readSpins(state, n);
    this.#before = this.#spins;
    this.#spins = spins && mirror ? steady(spins, this.#before) : spins;
  }
}
