import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { JobBest } from '../../peer/procedures.ts';
import '../components/lehr-run-chart.ts';
import { picture } from '../components/picture.ts';
import { isMotionReduced } from '../controllers/drawn-picture.ts';
import { gapTo, type Standing } from '../controllers/standing.ts';
import { runSeries } from '../drawing/run-series.ts';
import { tourOf } from '../drawing/tour-of.ts';
import { measureOf } from '../strings/format.ts';
import { format, strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';
import { shared } from '../styles/shared.ts';
import type { Run } from './last-run.ts';
import type { Picture, Still } from './run-replay.ts';

/** Milliseconds in which a run is shown, whatever it took; and between two stills, as the map draws at most. */
const SHOWN = 16_000;
const EVERY = 100;
const NAMES = 6;

/**
 * A run that ended, shown again from its facts: the picture as it untangled, the curves as they came down, and who found it.
 * Where motion is reduced it is its end.
 *
 * @property run      what is shown, or null: nothing
 * @property playing  attribute: it begins when that is set, and stays at its end when it was shown, or is not set any more
 * @property numbers  attribute: numbers instead of curves
 */
@customElement('lehr-replay')
export class LehrReplay extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 29rem;
        gap: 2rem;
        height: 100%;
      }
      .map {
        min-height: 0;
        margin-inline-start: -2.4rem;
      }
      .rail {
        display: grid;
        grid-template-rows: auto minmax(0, 1.3fr) minmax(0, 0.9fr) auto;
        gap: 1.2rem;
        min-height: 0;
      }
      .rail.numbers {
        grid-template-rows: auto auto auto minmax(0, 1fr);
      }
      figure {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        gap: 0.35rem;
        min-height: 0;
      }
      h2,
      h3 {
        font-size: 1.125rem;
        font-weight: 600;
      }
      .title {
        margin-top: 0.3rem;
        color: var(--ink-soft);
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        overflow: hidden;
      }
      .length {
        margin-top: 0.5rem;
        font-size: 2.75rem;
        line-height: 1.1;
        font-weight: 300;
        letter-spacing: -0.02em;
      }
      .time {
        color: var(--ink-faint);
      }
      ol {
        list-style: none;
        padding: 0;
        margin-top: 0.35rem;
        font-size: 1.125rem;
        line-height: 1.45;
        min-height: calc(${NAMES} * 1.45em);
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
      }
      li span:first-child {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 100rem) {
        :host {
          grid-template-columns: minmax(0, 1fr) 25rem;
        }
      }
      @media (max-width: 70rem), (max-aspect-ratio: 5 / 4) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          height: auto;
        }
        .map {
          margin-inline: -1.25rem;
          aspect-ratio: 2.1;
        }
        .rail,
        .rail.numbers {
          grid-template-rows: none;
        }
        lehr-run-chart {
          height: 10rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) run: Run | null = null;
  @property({ type: Boolean }) playing = false;
  @property({ type: Boolean }) numbers = false;

  #began: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The picture that was drawn last, as a best: its tour is decoded once. */
  #drawn: JobBest | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('playing') && !changed.has('run')) return;
    this.#stop();
    this.#drawn = null;
    if (!this.playing || !this.run || isMotionReduced()) return;
    this.#began = performance.now();
    this.#timer = setInterval(() => this.requestUpdate(), EVERY);
  }

  protected override render() {
    const { run } = this;
    if (!run) return nothing;
    const share = this.#began === null ? 1 : (performance.now() - this.#began) / SHOWN;
    if (share >= 1) this.#stop();
    const still = run.replay.at(share);
    const now = this.#standing(run, still, share);
    return html`<div class="map">${picture(now, true, share >= 1)}</div>
      ${this.#rail(run, still, now)}`;
  }

  #rail({ job, replay }: Run, still: Still, now: Standing) {
    const words = strings.kiosk.replay;
    const { charts } = strings.kiosk;
    const series = runSeries({
      history: still.history,
      cooling: (job.cooling ?? []).filter(({ elapsed }) => elapsed <= replay.length),
      elapsed: still.elapsed,
      heat: now.heat,
      budget: replay.length,
      reference: job.reference?.energy ?? job.best?.energy ?? null,
    });
    const named = still.finders.slice(0, NAMES);
    return html`<div class="rail ${this.numbers ? 'numbers' : ''}">
      <div>
        <h2>${words.heading}</h2>
        <p class="title">${titleOf(job.title)}</p>
        <p class="length number" data-testid="replay-length">${now.length}</p>
        <p class="time number" data-testid="replay-time">
          ${words.time(format.duration(still.elapsed), format.duration(replay.length))}
        </p>
      </div>
      <figure>
        <h3>${job.reference ? charts.reference : words.aboveResult}</h3>
        <lehr-run-chart what="gap" .series=${series} ?table=${this.numbers} data-testid="replay-chart"></lehr-run-chart>
      </figure>
      <figure>
        <h3>${charts.heat}</h3>
        <lehr-run-chart what="heat" .series=${series} ?table=${this.numbers}></lehr-run-chart>
      </figure>
      <div>
        <h3>${words.finders}</h3>
        <ol data-testid="replay-finders">
          ${named.map(
            ([name, improvements]) => html`<li>
              <span>${name}</span><span class="number">${format.count(improvements)}</span>
            </li>`,
          )}
        </ol>
      </div>
    </div>`;
  }

  /** As pictures of the live job take it. */
  #standing({ job, view }: Run, { best, elapsed, picture: shown }: Still, share: number): Standing {
    const drawn = shown && this.#best(job.id, shown);
    const energy = best?.energy;
    const reference = job.reference?.energy;
    return {
      job,
      state: job.state,
      donors: null,
      best: drawn,
      stats: job.stats,
      elapsed,
      heat: this.#heat(share, elapsed),
      measure: measureOf(view.unit),
      length: energy === undefined ? '\u2013' : format.length(energy, view.unit),
      gap: energy !== undefined && reference ? gapTo(reference, energy) : null,
      view,
      tour: drawn && view.surface !== 'spins' ? tourOf(drawn) : null,
    };
  }

  /** How hot it was meant to be then. */
  #heat(share: number, elapsed: number): number {
    const cooling = this.run?.job.cooling ?? [];
    return cooling.findLast((sample) => sample.elapsed <= elapsed)?.heat ?? Math.max(0, 1 - share);
  }

  #best(job: string, { version, state }: Picture): JobBest {
    if (this.#drawn?.version === version && this.#drawn.state === state) return this.#drawn;
    this.#drawn = { job, version, state, energy: 0, by: '', elapsed: 0, temperature: 0 };
    return this.#drawn;
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#began = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-replay': LehrReplay;
  }
}
