import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { JobSample } from '../../peer/procedures.ts';
import { type LengthChart, lengthChart, type Mark } from '../drawing/length-chart.ts';
import { thinned } from '../drawing/thinned.ts';
import { measureOf } from '../strings/format.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { shared } from '../styles/shared.ts';

/** Height of the drawing, room on its left for lengths and below for times, in pixels. */
const HEIGHT = 200;
const LEFT = 84;
const BELOW = 26;
/** Rows of the table. */
const ROWS = 16;

/**
 * How a tour got shorter over the donated time, with a table of the same.
 *
 * @property history  samples in order of time
 * @property elapsed  seconds until now
 * @property unit     of the energy; a cut rises as its energy falls
 * @property marks    lengths to compare with
 */
@customElement('lehr-length-chart')
export class LehrLengthChart extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        display: block;
        width: 100%;
        height: ${HEIGHT + BELOW}px;
        overflow: visible;
        font-size: 0.8125rem;
      }
      text {
        fill: var(--ink-faint);
        font-variant-numeric: tabular-nums;
      }
      .grid {
        stroke: var(--rule);
      }
      .course {
        fill: none;
        stroke: var(--amber);
        stroke-width: 2;
        stroke-linejoin: round;
      }
      .mark {
        stroke: var(--cool);
        stroke-dasharray: 2 5;
        stroke-width: 1.5;
      }
      .mark-name {
        fill: var(--cool);
        paint-order: stroke;
        stroke: var(--ground);
        stroke-width: 4px;
        stroke-linejoin: round;
      }
      summary {
        min-height: 44px;
        display: inline-flex;
        align-items: center;
        color: var(--ink-soft);
        cursor: pointer;
        text-decoration: underline;
        text-decoration-color: var(--ink-faint);
        text-underline-offset: 0.25em;
        font-size: 0.9375rem;
      }
      .sheet {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        min-width: min(100%, 22rem);
      }
      th {
        text-align: end;
        font-weight: 400;
        color: var(--ink-faint);
        font-size: 0.8125rem;
      }
      th,
      td {
        padding: 0.3rem 0 0.3rem 1.5rem;
        border-bottom: 1px solid var(--rule);
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) history: readonly JobSample[] = [];
  @property({ type: Number }) elapsed = 0;
  @property() unit = '';
  @property({ attribute: false }) marks: readonly Mark[] = [];
  @state() private width = 0;
  readonly #size = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  protected override render() {
    const { history, elapsed, marks, unit } = this;
    const [first, last] = [history[0], history.at(-1)];
    const frame = { width: this.width - LEFT, height: HEIGHT };
    const chart = lengthChart({ samples: history, elapsed, marks, rising: measureOf(unit) === 'cut' }, frame);
    if (!first || !last || !chart) return nothing;
    const label = strings.figures.chart(format.length(first.energy, unit), format.length(last.energy, unit));
    return html`<svg role="img" aria-label=${label}>${this.#drawn(chart, frame.width)}</svg>
      <details>
        <summary>${studio.watch.chartTable}</summary>
        ${this.#table()}
      </details>`;
  }

  #drawn(chart: LengthChart, width: number) {
    return svg`<g transform="translate(${LEFT} 0)">
      ${chart.lengths.map(
        ({ y, energy }) => svg`<line class="grid" x2=${width} y1=${y} y2=${y}></line>
          <text x="-10" y=${y + 4} text-anchor="end">${format.length(energy, this.unit, chart.step)}</text>`,
      )}
      ${chart.times.map(
        ({ x, seconds }) =>
          svg`<text x=${x} y=${HEIGHT + 20} text-anchor=${x > width - 20 ? 'end' : 'middle'}>${format.duration(seconds)}</text>`,
      )}
      ${chart.marks.map(
        ({ y, name }) => svg`<line class="mark" x2=${width} y1=${y} y2=${y}></line>
          <text class="mark-name" x=${width} y=${y < 24 ? y + 16 : y - 6} text-anchor="end">${name}</text>`,
      )}
      <path class="course" d=${chart.line}></path>
    </g>`;
  }

  #table() {
    const words = studio.watch;
    return html`<div class="sheet">
      <table class="number">
        <thead>
          <tr>
            <th scope="col">${words.time}</th>
            <th scope="col">${strings.figures.best[measureOf(this.unit)]}</th>
          </tr>
        </thead>
        <tbody>
          ${thinned(this.history, ROWS).map(
            ({ elapsed, energy }) =>
              html`<tr>
                <td>${format.duration(elapsed)}</td>
                <td>${format.length(energy, this.unit)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
