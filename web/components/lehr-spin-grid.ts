import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { DrawnPicture } from '../controllers/drawn-picture.ts';
import { Spoken } from '../controllers/spoken.ts';
import type { SpinChange } from '../drawing/spin-painter.ts';
import type { SpinColours } from '../drawing/spin-picture.ts';
import { coloursOf } from './colours.ts';

/**
 * The picture of a Max-Cut, an Ising model or a QUBO: a cell a spin, in the order of the file, one colour a side; what has
 * just turned is hot. Redrawn when the state or the theme changes, never by itself; in the page's drawing worker where the
 * browser can (controllers/drawn-picture).
 *
 * @property state   the best's bytes, or null: an empty frame
 * @property n       number of spins
 * @property mirror  attribute: turning all spins is the same (a cut), so the picture keeps the side it had
 * @property label   what the picture shows, in words; its change is told at most every 10 s
 * @property still   attribute: a picture that does not change; it starts no worker
 * @property frames  drawn since it is in the document; read-only
 * @csspart picture  the box of the canvas; its `data-drawn-in` says `worker` or `page`
 */
@customElement('lehr-spin-grid')
export class LehrSpinGrid extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 2;
      max-height: 100%;
      contain: strict;
    }
    :host([fill]) {
      aspect-ratio: auto;
      height: 100%;
    }
    .picture {
      position: absolute;
      inset: 0;
    }
    canvas {
      position: absolute;
      inset: 1rem;
      width: calc(100% - 2rem);
      height: calc(100% - 2rem);
      object-fit: contain;
      image-rendering: pixelated;
    }
  `;

  @property({ attribute: false }) state: Uint8Array | null = null;
  @property({ type: Number }) n = 0;
  @property({ type: Boolean }) mirror = false;
  @property({ type: Boolean }) still = false;
  @property() label = '';

  @query('.picture') private place!: HTMLElement;

  readonly #spoken = new Spoken(this);
  readonly #picture = new DrawnPicture(this, {
    kind: 'spins',
    place: () => this.place,
    all: () => ({ state: this.state, n: this.n, mirror: this.mirror }),
    look: () => spinColours(this),
  });

  get frames(): number {
    return this.#picture.frames;
  }

  protected override render() {
    return html`<div part="picture" class="picture" role="img" aria-label=${this.#spoken.say(this.label)}></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#picture.still = this.still;
    const change: { -readonly [K in keyof SpinChange]: SpinChange[K] } = {};
    if (changed.has('state')) change.state = this.state;
    if (changed.has('n')) change.n = this.n;
    if (changed.has('mirror')) change.mirror = this.mirror;
    if (Object.keys(change).length > 0) this.#picture.change(change);
  }
}

/** From the theme's ramp, cool to hot. */
function spinColours(element: Element): SpinColours {
  const { ramp } = coloursOf(element);
  const at = (i: number) => ramp[i] ?? ([128, 128, 128] as const);
  return { down: at(0), up: at(3), turned: at(ramp.length - 1) };
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-spin-grid': LehrSpinGrid;
  }
}
