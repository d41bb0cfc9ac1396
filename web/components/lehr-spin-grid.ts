import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { onThemeChange } from '../controllers/theme.ts';
import type { Rgb } from '../drawing/ramp.ts';
import { gridFor, readSpins, type SpinColours, spinPixels, steady } from '../drawing/spin-picture.ts';

/**
 * The picture of a Max-Cut, an Ising model or a QUBO: a cell a spin, in the order of the file, one colour a side; what has
 * just turned is hot. Redrawn when the state or the theme changes, never by itself.
 *
 * @property state   the best's bytes, or null: an empty frame
 * @property n       number of spins
 * @property mirror  attribute: turning all spins is the same (a cut), so the picture keeps the side it had
 * @property label   what the picture shows, in words
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
  @property() label = '';

  @query('canvas') private sheet!: HTMLCanvasElement;

  #spins: Uint8Array | null = null;
  #before: Uint8Array | null = null;
  #endTheme = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endTheme = onThemeChange(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTheme();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('state') && !changed.has('n')) return;
    const spins = this.state && readSpins(this.state, this.n);
    this.#before = this.#spins;
    this.#spins = spins && this.mirror ? steady(spins, this.#before) : spins;
  }

  protected override render() {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('state') || changed.has('n')) this.#draw();
  }

  #draw(): void {
    const ctx = this.sheet?.getContext('2d');
    if (!ctx) return;
    const { columns, rows } = gridFor(this.#spins?.length ?? this.n);
    this.sheet.width = columns;
    this.sheet.height = rows;
    if (!this.#spins) return;
    ctx.putImageData(
      new ImageData(spinPixels(this.#spins, this.#before, coloursOf(this)), columns, rows),
      0,
      0,
    );
  }
}

/** From the theme's ramp, cool to hot. */
function coloursOf(element: Element): SpinColours {
  const ramp = getComputedStyle(element).getPropertyValue('--ramp').split(',').map(rgbOf);
  const at = (i: number): Rgb => ramp[i] ?? [128, 128, 128];
  return { down: at(0), up: at(3), turned: at(ramp.length - 1) };
}

function rgbOf(text: string): Rgb {
  const [r = 0, g = 0, b = 0] = text.trim().split(/\s+/).map(Number);
  return [r, g, b];
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-spin-grid': LehrSpinGrid;
  }
}
