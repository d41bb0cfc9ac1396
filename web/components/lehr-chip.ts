import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DonorStatus } from '../../worker/api.ts';
import { format, strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import { chipState } from './chip-state.ts';

/**
 * What this browser does right now, in words, with Stop: always in view while donating.
 *
 * @property status   the browser's state as a donor; null while it is being opened
 * @property stopped  the visitor stopped: whatever the status says, nothing runs
 * @fires lehr-stop   the visitor pressed Stop
 */
@customElement('lehr-chip')
export class LehrChip extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      .chip {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        padding: 0 0 0 1rem;
        min-height: 44px;
        background: var(--raised);
        border: 1px solid var(--rule);
        border-radius: 3px;
        max-width: 100%;
      }
      .lamp {
        flex: none;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        border: 2px solid var(--ink-faint);
      }
      [data-state='running'] .lamp {
        background: var(--hot);
        border-color: var(--hot);
        box-shadow: 0 0 10px color-mix(in srgb, var(--hot) 70%, transparent);
      }
      [data-state='paused'] .lamp {
        border-color: var(--amber);
      }
      [data-state='stopped'] {
        padding-inline-end: 1rem;
      }
      .words {
        flex: 1;
        font-size: 0.9375rem;
        line-height: 1.3;
        padding: 0.35em 0;
      }
      .rate {
        color: var(--ink-soft);
        white-space: nowrap;
      }
      button {
        border-width: 0 0 0 1px;
        border-radius: 0 2px 2px 0;
        font-weight: 600;
        align-self: stretch;
      }
    `,
  ];

  @property({ attribute: false }) status: DonorStatus | null = null;
  @property({ type: Boolean }) stopped = false;

  /** The chip and not its button: the key that brought us here may still be down. The next Tab is Stop. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.chip')?.focus(options);
  }

  protected override render() {
    const { status, stopped } = this;
    const chip = chipState(status, stopped);
    const rate = status && chip.state === 'running' ? `${format.short(status.rate)}/s` : '';
    return html`<div class="chip" tabindex="-1" data-testid="chip" data-state=${chip.state} data-kernels=${(!stopped && status?.kernels) || 0}>
      <span class="lamp"></span>
      <span class="words" role="status">${chip.words(strings)}</span>
      ${rate ? html`<span class="rate number">${rate}</span>` : nothing}
      ${
        status?.paused === 'outdated' && !stopped
          ? html`<button type="button" @click=${() => location.reload()}>${strings.reload}</button>`
          : nothing
      }
      ${
        chip.state === 'stopped'
          ? nothing
          : html`<button type="button" @click=${() => this.dispatchEvent(new Event('lehr-stop'))}>${strings.stop}</button>`
      }
    </div>`;
  }
}
