import { html, LitElement, nothing, type TemplateResult } from 'lit';
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
import { consentStyle } from './consent-style.ts';
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
  static override styles = [shared, buttons, consentStyle];

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
