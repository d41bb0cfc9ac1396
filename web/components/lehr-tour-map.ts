import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { coastlines } from '../art/earth.ts';
import { DrawnPicture, isMotionReduced, type Size } from '../controllers/drawn-picture.ts';
import { Spoken } from '../controllers/spoken.ts';
import type { Places } from '../drawing/layout.ts';
import { MAP_BOX } from '../drawing/projection.ts';
import type { TourChange, TourLook } from '../drawing/tour-painter.ts';
import { coloursOf } from './colours.ts';

/** Decoded once for all maps of a page. */
let land: Float32Array[] | null = null;

/**
 * The picture of a tour: edges that changed lately glow, the others have cooled.
 *
 * Redraws when something changed or still cools, at most ten times a second, never when hidden or off screen. A picture
 * that is not still is drawn in the page's drawing worker, where the browser can (controllers/drawn-picture).
 *
 * @property view    how to draw the problem; the first tour of another view starts afresh
 * @property tour    city numbers in order, or null: cities only
 * @property heat    0..1, how hot the whole kiln still is
 * @property label   what the picture shows, in words; its change is told at most every 10 s
 * @property still   attribute: a picture that does not cool; it starts no worker
 * @property fill    attribute: take the height of the container rather than the map's own shape
 * @property frames  drawn since it is in the document; read-only
 * @csspart picture  the box of the canvases; its `data-drawn-in` says `worker` or `page`
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

  @property({ attribute: false }) view: Places | null = null;
  @property({ attribute: false }) tour: Uint32Array | null = null;
  @property({ type: Number }) heat = 0;
  @property() label = '';
  @property({ type: Boolean }) still = false;

  @query('.picture') private place!: HTMLElement;

  readonly #spoken = new Spoken(this);
  readonly #picture = new DrawnPicture(this, {
    kind: 'tour',
    place: () => this.place,
    all: () => ({ ...this.#theView(), tour: this.tour, heat: this.heat, motion: this.#moves() }),
    look: (size) => this.#look(size),
  });

  get frames(): number {
    return this.#picture.frames;
  }

  protected override render() {
    return html`<div part="picture" class="picture" role="img" aria-label=${this.#spoken.say(this.label)}></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#picture.still = this.still;
    const change: { -readonly [K in keyof TourChange]: TourChange[K] } = { motion: this.#moves() };
    if (changed.has('view')) Object.assign(change, this.#theView());
    if (changed.has('tour')) change.tour = this.tour;
    if (changed.has('heat')) change.heat = this.heat;
    this.#picture.change(change);
  }

  #moves(): boolean {
    return !this.still && !isMotionReduced();
  }

  /** As numbers in one piece, which a worker is told at once. */
  #theView(): TourChange {
    const { view } = this;
    if (!view) return { view: null };
    const places = { surface: view.surface, xy: Float64Array.from(view.xy) };
    if (view.surface !== 'map') return { view: places };
    land ??= coastlines();
    return { view: places, land };
  }

  #look(size: Size): TourLook {
    const { ground, ...colours } = coloursOf(this);
    return { ...size, ground, colours };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-tour-map': LehrTourMap;
  }
}
