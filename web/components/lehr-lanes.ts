import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Donor } from '../../peer/procedures.ts';
import type { TaskEnd } from '../../peer/topics.ts';
import { onThemeChange } from '../controllers/theme.ts';
import { drawLanes, type LanesPalette, lanesThatFit } from '../drawing/draw-lanes.ts';
import { Lanes, type LanesView } from '../drawing/lanes.ts';
import { format, strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';
import { tables } from '../styles/tables.ts';
import { paletteFrom } from './palette.ts';

/** Between two frames, between two changes of the words and the table; milliseconds. */
const FRAME = 100;
const SPEAK = 10_000;
/** The same for a table that is seen. */
const COUNT = 1_000;
/** Rows of the table. */
const ROWS = 40;

/**
 * Who works on what: a lane a donor, a bar a task, from when it was given out until it came back, half a minute of it. A task
 * that somebody lost is a torn bar, with a line to where it was done.
 *
 * Redraws while there is something in sight, at most ten times a second, never when hidden or off screen.
 *
 * @property donors  everyone here now
 * @property table   attribute: the numbers instead of the picture
 *
 * Methods: `take(ends)` as they are told.
 */
@customElement('lehr-lanes')
export class LehrLanes extends LitElement {
  static override styles = [
    shared,
    tables,
    css`
      :host {
        position: relative;
        min-height: 6rem;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .numbers {
        height: 100%;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) donors: readonly Donor[] = [];
  @property({ type: Boolean }) table = false;
  @state() private spoken: LanesView = { lanes: [], rest: { donors: 0, cores: 0, done: 0 } };
  @query('canvas') private sheet!: HTMLCanvasElement;

  readonly #lanes = new Lanes();
  #palette: LanesPalette | null = null;
  #behind: number | null = null;
  #visible = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastFrame = 0;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #endTheme = () => {};
  readonly #size = new ResizeObserver(() => this.#redraw());
  readonly #sight = new IntersectionObserver(([entry]) => {
    this.#visible = entry?.isIntersecting ?? true;
    this.#redraw();
  });
  readonly #onShow = () => this.#redraw();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    this.#sight.observe(this);
    document.addEventListener('visibilitychange', this.#onShow);
    this.#endTheme = onThemeChange(() => {
      this.#palette = null;
      this.#redraw();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#sight.disconnect();
    document.removeEventListener('visibilitychange', this.#onShow);
    this.#endTheme();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends of tasks, as one event told them: the last has just been. */
  take(ends: readonly TaskEnd[]): void {
    const last = ends.at(-1);
    if (!last) return;
    const behind = performance.now() - last.to;
    // The quickest event tells best how far the clocks are apart; one that was set anew is believed.
    if (this.#behind === null || behind < this.#behind || behind - this.#behind > 5_000)
      this.#behind = behind;
    this.#lanes.take(ends, this.#behind);
    // Also where nothing is drawn, as in a hidden page: what is told must not pile up.
    this.#lanes.forget(performance.now());
    this.#redraw();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('donors')) this.#lanes.here(this.donors);
  }

  protected override render() {
    const { lanes, rest } = this.spoken;
    const words = strings.kiosk.lanes;
    const bars = lanes.flatMap((lane) => lane.bars);
    const lost = bars.filter(({ end }) => end !== 'done').length;
    if (this.table) return html`<div class="numbers">${this.#numbers()}</div>`;
    return html`<canvas
        role="img"
        aria-label=${words.label(lanes.length + rest.donors, bars.length - lost + rest.done, lost)}
      ></canvas>
      <div class="unseen">${this.#numbers()}</div>`;
  }

  protected override updated(): void {
    this.#redraw();
  }

  #numbers() {
    const words = strings.kiosk.lanes;
    return html`<table>
      <caption class="unseen">${words.heading}</caption>
      <thead>
        <tr>
          <th scope="col">${strings.leaderboard.name}</th>
          <th scope="col" class="amount">${words.cores}</th>
          <th scope="col" class="amount">${words.done}</th>
          <th scope="col" class="amount">${words.lost}</th>
        </tr>
      </thead>
      <tbody>
        ${this.spoken.lanes.slice(0, ROWS).map((lane) => {
          const done = lane.bars.filter(({ end }) => end === 'done').length;
          return html`<tr>
            <th scope="row" class="name">${lane.name}</th>
            <td class="amount number">${lane.cores > 0 ? format.count(lane.cores) : words.left}</td>
            <td class="amount number">${format.count(done)}</td>
            <td class="amount number">${format.count(lane.bars.length - done)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  #redraw(): void {
    if (this.#timer !== undefined || !this.#visible || document.hidden || !this.isConnected) return;
    const wait = Math.max(0, this.#lastFrame + FRAME - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastFrame = performance.now();
      this.#draw();
    }, wait);
  }

  #draw(): void {
    const now = performance.now();
    this.#lanes.forget(now);
    const text = Number.parseFloat(getComputedStyle(this).fontSize) * 0.86 * devicePixelRatio;
    const width = Math.round(this.clientWidth * devicePixelRatio);
    const height = Math.round(this.clientHeight * devicePixelRatio);
    const view = this.#lanes.view(lanesThatFit(height, text));
    this.#speak(view, now);
    const ctx = this.table ? null : this.sheet?.getContext('2d');
    if (ctx && width > 0 && height > 0) {
      if (this.sheet.width !== width) this.sheet.width = width;
      if (this.sheet.height !== height) this.sheet.height = height;
      this.#palette ??= paletteFrom(this);
      const font = `${text}px ${getComputedStyle(this).fontFamily}`;
      const restName = strings.kiosk.lanes.rest(view.rest.donors, view.rest.cores);
      drawLanes(ctx, { width, height, text, font, view, restName, now, palette: this.#palette });
    }
    // With nothing in sight, and everyone named, nothing moves: the next news wakes it.
    if (view.lanes.some(({ bars }) => bars.length > 0) || !sameLanes(view, this.spoken)) this.#redraw();
  }

  #speak(view: LanesView, now: number): void {
    const isNews = view.lanes.length !== this.spoken.lanes.length && this.spoken.lanes.length === 0;
    if (!isNews && now - this.#spokenAt < (this.table ? COUNT : SPEAK)) return;
    this.#spokenAt = now;
    this.spoken = view;
  }
}

function sameLanes({ lanes: a }: LanesView, { lanes: b }: LanesView): boolean {
  return a.length === b.length && a.every(({ donor }, i) => donor === b[i]?.donor);
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-lanes': LehrLanes;
  }
}
