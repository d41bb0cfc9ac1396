import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { JobSample } from '../../peer/procedures.ts';
import { spark } from '../drawing/spark.ts';
import { measureOf } from '../strings/format.ts';
import { format, strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';

/** Of the drawing; the element stretches it. */
const [WIDTH, HEIGHT] = [600, 100];

/**
 * The tour's length over time, from its first tour to now.
 *
 * @property history  samples in order of time
 * @property elapsed  seconds: the line goes on level to here
 * @property unit     of the energy; a cut rises as its energy falls
 */
@customElement('lehr-spark')
export class LehrSpark extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        min-height: 4rem;
      }
      figure {
        display: grid;
        grid-template-rows: 1fr auto;
        min-height: 0;
      }
      svg {
        width: 100%;
        height: 100%;
        min-height: 0;
        overflow: visible;
        display: block;
        border-bottom: 1px solid var(--rule);
      }
      path {
        fill: none;
        stroke: var(--amber);
        stroke-width: 0.125rem;
        vector-effect: non-scaling-stroke;
        stroke-linejoin: round;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        padding-top: 0.4rem;
      }
    `,
  ];

  @property({ attribute: false }) history: readonly JobSample[] = [];
  @property({ type: Number }) elapsed = 0;
  @property() unit = '';

  protected override render() {
    const [first, last] = [this.history[0], this.history.at(-1)];
    if (!first || !last) return nothing;
    const samples = this.history.map(({ elapsed, energy }) => [elapsed, energy] as const);
    const drawn = spark([...samples, [Math.max(this.elapsed, last.elapsed), last.energy]], WIDTH, HEIGHT);
    if (!drawn) return nothing;
    const [from, to] = [format.length(first.energy, this.unit), format.length(last.energy, this.unit)];
    return html`<figure>
      <svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${strings.figures.chart(from, to)}
      >
        ${svg`<path d=${drawn.line} transform=${measureOf(this.unit) === 'cut' ? `translate(0 ${HEIGHT}) scale(1 -1)` : nothing}></path>`}
      </svg>
      <figcaption class="label number" aria-hidden="true"><span>${from}</span><span>${to}</span></figcaption>
    </figure>`;
  }
}
