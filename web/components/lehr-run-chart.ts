import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { onThemeChange } from '../controllers/theme.ts';
import { logMarks } from '../drawing/log-marks.ts';
import { LEAST_GAP, type RunSeries } from '../drawing/run-series.ts';
import { thinned } from '../drawing/thinned.ts';
import { format, strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';
import { tables } from '../styles/tables.ts';
import { paletteFrom } from './palette.ts';

type Uplot = typeof import('uplot');

/** Rows of the table for those who hear it, and of the one that is seen; milliseconds between two changes of the words. */
const ROWS = 10;
const SHOWN_ROWS = 5;
const SPEAK = 10_000;

/** Seconds between two marks of the time. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800,
];

/** The library and its few rules, when the first chart is drawn. */
let library: Promise<readonly [Uplot, CSSStyleSheet]> | null = null;

async function load(): Promise<readonly [Uplot, CSSStyleSheet]> {
  const [plot, rules] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css?inline')]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules.default);
  return [plot.default, sheet];
}

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
  @property() what: 'gap' | 'heat' = 'gap';
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
    if (this.series && this.#visible) this.#plot?.setData(this.#data(this.series));
  }

  /** Anew for this size and theme: a size is the wall's, and seldom another. */
  async #build(): Promise<void> {
    library ??= load();
    let loaded: readonly [Uplot, CSSStyleSheet];
    try {
      loaded = await library;
    } catch {
      // A page older than its server cannot fetch it: the numbers stay, and a reload is said elsewhere.
      library = null;
      return;
    }
    const [UPlot, sheet] = loaded;
    this.#drop();
    const { root, series } = this;
    if (!root || !series || !this.isConnected || root.clientWidth === 0 || root.clientHeight === 0) return;
    const adopted = this.shadowRoot?.adoptedStyleSheets;
    if (adopted && !adopted.includes(sheet)) adopted.push(sheet);
    this.#plot = new UPlot(this.#options(UPlot), this.#data(series), root);
  }

  #data(series: RunSeries): import('uplot').AlignedData {
    if (this.what === 'gap') return [[...series.gap.at], [...series.gap.percent]];
    const { at, percent, done } = series.heat;
    const past = percent.map((value, i) => (i < done ? value : null));
    const future = percent.map((value, i) => (i >= done - 1 ? value : null));
    return [[...at], past, future];
  }

  #options(UPlot: Uplot): import('uplot').Options {
    const { ink, faint, rule, hot, ramp } = paletteFrom(this);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const font = `${0.875 * rem}px ${getComputedStyle(this).fontFamily}`;
    const stroke = 0.125 * rem;
    const isGap = this.what === 'gap';
    const axis = {
      stroke: faint,
      font,
      grid: { stroke: rule, width: 1 },
      ticks: { show: false },
      border: { show: false },
      gap: 0.25 * rem,
    };
    const percent = (value: number | null) =>
      value === null ? '' : `${new Intl.NumberFormat(strings.language).format(value)}\u202f%`;
    return {
      width: this.root?.clientWidth ?? 0,
      height: this.root?.clientHeight ?? 0,
      padding: [0.4 * rem, 1.3 * rem, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, this.series?.end ?? 1] },
        y: isGap
          ? {
              distr: 3,
              range: (_, least, most) => [Math.max(LEAST_GAP, least * 0.7), Math.max(1, most * 1.3)],
            }
          : { range: () => [0, 105] },
      },
      axes: [
        {
          ...axis,
          gap: 0.5 * rem,
          size: 1.7 * rem,
          space: 4.5 * rem,
          incrs: STEPS,
          values: (_, seconds) => seconds.map((value) => format.duration(value)),
        },
        {
          ...axis,
          size: 3.8 * rem,
          space: 1.6 * rem,
          values: (_, values) => values.map(percent),
          // The library's own, for a scale that begins at 0.098, never come to an end.
          ...(isGap
            ? {
                splits: (plot, _, from, to) => logMarks(from, to, plot.bbox.height / devicePixelRatio),
                filter: (_, marks) => marks,
              }
            : {}),
        },
      ],
      series: isGap
        ? [{}, { stroke: ink, width: stroke, points: { show: false }, ...stepped(UPlot) }]
        : [
            {},
            {
              stroke: hot,
              width: stroke,
              points: { show: false },
              fill: `rgb(${(ramp.at(-1) ?? []).join(' ')} / 0.14)`,
            },
            { stroke: faint, width: stroke / 2, dash: [0.3 * rem, 0.3 * rem], points: { show: false } },
          ],
    };
  }
}

/** A best stays until a better one comes. */
function stepped(UPlot: Uplot): { readonly paths?: import('uplot').Series.PathBuilder } {
  const paths = UPlot.paths.stepped?.({ align: 1 });
  return paths ? { paths } : {};
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-run-chart': LehrRunChart;
  }
}
