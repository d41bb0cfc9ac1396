import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ProblemView } from '../../peer/procedures.ts';
import { coastlines } from '../art/earth.ts';
import { onThemeChange } from '../controllers/theme.ts';
import { drawGround, drawTour, type Palette, type Scene } from '../drawing/draw-tour.ts';
import { ageEdges, type Edge } from '../drawing/edges.ts';
import { type Layout, layOut } from '../drawing/layout.ts';
import { MAP_BOX } from '../drawing/projection.ts';
import type { Ramp, Rgb } from '../drawing/ramp.ts';

/** Between two frames, and between two changes of the text that stands for the picture; milliseconds. */
const FRAME = 100;
const SPEAK = 10_000;

/** Decoded once for all maps of a page. */
let land: Float32Array[] | null = null;

/**
 * The picture of a tour: edges that changed lately glow, the others have cooled.
 *
 * Redraws when something changed or still cools, at most ten times a second, never when hidden or off screen.
 *
 * @property view    how to draw the problem; the first tour of another view starts afresh
 * @property tour    city numbers in order, or null: cities only
 * @property heat    0..1, how hot the whole kiln still is
 * @property label   what the picture shows, in words; its change is told at most every 10 s
 * @property still   attribute: a picture that does not cool
 * @property fill    attribute: take the height of the container rather than the map's own shape
 * @csspart picture  the box of both canvases
 */
@customElement('lehr-tour-map')
export class LehrTourMap extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: ${(MAP_BOX.x1 - MAP_BOX.x0) / (MAP_BOX.y1 - MAP_BOX.y0)};
      contain: strict;
    }
    :host([fill]) {
      aspect-ratio: auto;
      height: 100%;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    .picture {
      position: absolute;
      inset: 0;
    }
  `;

  @property({ attribute: false }) view: Pick<ProblemView, 'surface' | 'xy'> | null = null;
  @property({ attribute: false }) tour: Uint32Array | null = null;
  @property({ type: Number }) heat = 0;
  @property() label = '';
  @property({ type: Boolean }) still = false;

  @query('.ground') private ground!: HTMLCanvasElement;
  @query('.tour') private sheet!: HTMLCanvasElement;

  #layout: Layout | null = null;
  #edges: Map<number, Edge> = new Map();
  #groundIsStale = true;
  #visible = true;
  #frame = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #lastFrame = 0;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #spoken = '';
  #endTheme = () => {};
  readonly #lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #size = new ResizeObserver(() => this.#redraw(true));
  readonly #sight = new IntersectionObserver(([entry]) => {
    this.#visible = entry?.isIntersecting ?? true;
    this.#redraw(false);
  });
  readonly #onShow = () => this.#redraw(false);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    this.#sight.observe(this);
    document.addEventListener('visibilitychange', this.#onShow);
    this.#endTheme = onThemeChange(() => this.#redraw(true));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#sight.disconnect();
    document.removeEventListener('visibilitychange', this.#onShow);
    this.#endTheme();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#pause);
    this.#frame = 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view')) this.#takeView();
    if (changed.has('tour') || changed.has('view')) this.#takeTour();
    if (this.label !== this.#spoken && performance.now() - this.#spokenAt > SPEAK) {
      this.#spoken = this.label;
      this.#spokenAt = performance.now();
    }
  }

  protected override render() {
    return html`<div part="picture" class="picture" role="img" aria-label=${this.#spoken}>
      <canvas class="ground"></canvas><canvas class="tour"></canvas>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#redraw(changed.has('view'));
  }

  #takeView(): void {
    const { view } = this;
    this.#layout = view && layOut(view, this.tour?.length ?? 0);
    this.#edges = new Map();
  }

  #takeTour(): void {
    if (this.view?.surface === 'none' && this.#layout?.points.length !== 2 * (this.tour?.length ?? 0)) {
      this.#takeView();
    }
    const layout = this.#layout;
    if (!layout || !this.tour) return;
    // A tour that is not of this view: its picture comes with the next view.
    if (2 * this.tour.length !== layout.points.length) return;
    this.#edges = ageEdges(this.tour, this.#edges, { now: performance.now(), lines: layout.edge });
  }

  /** Asks for a frame; the ground too when size, theme or problem changed. */
  #redraw(ground: boolean, after = 0): void {
    this.#groundIsStale ||= ground;
    if (this.#frame !== 0 || !this.#visible || document.hidden || !this.isConnected) return;
    clearTimeout(this.#pause);
    const wait = this.#lastFrame + Math.max(FRAME, after) - performance.now();
    if (wait > 0 && !this.#groundIsStale) {
      this.#pause = setTimeout(() => this.#redraw(false), wait);
      return;
    }
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#lastFrame = performance.now();
      this.#draw();
    });
  }

  #draw(): void {
    const scene = this.#scene();
    if (!scene) return;
    if (this.#groundIsStale) {
      for (const canvas of [this.ground, this.sheet]) {
        canvas.width = scene.width;
        canvas.height = scene.height;
      }
      const ctx = this.ground.getContext('2d');
      if (ctx) drawGround(ctx, scene);
      this.#groundIsStale = false;
    }
    const ctx = this.sheet.getContext('2d');
    if (!ctx) return;
    ctx.clearRect(0, 0, scene.width, scene.height);
    const next = drawTour(ctx, scene);
    if (Number.isFinite(next)) this.#redraw(false, next);
  }

  #scene(): Scene | null {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.clientWidth * ratio), Math.round(this.clientHeight * ratio)];
    if (!this.#layout || width === 0 || height === 0) return null;
    land ??= coastlines();
    return {
      width,
      height,
      ratio,
      margin: this.#layout.surface === 'map' ? 2 * ratio : 16 * ratio,
      layout: this.#layout,
      land,
      edges: this.#edges.values(),
      now: performance.now(),
      heat: this.heat,
      motion: !this.still && !this.#lessMotion.matches,
      palette: paletteOf(this),
    };
  }
}

/** The theme's colours as they hold for this element. */
function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    land: read('--land'),
    coast: read('--coast'),
    grid: read('--grid'),
    city: read('--city'),
    ramp: read('--ramp').split(',').map(rgbOf) satisfies Ramp,
    glow: style.colorScheme.includes('dark'),
  };
}

function rgbOf(text: string): Rgb {
  const [r = 0, g = 0, b = 0] = text.trim().split(/\s+/).map(Number);
  return [r, g, b];
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-tour-map': LehrTourMap;
  }
}
