import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DonorSettings } from '../../worker/api.ts';
import { thisDevice } from '../../worker/page/device.ts';
import {
  firstSettings,
  impliesBattery,
  LONGEST_MINUTES,
  MINUTES,
  SHARES,
} from '../../worker/page/settings.ts';
import { format, strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import './lehr-choice.ts';
import { limited, NO_LIMITS } from './limits.ts';

/** Longest nickname the orchestrator takes. */
const NAME_LENGTH = 24;

/**
 * The one button, what goes with it, and the way out. Opens, starts and stores nothing by itself.
 *
 * @property limits     what somebody asks the visitor not to exceed
 * @property compact    the choices beyond cores are folded away, where there is little room
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
      /* Beside the button, or alone in the middle of the line below it. */
      .plain {
        flex: 0 0 auto;
        min-height: 60px;
        margin-inline: auto;
        color: var(--ink-soft);
      }
      .sum {
        color: var(--ink-soft);
        font-size: 0.9375rem;
        text-wrap: pretty;
      }
      fieldset {
        all: unset;
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 0.25rem 1rem;
      }
      form {
        container-type: inline-size;
      }
      .choices {
        display: grid;
        gap: 1.1rem 1.5rem;
      }
      @container (min-width: 34rem) {
        .choices {
          grid-template-columns: 1fr 1fr;
        }
      }
      .fold {
        display: grid;
        gap: 1.1rem;
        padding-top: 0.5rem;
      }
      summary {
        padding: 0.65rem 0;
        cursor: pointer;
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

  @property({ attribute: false }) limits = NO_LIMITS;
  @property({ type: Boolean }) compact = false;
  @property({ attribute: false }) remembered: DonorSettings | null = null;
  @state() private chosen = firstSettings(thisDevice());
  readonly #device = thisDevice();

  /** What is on the button: as the visitor chose, or less. */
  get #settings(): DonorSettings {
    const { chosen } = this;
    const here = { ...chosen, cores: Math.min(chosen.cores, this.#device.cores) };
    return limited({ ...here, battery: here.battery || impliesBattery(this.#device) }, this.limits);
  }

  protected override willUpdate(): void {
    if (this.hasUpdated || !this.remembered) return;
    const { minutes } = this.remembered;
    // It may have been cut short by somebody's limit then.
    this.chosen = {
      ...this.remembered,
      minutes: MINUTES.find((choice) => choice >= minutes) ?? LONGEST_MINUTES,
    };
  }

  protected override render() {
    const { consent } = strings;
    const settings = this.#settings;
    const implied = impliesBattery(this.#device);
    return html`<form @submit=${this.#donate}>
      <div class="act">
        <button class="primary" type="submit">${consent.donate(settings.cores, implied)}</button>
        <button class="plain" type="button" @click=${() => this.dispatchEvent(new Event('lehr-decline'))}>
          ${consent.noThanks}
        </button>
      </div>
      <p class="sum" data-testid="sum">${this.#sum(settings)}</p>
      ${this.#cores(settings)}
      ${
        this.compact
          ? html`<details>
              <summary>${consent.choose}</summary>
              <div class="fold">${this.#more(settings)}</div>
            </details>`
          : this.#more(settings)
      }
    </form>`;
  }

  #more(settings: DonorSettings): TemplateResult {
    const { consent } = strings;
    return html`<div class="choices">${this.#choices(settings)}</div>
      ${this.#nickname()}
      <div>
        ${this.#check('background', consent.background)}
        ${impliesBattery(this.#device) ? nothing : this.#check('battery', consent.battery)}
      </div>`;
  }

  /** How much of the device at most, and what it does not tell us. */
  #sum({ cores, share, minutes }: DonorSettings): string {
    const { consent } = strings;
    const device = this.#device;
    const all = consent.sum(format.share((cores * share) / device.cores), consent.forMinutes(minutes));
    if (device.tellsPower) return all;
    return `${all} ${device.handheld ? consent.untold.handheld : consent.untold.desktop}`;
  }

  #cores({ cores }: DonorSettings): TemplateResult {
    const { consent } = strings;
    return html`<fieldset aria-label=${consent.cores}>
      <span>${consent.cores} <span class="label number">${consent.coresOf(String(this.#device.cores))}</span></span>
      <span class="stepper">
        ${this.#step('−', consent.fewer, cores - 1)}
        <output class="number" aria-live="polite">${cores}</output>
        ${this.#step('+', consent.more, cores + 1)}
      </span>
    </fieldset>`;
  }

  #choices({ share, minutes }: DonorSettings): TemplateResult {
    const { consent } = strings;
    const most = this.limits.minutes ?? Number.POSITIVE_INFINITY;
    const offered = MINUTES.filter((choice) => choice <= most);
    const last = Number.isFinite(most) ? [...offered, most] : offered;
    const shares = SHARES.filter((choice) => choice <= (this.limits.share ?? 1));
    const option = (value: number, words: string) => ({ value, words });
    return html`<lehr-choice
        data-testid="share"
        .label=${consent.share}
        .choices=${shares.map((choice) => option(choice, format.share(choice)))}
        .value=${share}
        @lehr-choose=${({ detail }: CustomEvent<number>) => this.#choose({ share: detail })}
      ></lehr-choice>
      <lehr-choice
        data-testid="minutes"
        .label=${consent.minutes}
        .choices=${[...new Set(last)].map((choice) => option(choice, consent.shortMinutes(choice)))}
        .value=${minutes}
        @lehr-choose=${({ detail }: CustomEvent<number>) => this.#choose({ minutes: detail })}
      ></lehr-choice>`;
  }

  #nickname(): TemplateResult {
    const { consent } = strings;
    return html`<label>
      <span class="label">${consent.name}</span>
      <input
        type="text"
        name="nickname"
        maxlength=${NAME_LENGTH}
        autocomplete="nickname"
        spellcheck="false"
        placeholder=${consent.namePlaceholder}
        .value=${this.chosen.name}
        @input=${({ target }: InputEvent) => this.#choose({ name: (target as HTMLInputElement).value })}
      />
    </label>`;
  }

  #check(flag: 'background' | 'battery', words: string): TemplateResult {
    return html`<label class="check">
      <input
        type="checkbox"
        name=${flag}
        .checked=${this.chosen[flag]}
        @change=${({ target }: Event) => this.#choose({ [flag]: (target as HTMLInputElement).checked })}
      />
      <span>${words}</span>
    </label>`;
  }

  #step(sign: string, name: string, to: number): TemplateResult {
    const most = Math.min(this.#device.cores, this.limits.cores ?? Number.POSITIVE_INFINITY);
    return html`<button
      type="button"
      aria-label=${name}
      ?disabled=${to < 1 || to > most}
      @click=${() => this.#choose({ cores: to })}
    >
      ${sign}
    </button>`;
  }

  #choose(change: Partial<DonorSettings>): void {
    this.chosen = { ...this.chosen, ...change };
  }

  readonly #donate = (event: Event) => {
    event.preventDefault();
    const detail: DonorSettings = { ...this.#settings, name: this.chosen.name.trim(), held: false };
    this.dispatchEvent(new CustomEvent('lehr-donate', { detail }));
  };
}
