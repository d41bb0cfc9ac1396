import { html, nothing, type TemplateResult } from 'lit';
import type { Donor, Job, JobSample } from '../../peer/procedures.ts';
import { figure, gapLine } from '../components/figure.ts';
import { hasEnded, type JobChange, stateOf } from '../components/lehr-jobs.ts';
import '../components/lehr-length-chart.ts';
import { picture } from '../components/picture.ts';
import type { Standing } from '../controllers/standing.ts';
import type { Mark } from '../drawing/length-chart.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { titleOf } from '../strings/title.ts';
import { credit } from './ready.ts';

/** Names listed of those at work, and of those who found something. */
const NAMED = 8;

/** In its place while it is fetched, or where this server has none of this id. @param jobs undefined while unknown */
export function notHere(id: string, jobs: readonly Job[] | undefined): TemplateResult {
  const { missing, loading } = studio.watch;
  const isMissing = jobs && !jobs.some((job) => job.id === id);
  return html`<div class="reading">
    <p role="status" data-testid="loading">${isMissing ? missing(id) : loading}</p>
  </div>`;
}

/** The live tour. @param source whom its places are from */
export function watched(now: Standing, source: string | undefined): TemplateResult {
  return html`<div class="stage">${picture(now, true)}</div>
    ${credit(source)}`;
}

export interface Result {
  /** Length in the order the places came in; null where unknown. */
  readonly given: number | null;
  readonly unit: string;
  /** May be changed by whoever looks. */
  readonly allowed: boolean;
  readonly change: (job: Job, to: JobChange) => void;
  /** What did not work of the last change. */
  readonly refusal: string;
}

/** What has been reached, and what may be done about it. */
export function result(
  now: Standing & { readonly job: Job },
  { given, unit, ...rest }: Result,
): TemplateResult {
  const { job } = now;
  const words = studio.watch;
  const saved = given !== null && given > 0 && now.best ? given - now.best.energy : null;
  return html`<section class="panel result" data-testid="result">
    <div>
      <h1 tabindex="-1">${titleOf(job.title)}</h1>
      <p class="state" role="status" data-testid="state" data-state=${now.state}>${stateWords(now)}</p>
    </div>
    ${headline(now, given)}
    <dl class="figures">
      ${saved === null ? nothing : figure(now.length, strings.figures.best[now.measure], 'length')}
      ${given === null ? nothing : figure(format.length(given, unit), words.given, 'given')}
      ${saved === null ? nothing : figure(format.length(saved, unit), words.savedLength, 'saved-length')}
      ${figure(now.best ? format.count(now.best.version) : '\u2013', strings.figures.improvements(now.best?.version ?? 0), 'improvements')}
    </dl>
    ${now.job.reference ? gapLine(now) : nothing} ${budget(now)}
    ${rest.allowed && !hasEnded(now.job.state) ? actions(job, rest.change) : nothing}
    ${rest.refusal ? html`<p class="wrong" role="alert">${words.failed(rest.refusal)}</p>` : nothing}
  </section>`;
}

function stateWords({ job, state, donors }: Standing): string {
  if (job?.failure) return studio.failures[job.failure];
  if (job?.ended && hasEnded(job.state)) return studio.ends[job.ended];
  if (state === 'none') return studio.watch.loading;
  const words = studio.states[stateOf({ state, ended: null }, donors)];
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was saved, in one number. */
function headline(now: Standing, given: number | null): TemplateResult {
  const words = studio.watch;
  if (!now.best) return html`<p class="saves">${words.noneYet}</p>`;
  if (given === null || given <= 0) {
    return html`<div>
      <p class="big number" data-testid="length">${now.length}</p>
      <p class="saves">${strings.figures.best[now.measure]}</p>
    </div>`;
  }
  const share = (given - now.best.energy) / given;
  const means = share > 0 ? words.saved : share < 0 ? words.longer : words.asGiven;
  return html`<div>
    <p class="big number" data-testid="saved">${format.share(Math.abs(share))}</p>
    <p class="saves">${means}</p>
  </div>`;
}

function budget(now: Standing & { readonly job: Job }): TemplateResult {
  const words = studio.watch;
  const all = now.job.budget;
  const used = format.duration(now.elapsed);
  return html`<div class="budget">
    ${all ? html`<progress max=${all} .value=${Math.min(all, now.elapsed)} aria-label=${words.elapsed}></progress>` : nothing}
    <p class="number">
      <span>${words.elapsed}: <span data-testid="elapsed">${used}</span></span>
      <span>${all ? words.of(format.duration(all)) : words.unlimited}</span>
    </p>
    ${now.job.weight === 1 ? nothing : html`<p><span>${words.shareOf(format.decimal(now.job.weight))}</span></p>`}
  </div>`;
}

function actions(job: Job, change: Result['change']): TemplateResult {
  const words = studio.watch;
  const act = (to: JobChange) =>
    html`<button type="button" @click=${() => change(job, to)}>${words[to]}</button>`;
  return html`<div class="act">${act(job.state === 'paused' ? 'resume' : 'pause')} ${act('cancel')}</div>`;
}

export interface Course {
  readonly history: readonly JobSample[];
  readonly given: number | null;
  readonly unit: string;
  readonly donors: readonly Donor[] | null;
}

/** How it came about: the chart, who is at work and who found what. */
export function below(now: Standing & { readonly job: Job }, course: Course): TemplateResult {
  const { history, given, unit } = course;
  const words = studio.watch;
  const marks: Mark[] = [
    ...(given === null ? [] : [{ name: words.givenLine, energy: given }]),
    ...(now.job.reference ? [{ name: words.referenceLine, energy: now.job.reference.energy }] : []),
  ];
  return html`${
    history.length > 0
      ? html`<section aria-labelledby="chart">
        <h2 id="chart">${now.job.kind.startsWith('tsp') ? words.chart : words.chartSpins}</h2>
        <lehr-length-chart
          .history=${history}
          .elapsed=${now.elapsed}
          .unit=${unit}
          .marks=${marks}
        ></lehr-length-chart>
      </section>`
      : nothing
  }
    <div class="people">
      ${hasEnded(now.job.state) ? nothing : atWork(course.donors)} ${finders(now.job)}
    </div>`;
}

function atWork(donors: readonly Donor[] | null): TemplateResult {
  const words = studio.watch;
  const most = (donors ?? []).toSorted((a, b) => b.running - a.running).slice(0, NAMED);
  return html`<section data-testid="donors-at-work">
    <h2>${words.donors}${donors && donors.length > 0 ? html` <span class="label number">${format.count(donors.length)}</span>` : nothing}</h2>
    ${
      most.length > 0
        ? html`<ul>
          ${most.map(
            ({ name, running }) =>
              html`<li><span>${name}</span><span class="number">${strings.state.running(running)}</span></li>`,
          )}
        </ul>`
        : donors === null
          ? nothing
          : html`<p>${words.nobody}</p>
            <p class="label">${words.invite} <a href="/" target="_blank" rel="noopener">${location.host}</a></p>`
    }
  </section>`;
}

function finders({ finders }: Job): TemplateResult {
  const words = studio.watch;
  return html`<section data-testid="finders">
    <h2>${words.finders}</h2>
    ${
      finders.donors.length > 0
        ? html`<ul>
          ${finders.donors.slice(0, NAMED).map(
            ({ name, improvements }) =>
              html`<li>
                <span>${name}</span
                ><span class="number">${format.count(improvements)} ${words.found(improvements)}</span>
              </li>`,
          )}
        </ul>`
        : html`<p class="label">${words.noFinders}</p>`
    }
  </section>`;
}
