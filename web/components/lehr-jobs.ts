import { html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Job } from '../../peer/procedures.ts';
import { format } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { titleOf } from '../strings/title.ts';
import { buttons, shared } from '../styles/shared.ts';
import { jobsStyle } from './jobs-style.ts';

/** What may be asked of a job that has not ended. */
export type JobChange = 'pause' | 'resume' | 'cancel';

/** Ended jobs shown before somebody asks for all. */
const ENDED = 8;

/**
 * All jobs: those that go on, and those that have ended.
 *
 * @property jobs     newest first, or null while they are fetched
 * @property shown    id of the job that the page shows
 * @property donors   here now; null while unknown
 * @property allowed  attribute: may pause, resume and cancel
 * @fires lehr-open   CustomEvent<string>: show the job with this id
 * @fires lehr-change CustomEvent<{job: Job, to: JobChange}>
 */
@customElement('lehr-jobs')
export class LehrJobs extends LitElement {
  static override styles = [shared, buttons, jobsStyle];

  @property({ attribute: false }) jobs: readonly Job[] | null = null;
  @property() shown = '';
  @property({ attribute: false }) donors: number | null = null;
  @property({ type: Boolean }) allowed = false;
  @state() private all = false;

  protected override render() {
    const words = studio.jobs;
    const { jobs } = this;
    const going = jobs?.filter(({ state }) => !hasEnded(state)) ?? [];
    const ended = jobs?.filter(({ state }) => hasEnded(state)) ?? [];
    const weights = going.reduce((sum, { state, weight }) => sum + (state === 'running' ? weight : 0), 0);
    const listed = this.all ? ended : ended.slice(0, ENDED);
    return html`<div data-testid="jobs">
      <h2 id="jobs" tabindex="-1">${words.heading}</h2>
      ${jobs === null ? html`<p class="empty">${words.loading}</p>` : nothing}
      ${jobs?.length === 0 ? html`<p class="empty">${words.empty}</p>` : nothing}
      ${
        going.length === 0
          ? nothing
          : html`<h3>${words.now}</h3>
            <ul>
              ${going.map((job) => this.#row(job, weights))}
            </ul>`
      }
      ${
        ended.length === 0
          ? nothing
          : html`<h3>${words.ended}</h3>
            <ul>
              ${listed.map((job) => this.#row(job, weights))}
            </ul>`
      }
      ${
        listed.length < ended.length
          ? html`<button class="plain" type="button" @click=${this.#showAll}>
            ${words.more(format.count(ended.length))}
          </button>`
          : nothing
      }
    </div>`;
  }

  #row(job: Job, weights: number) {
    const isOver = hasEnded(job.state);
    const now = stateOf(job, this.donors);
    const share =
      job.state === 'running' && weights > 0
        ? `${studio.watch.share} ${format.share(job.weight / weights)}`
        : '';
    const part = job.budget && !isOver ? Math.min(1, job.elapsed / job.budget) : null;
    return html`<li data-testid="job-row" data-job=${job.id} data-state=${job.state}>
      <a
        href="?job=${job.id}"
        aria-current=${job.id === this.shown ? 'page' : nothing}
        @click=${(event: MouseEvent) => this.#open(event, job.id)}
      >
        <span class="name">${titleOf(job.title)}</span>
        <span class="facts number">
          <span class="state ${now}">${studio.states[now]}</span>
          <span>${format.count(job.n)} ${(job.kind.startsWith('tsp') ? studio.jobs.places : studio.jobs.spins)(job.n)}</span>
          ${share ? html`<span data-testid="share">${share}</span>` : nothing}
          ${isOver ? html`<span>${format.date(job.createdAt)}</span>` : nothing}
        </span>
        ${part === null ? nothing : html`<span class="bar"><span style="width: ${100 * part}%"></span></span>`}
      </a>
      ${this.allowed && !isOver ? this.#acts(job) : nothing}
    </li>`;
  }

  #acts(job: Job) {
    const { pause, resume, cancel } = studio.watch;
    return html`<span class="acts">
      ${job.state === 'paused' ? this.#act(job, 'resume', resume) : this.#act(job, 'pause', pause)}
      ${this.#act(job, 'cancel', cancel)}
    </span>`;
  }

  #act(job: Job, to: JobChange, words: string) {
    return html`<button
      type="button"
      aria-label="${words}: ${titleOf(job.title)}"
      title=${words}
      @click=${() => this.dispatchEvent(new CustomEvent('lehr-change', { detail: { job, to } }))}
    >
      ${svg`<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
        <path d=${ICONS[to]}></path>
      </svg>`}
    </button>`;
  }

  #open(event: MouseEvent, id: string): void {
    // Another tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('lehr-open', { detail: id }));
  }

  readonly #showAll = () => {
    this.all = true;
  };
}

const ICONS: Readonly<Record<JobChange, string>> = {
  pause: 'M7 4v12M13 4v12',
  resume: 'M6 4l10 6-10 6z',
  cancel: 'M5 5l10 10M15 5 5 15',
};

export function hasEnded(state: Job['state']): boolean {
  return state === 'done' || state === 'cancelled';
}

/** In which words a job's state is said: one that runs with nobody here waits. */
export function stateOf(
  { state, ended }: Pick<Job, 'state' | 'ended'>,
  donors: number | null,
): keyof typeof studio.states {
  if (state === 'running' && donors === 0) return 'idle';
  return ended === 'failed' ? 'failed' : state;
}
