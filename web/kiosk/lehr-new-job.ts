import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { dialogs } from '../styles/dialogs.ts';
import { buttons, shared } from '../styles/shared.ts';
import type { Presenter } from './presenter.ts';
import { PRESETS } from './presets.ts';

const MINUTES = { least: 1, most: 120, first: 5 };

/**
 * Asks which ready-made problem to start, and for how long.
 *
 * @property presenter  who hands it in
 *
 * Methods: `open()`; closes by itself when the job runs.
 */
@customElement('lehr-new-job')
export class LehrNewJob extends LitElement {
  static override styles = [
    shared,
    buttons,
    dialogs,
    css`
      fieldset {
        border: none;
        margin: 1rem 0;
        padding: 0;
        display: grid;
      }
      legend,
      .minutes {
        color: var(--ink-soft);
      }
      .choice,
      .minutes {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        min-height: 44px;
        font-size: 1.125rem;
        color: var(--ink);
      }
      input {
        font: inherit;
        accent-color: var(--hot);
      }
      input[type='radio'] {
        width: 1.25rem;
        height: 1.25rem;
        margin: 0;
      }
      input[type='number'] {
        width: 5em;
        min-height: 44px;
        padding: 0 0.5em;
        color: inherit;
        background: var(--ground);
        border: 1px solid var(--rule);
        border-radius: 3px;
      }
      .buttons {
        display: flex;
        gap: 0.75rem;
        margin-top: 1.5rem;
      }
      .failed {
        margin-top: 1rem;
        color: var(--hot-text);
      }
    `,
  ];

  @property({ attribute: false }) presenter!: Presenter;
  @state() private starting = false;
  @state() private failure = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  get isOpen(): boolean {
    return this.dialog.open;
  }

  open(): void {
    this.failure = '';
    this.dialog.showModal();
  }

  protected override render() {
    const words = strings.kiosk.newJob;
    return html`<dialog aria-labelledby="heading" data-testid="new-job">
      <h2 id="heading">${words.heading}</h2>
      <p>${words.lead}</p>
      <form @submit=${this.#start}>
        <fieldset>
          <legend>${words.problems}</legend>
          ${PRESETS.map(
            ({ id, title }, i) => html`<label class="choice">
              <input type="radio" name="preset" value=${id} ?checked=${i === 0} />${title}
            </label>`,
          )}
        </fieldset>
        <label class="minutes">
          ${words.minutes}
          <input type="number" name="minutes" required min=${MINUTES.least} max=${MINUTES.most} value=${MINUTES.first} />
        </label>
        ${this.failure ? html`<p class="failed" role="alert">${words.failed(this.failure)}</p>` : nothing}
        <div class="buttons">
          <button type="submit" class="primary" ?disabled=${this.starting}>
            ${this.starting ? words.starting : words.start}
          </button>
          <button type="button" @click=${() => this.dialog.close()}>${words.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #start = async (event: SubmitEvent) => {
    event.preventDefault();
    if (this.starting) return;
    const form = new FormData(event.target as HTMLFormElement);
    const preset = PRESETS.find(({ id }) => id === form.get('preset'));
    if (!preset) return;
    this.starting = true;
    this.failure = '';
    try {
      await this.presenter.start(preset, Number(form.get('minutes')));
      this.dialog.close();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.starting = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-new-job': LehrNewJob;
  }
}
