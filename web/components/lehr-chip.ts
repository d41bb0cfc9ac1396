import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DonorSettings, DonorStatus, PauseReason } from '../../worker/api.ts';
import { thisDevice } from '../../worker/page/device.ts';
import { format, strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import { chipState } from './chip-state.ts';

/**
 * What this browser does right now, in words and figures, with Pause and Stop: always in view while donating.
 *
 * @property status   the browser's state as a donor; null while it is being opened
 * @property stopped  the visitor stopped: whatever the status says, nothing runs
 * @property jobRuns  a job is at work: who has no task waits for one, and for no job
 * @fires lehr-stop   the visitor pressed Stop
 * @fires lehr-change CustomEvent<Partial<DonorSettings>>: the visitor chose otherwise, such as to pause
 */
@customElement('lehr-chip')
export class LehrChip extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      :host {
        container-type: inline-size;
      }
      .chip {
        display: flex;
        align-items: stretch;
        min-height: 52px;
        background: var(--raised);
        border: 1px solid var(--rule);
        border-radius: 3px;
      }
      .said {
        flex: 1;
        min-width: 0;
        display: grid;
        grid-template-columns: auto 1fr;
        align-content: center;
        column-gap: 0.75rem;
        padding: 0.35rem 1rem;
      }
      .lamp {
        flex: none;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        border: 2px solid var(--ink-faint);
        forced-color-adjust: none;
      }
      [data-state='running'] .lamp {
        background: var(--hot);
        border-color: var(--hot);
        box-shadow: 0 0 10px color-mix(in srgb, var(--hot) 70%, transparent);
      }
      [data-state='paused'] .lamp {
        border-color: var(--amber);
      }
      .lamp {
        align-self: center;
      }
      .words {
        font-size: 0.9375rem;
        line-height: 1.25;
      }
      .figures {
        grid-column: 2;
        display: flex;
        flex-wrap: wrap;
        column-gap: 1.25em;
        color: var(--ink-soft);
        font-size: 0.8125rem;
        line-height: 1.35;
      }
      .figures span {
        white-space: nowrap;
      }
      .acts {
        display: flex;
        flex: none;
      }
      button {
        border-width: 0 0 0 1px;
        border-radius: 0;
        font-weight: 600;
        align-self: stretch;
      }
      .acts :last-child {
        border-radius: 0 2px 2px 0;
      }
      @container (max-width: 30rem) {
        .chip.asks {
          flex-wrap: wrap;
        }
        .asks .said {
          flex-basis: 100%;
        }
        .asks .acts {
          flex: 1;
          border-top: 1px solid var(--rule);
        }
        .asks button {
          flex: 1 1 auto;
          padding: 0 0.5em;
        }
        .asks .acts :first-child {
          border-inline-start: 0;
        }
        .said {
          padding-inline: 0.75rem 0.5rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) status: DonorStatus | null = null;
  @property({ type: Boolean }) stopped = false;
  @property({ type: Boolean }) jobRuns = false;

  /** The chip and not its button: the key that brought us here may still be down. The next Tab is Stop. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.chip')?.focus(options);
  }

  protected override render() {
    const { status, stopped } = this;
    const chip = chipState(status, stopped, this.jobRuns);
    const despite = stopped ? null : despiteOf(status);
    return html`<div
      class=${despite ? 'chip asks' : 'chip'}
      tabindex="-1"
      data-testid="chip"
      data-state=${chip.state}
      data-kernels=${(!stopped && status?.kernels) || 0}
    >
      <div class="said">
        <span class="lamp"></span>
        <span class="words" role="status">${chip.words(strings)}</span>
        ${status?.donating && !stopped ? this.#figures(status) : nothing}
      </div>
      ${
        chip.state === 'stopped'
          ? nothing
          : html`<div class="acts">${despite ? this.#despite(despite) : nothing} ${this.#hold()}
        <button type="button" @click=${() => this.dispatchEvent(new Event('lehr-stop'))}>${strings.stop}</button>
      </div>`
      }
    </div>`;
  }

  #figures({ load, until }: DonorStatus): TemplateResult {
    const words = strings.chip;
    return html`<span class="figures number">
      <span data-testid="load">${words.load(format.share(load / thisDevice().cores))}</span>
      <span data-testid="left">${words.left(format.duration((until - Date.now()) / 1000))}</span>
    </span>`;
  }

  /** Pause or go on, where either makes sense; a page that is out of date can only be loaded anew. */
  #hold(): TemplateResult | typeof nothing {
    const { status } = this;
    if (!status?.settings || status.paused === 'barred') return nothing;
    if (status.paused === 'outdated')
      return html`<button type="button" @click=${() => location.reload()}>${strings.reload}</button>`;
    const { held } = status.settings;
    return html`<button type="button" @click=${() => this.#change({ held: !held })}>${held ? strings.goOn : strings.hold}</button>`;
  }

  #despite(reason: Despite): TemplateResult {
    return html`<button type="button" @click=${() => this.#change(DESPITE[reason])}>${strings.despite[reason]}</button>`;
  }

  #change(detail: Partial<DonorSettings>): void {
    this.dispatchEvent(new CustomEvent('lehr-change', { detail }));
  }
}

/** Reasons the visitor may pass over, and how they say so. */
const DESPITE = {
  battery: { battery: true },
  'data saver': { dataSaver: true },
  pressure: { pressure: true },
} satisfies Partial<Record<PauseReason, Partial<DonorSettings>>>;

type Despite = keyof typeof DESPITE;

function despiteOf(status: DonorStatus | null): Despite | null {
  const reason = status?.paused;
  return reason && reason in DESPITE ? (reason as Despite) : null;
}
