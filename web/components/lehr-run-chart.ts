import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { onThemeChange } from '../controllers/theme.ts';
import type { RunSeries } from '../drawing/run-series.ts';
import { thinned } from '../drawing/thinned.ts';
import { format, strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';
import { tables } from '../styles/tables.ts';
import { type Curve, curves, plotLibrary, plotOptions, type Uplot } from './run-plot.ts';

/** Rows of the table for those who hear it, and of the one that is seen; milliseconds between two changes of the words. */
const ROWS = 10;
const SHOWN_ROWS = 5;
const SPEAK = 10_000;

/**
 * A job's whole run: how far its best was from the best known, or how hot the kiln was and will be.
 *
 * @property series  both curves, or null before there is one
 * @property what    `gap` (log scale) or `heat`
 * @property table   attribute: the numbers instead of the picture
 */
@customElement('lehr-run-chart')
export class LehrRunChart extends LitElement {
  static override styles = [
    shared,
    tables,
    css`
      :host {
        position: relative;
        min-height: 5rem;
        overflow: hidden;
      }
      .plot {
        position: absolute;
        inset: 0;
      }
      .numbers {
        height: 100%;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) series: RunSeries | null = null;
  @property() what: Curve = 'gap';
  @property({ type: Boolean }) table = false;
  @state() private spoken: RunSeries | null = null;
  @query('.plot') private root!: HTMLElement | null;

  #plot: InstanceType<Uplot> | null = null;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #visible = true;
  #endTheme = () => {};
  readonly #size = new ResizeObserver(() => this.#build());
  readonly #sight = new IntersectionObserver(([entry]) => {
    this.#visible = entry?.isIntersecting ?? true;
    this.#show();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    this.#sight.observe(this);
    this.#endTheme = onThemeChange(() => this.#build());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#sight.disconnect();
    this.#endTheme();
    this.#drop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('series')) return;
    if (this.spoken && this.series && performance.now() - this.#spokenAt < SPEAK) return;
    this.#spokenAt = performance.now();
    this.spoken = this.series;
  }

  protected override render() {
    if (this.table) return html`<div class="numbers">${this.#numbers()}</div>`;
    return html`<div class="plot" role="img" aria-label=${this.#words()}></div>
      <div class="unseen">${this.#numbers()}</div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('table')) this.#drop();
    if (this.series && !this.#plot) void this.#build();
    else this.#show();
  }

  #words(): string {
    const words = strings.kiosk.charts;
    const { spoken } = this;
    if (!spoken) return words.none;
    if (this.what === 'heat') {
      return words.heatNow(format.share((spoken.heat.percent[spoken.heat.done - 1] ?? 0) / 100));
    }
    const [from, to] = [spoken.gap.percent[0] ?? 0, spoken.gap.percent.at(-1) ?? 0];
    return words.gapFromTo(format.percent(from / 100), format.percent(to / 100));
  }

  #numbers() {
    const { spoken } = this;
    const { at, percent } = spoken ? spoken[this.what] : { at: [], percent: [] };
    const words = strings.kiosk.charts;
    const heading = this.what === 'heat' ? words.heat : words[spoken?.baseline ?? 'best'];
    const rows = at.map((seconds, i) => [seconds, percent[i] ?? 0] as const);
    return html`<table>
      <caption class="unseen">${heading}</caption>
      <thead>
        <tr><th scope="col">${words.time}</th><th scope="col" class="amount">%</th></tr>
      </thead>
      <tbody>
        ${thinned(rows, this.table ? SHOWN_ROWS : ROWS).map(
          ([seconds, value]) => html`<tr>
            <th scope="row" class="number">${format.duration(seconds)}</th>
            <td class="amount number">${this.what === 'heat' ? format.share(value / 100) : format.percent(value / 100)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #drop(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #show(): void {
    if (this.series && this.#visible) this.#plot?.setData(curves(this.series, this.what));
  }

  /** Anew for this size and theme: a size is the wall's, and seldom another. */
  async #build(): Promise<void> {
    const loaded = await plotLibrary();
    if (!loaded) return;
    const [UPlot, sheet] = loaded;
    this.#drop();
    const { root, series } = this;
    if (!root || !series || !this.isConnected || root.clientWidth === 0 || root.clientHeight === 0) return;
    const adopted = this.shadowRoot?.adoptedStyleSheets;
    if (adopted && !adopted.includes(sheet)) adopted.push(sheet);
    const end = () => this.series?.end ?? 1;
    const options = plotOptions(UPlot, { curve: this.what, host: this, root, end });
    this.#plot = new UPlot(options, curves(series, this.what), root);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-run-chart': LehrRunChart;
  }
}
