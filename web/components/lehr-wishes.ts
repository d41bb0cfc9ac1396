import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { spinUnitOf } from '../../formats/spin-unit.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { type Form, filled, LONGEST_TITLE, type Wishes } from '../studio/wishes.ts';
import { fields } from '../styles/fields.ts';
import { folds } from '../styles/folds.ts';
import { buttons, shared } from '../styles/shared.ts';
import { wishesStyle } from './wishes-style.ts';

type Field = 'budget' | 'moves' | 'target';

/**
 * What is asked of a job, and the button that starts it.
 *
 * @property suggested   title of what was read; another one takes its place in the form
 * @property unit        of the problem's view
 * @property spins       attribute: no tour, so there is no order to start from
 * @property sending     share of the places that is with the server, 0..1; null while nothing is sent, 1: being handed in
 * @property allowed     attribute: may start jobs
 * @fires lehr-start     CustomEvent<Wishes>; never while something is sent
 * @fires lehr-stop      no more of it is to be sent
 * @fires lehr-again     the visitor wants to give other places
 */
@customElement('lehr-wishes')
export class LehrWishes extends LitElement {
  static override styles = [shared, buttons, fields, folds, wishesStyle];

  @property() suggested = '';
  @property() unit = '';
  @property({ type: Boolean }) spins = false;
  @property({ type: Number }) sending: number | null = null;
  @property({ type: Boolean }) allowed = false;
  @state() private form: Form = {
    title: '',
    amount: '5',
    per: 'minutes',
    weight: '1',
    moves: '',
    target: '',
    fromGiven: false,
  };
  @state() private wrong: readonly Field[] = [];
  #stopped = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('suggested')) this.form = { ...this.form, title: this.suggested.slice(0, LONGEST_TITLE) };
  }

  /** The button that was pressed is gone: those who use the keyboard go on at the one that took its place. */
  protected override updated(): void {
    if (!this.#stopped || this.sending !== null) return;
    this.#stopped = false;
    this.renderRoot.querySelector<HTMLElement>('.primary')?.focus();
  }

  protected override render() {
    const words = studio.ready;
    const { form } = this;
    return html`<form @submit=${this.#start} novalidate>
      <label>
        <span class="label">${words.name}</span>
        <input
          name="title"
          maxlength=${LONGEST_TITLE}
          autocomplete="off"
          placeholder=${words.untitled}
          .value=${form.title}
          @input=${this.#into('title')}
        />
      </label>
      <fieldset>
        <legend class="label">${words.budget}</legend>
        <div class="time ${form.per}">
          ${form.per === 'unlimited' ? nothing : this.#input('budget', 'amount', words.budget)}
          <select aria-label=${words.budget} name="per" @change=${this.#into('per')}>
            ${(['minutes', 'seconds', 'unlimited'] as const).map(
              (per) => html`<option value=${per} ?selected=${form.per === per}>${words[per]}</option>`,
            )}
          </select>
        </div>
        ${this.#wrong('budget')}
        <p class="label">${words.budgetNote}</p>
      </fieldset>
      <details>
        <summary>${words.more}</summary>
        <div class="more">${this.#more()}</div>
      </details>
      ${this.#act()}
    </form>`;
  }

  #more() {
    const words = studio.ready;
    const { form, unit } = this;
    const inUnit = unit === 'm' ? 'km' : (spinUnitOf(unit)?.measure ?? unit);
    return html`<label>
        <span class="label">${words.weight}</span>
        <select name="weight" @change=${this.#into('weight')}>
          ${words.weights.map(
            ([weight, means]) =>
              html`<option value=${weight} ?selected=${form.weight === weight}>
                ${format.decimal(Number(weight))}: ${means}
              </option>`,
          )}
        </select>
      </label>
      <label><span class="label">${words.moves}</span>${this.#input('moves', 'moves')}${this.#wrong('moves')}</label>
      <label>
        <span class="label">${words.target}${inUnit ? ` ${words.targetOf(inUnit)}` : ''}</span>
        ${this.#input('target', 'target')}${this.#wrong('target')}
      </label>
      ${
        this.spins
          ? nothing
          : html`<div>
            <label class="check">
              <input type="checkbox" name="given" .checked=${form.fromGiven} @change=${this.#tick} />
              <span>${words.fromGiven}</span>
            </label>
            <p class="label">${words.fromGivenNote}</p>
          </div>`
      }`;
  }

  readonly #stop = () => {
    this.#stopped = true;
    this.dispatchEvent(new Event('lehr-stop'));
  };

  #act() {
    const words = studio.ready;
    const { sending } = this;
    if (sending !== null) {
      const part = `${Math.floor(sending * 100)}\u202f%`;
      return html`<div class="field" role="status" data-testid="sending">
        <span>${sending < 1 ? words.sending(part) : words.submitting}</span>
        <progress max="1" .value=${sending} aria-label=${words.sending(part)}></progress>
      </div>
      ${
        sending < 1
          ? html`<button class="plain" type="button" @click=${this.#stop}>
              ${words.stop}
            </button>`
          : nothing
      }`;
    }
    return html`<div class="row">
      <button class="primary" type="submit" ?disabled=${!this.allowed}>${words.start}</button>
      <button class="plain" type="button" @click=${() => this.dispatchEvent(new Event('lehr-again'))}>
        ${words.again}
      </button>
    </div>`;
  }

  #input(field: Field, key: 'amount' | 'moves' | 'target', name?: string) {
    const isWrong = this.wrong.includes(field);
    return html`<input
      name=${field}
      inputmode="decimal"
      autocomplete="off"
      aria-label=${name ?? nothing}
      aria-invalid=${isWrong ? 'true' : 'false'}
      aria-describedby=${isWrong ? `${field}-wrong` : nothing}
      .value=${this.form[key]}
      @input=${this.#into(key)}
    />`;
  }

  #wrong(field: Field) {
    if (!this.wrong.includes(field)) return nothing;
    return html`<p class="wrong" id="${field}-wrong" role="alert">${studio.ready.wrong[field]}</p>`;
  }

  #into(key: keyof Form) {
    return (event: Event) => {
      this.form = {
        ...this.form,
        [key]: (event.target as HTMLInputElement | HTMLSelectElement).value,
      } as Form;
      this.wrong = [];
    };
  }

  readonly #tick = (event: Event) => {
    this.form = { ...this.form, fromGiven: (event.target as HTMLInputElement).checked };
  };

  readonly #start = async (event: Event) => {
    event.preventDefault();
    if (this.sending !== null || !this.allowed) return;
    const result = filled(this.form, {
      unit: this.unit,
      untitled: studio.ready.untitled,
      language: strings.language,
    });
    if ('wishes' in result) {
      this.dispatchEvent(new CustomEvent<Wishes>('lehr-start', { detail: result.wishes }));
      return;
    }
    this.wrong = result.wrong;
    const hidden = result.wrong[0] !== 'budget' && this.renderRoot.querySelector('details');
    if (hidden) hidden.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[name="${result.wrong[0]}"]`)?.focus();
  };
}
