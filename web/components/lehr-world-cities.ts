import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WorldCountry, WorldWish } from '../../peer/procedures.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { numberOf } from '../studio/wishes.ts';
import { fields } from '../styles/fields.ts';
import { buttons, shared } from '../styles/shared.ts';

/** Fewer cities are no tour worth looking for. */
const LEAST = 5;
const COUNT = 500;

/**
 * Real cities as places: of a country, or of the world.
 *
 * @property countries     with their numbers of cities, most first
 * @fires lehr-world       CustomEvent<WorldWish>
 */
@customElement('lehr-world-cities')
export class LehrWorldCities extends LitElement {
  static override styles = [
    shared,
    buttons,
    fields,
    css`
      h2 {
        font-size: 1.0625rem;
        font-weight: 600;
      }
      form {
        display: grid;
        gap: 0.75rem;
        justify-items: start;
      }
      label {
        width: 100%;
      }
      @media (max-width: 64rem) {
        button {
          width: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) countries: readonly WorldCountry[] = [];
  @state() private country = '';
  @state() private count = String(COUNT);
  @state() private wrong = false;

  protected override render() {
    const words = studio.begin;
    return html`<form @submit=${this.#take} novalidate>
      <h2>${words.world}</h2>
      <label>
        <span class="label">${words.country}</span>
        <select
          name="country"
          @change=${(event: Event) => {
            this.country = (event.target as HTMLSelectElement).value;
            this.wrong = false;
          }}
        >
          <option value="" ?selected=${this.country === ''}>
            ${words.wholeWorld} (${format.count(this.#most(''))})
          </option>
          ${this.#named().map(
            ({ country, cities, name }) =>
              html`<option value=${country} ?selected=${this.country === country}>
                ${name} (${format.count(cities)})
              </option>`,
          )}
        </select>
      </label>
      <label>
        <span class="label">${words.cities}</span>
        <input
          name="count"
          inputmode="numeric"
          autocomplete="off"
          aria-invalid=${this.wrong ? 'true' : 'false'}
          aria-describedby=${this.wrong ? 'wrong' : nothing}
          .value=${this.count}
          @input=${(event: Event) => {
            this.count = (event.target as HTMLInputElement).value;
            this.wrong = false;
          }}
        />
      </label>
      ${
        this.wrong
          ? html`<p class="wrong" id="wrong" role="alert">
            ${words.citiesRange(format.count(this.#most(this.country)))}
          </p>`
          : nothing
      }
      <button type="submit">${words.take}</button>
    </form>`;
  }

  /** By name, in the page's language. */
  #named(): (WorldCountry & { name: string })[] {
    const names = new Intl.DisplayNames(strings.language, { type: 'region', fallback: 'code' });
    const order = new Intl.Collator(strings.language);
    return this.countries
      .filter(({ cities }) => cities >= LEAST)
      .map((row) => ({ ...row, name: names.of(row.country) ?? row.country }))
      .sort((a, b) => order.compare(a.name, b.name));
  }

  #most(country: string): number {
    return this.countries.reduce(
      (sum, row) => sum + (country === '' || row.country === country ? row.cities : 0),
      0,
    );
  }

  readonly #take = async (event: Event) => {
    event.preventDefault();
    const count = numberOf(this.count, strings.language);
    if (Number.isInteger(count) && count >= LEAST && count <= this.#most(this.country)) {
      const detail: WorldWish = { country: this.country || null, count };
      this.dispatchEvent(new CustomEvent('lehr-world', { detail }));
      return;
    }
    this.wrong = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('input')?.focus();
  };
}
