import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DonorSettings } from '../../worker/api.ts';
import { strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';

/** Longest nickname the orchestrator takes. */
const NAME_LENGTH = 24;

/**
 * The one button, what goes with it, and the way out. Opens, starts and stores nothing by itself.
 *
 * @property most       cores of this device
 * @property limit      cores that may be chosen where somebody asks for fewer than all
 * @property remembered what the visitor chose the last time, or null: the form starts with it
 * @fires lehr-donate   CustomEvent<DonorSettings>: the visitor agreed to exactly this
 * @fires lehr-decline  the visitor said no
 */
@customElement('lehr-consent')
export class LehrConsent extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      form {
        display: grid;
        gap: 1.1rem;
      }
      .act {
        display: flex;
        gap: 0.5rem;
        flex-wrap: wrap;
      }
      .primary {
        flex: 1 1 15rem;
        min-height: 60px;
        font-size: 1.25rem;
      }
      .plain {
        flex: 0 0 auto;
        min-height: 60px;
        color: var(--ink-soft);
      }
      fieldset {
        all: unset;
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 0.25rem 1rem;
      }
      .stepper {
        display: flex;
        align-items: center;
      }
      .stepper output {
        min-width: 2.2em;
        text-align: center;
        font-size: 1.375rem;
      }
      .stepper button {
        font-size: 1.25rem;
        padding: 0;
      }
      label {
        display: grid;
        gap: 0.3rem;
      }
      .check {
        grid-template-columns: auto 1fr;
        align-items: center;
        min-height: 44px;
        gap: 0.75rem;
        cursor: pointer;
      }
      .check input {
        width: 22px;
        height: 22px;
        margin: 0 11px;
        accent-color: var(--hot);
      }
      input[type='text'] {
        font: inherit;
        color: var(--ink);
        background: var(--raised);
        border: 1px solid var(--ink-faint);
        border-radius: 3px;
        min-height: 44px;
        padding: 0 0.75rem;
        min-width: 0;
      }
      ::placeholder {
        color: var(--ink-faint);
        opacity: 1;
      }
    `,
  ];

  @property({ type: Number }) most = 1;
  @property({ type: Number }) limit = Number.POSITIVE_INFINITY;
  @property({ attribute: false }) remembered: DonorSettings | null = null;
  @state() private chosen = 0;
  @state() private name = '';
  @state() private background = false;

  get #ceiling(): number {
    return Math.min(this.most, this.limit);
  }

  /** Half of the device unless the visitor chose. */
  get #cores(): number {
    return Math.min(this.chosen || Math.max(1, Math.floor(this.most / 2)), this.#ceiling);
  }

  protected override willUpdate(): void {
    if (this.hasUpdated || !this.remembered) return;
    const { name, cores, background } = this.remembered;
    this.name = name;
    this.chosen = cores;
    this.background = background;
  }

  protected override render() {
    const { consent } = strings;
    const cores = this.#cores;
    return html`<form @submit=${this.#donate}>
      <div class="act">
        <button class="primary" type="submit">${consent.donate(cores)}</button>
        <button class="plain" type="button" @click=${() => this.dispatchEvent(new Event('lehr-decline'))}>
          ${consent.noThanks}
        </button>
      </div>
      <fieldset aria-label=${consent.cores}>
        <span>${consent.cores} <span class="label number">${consent.coresOf(String(this.most))}</span></span>
        <span class="stepper">
          ${this.#step('−', consent.fewer, cores - 1)}
          <output class="number" aria-live="polite">${cores}</output>
          ${this.#step('+', consent.more, cores + 1)}
        </span>
      </fieldset>
      <label>
        <span class="label">${consent.name}</span>
        <input
          type="text"
          name="nickname"
          maxlength=${NAME_LENGTH}
          autocomplete="nickname"
          spellcheck="false"
          placeholder=${consent.namePlaceholder}
          .value=${this.name}
          @input=${(event: InputEvent) => {
            this.name = (event.target as HTMLInputElement).value;
          }}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.background}
          @change=${(event: Event) => {
            this.background = (event.target as HTMLInputElement).checked;
          }}
        />
        <span>${consent.background}</span>
      </label>
    </form>`;
  }

  #step(sign: string, name: string, to: number) {
    return html`<button
      type="button"
      aria-label=${name}
      ?disabled=${to < 1 || to > this.#ceiling}
      @click=${() => {
        this.chosen = to;
      }}
    >
      ${sign}
    </button>`;
  }

  readonly #donate = (event: Event) => {
    event.preventDefault();
    const detail: DonorSettings = {
      name: this.name.trim(),
      cores: this.#cores,
      background: this.background,
    };
    this.dispatchEvent(new CustomEvent('lehr-donate', { detail }));
  };
}
