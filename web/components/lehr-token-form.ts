import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { studio } from '../strings/studio.ts';
import { fields } from '../styles/fields.ts';
import { buttons, shared } from '../styles/shared.ts';

/**
 * How to get in without an address that has the token in it.
 *
 * @property wrong       why the last token was refused; empty: none was
 * @property checking    attribute: one is on its way
 * @fires lehr-sign-in   CustomEvent<string>: the token
 */
@customElement('lehr-token-form')
export class LehrTokenForm extends LitElement {
  static override styles = [
    shared,
    buttons,
    fields,
    css`
      section {
        border: 1px solid var(--rule);
        border-inline-start: 4px solid var(--amber);
        border-radius: 3px;
        padding: 1rem 1.25rem 1.25rem;
      }
      h2 {
        font-size: 1.0625rem;
        font-weight: 600;
      }
      p {
        color: var(--ink-soft);
        font-size: 0.9375rem;
        margin: 0.3rem 0 0.8rem;
      }
      p.wrong {
        color: var(--hot-text);
      }
      label {
        flex: 1 1 12rem;
      }
    `,
  ];

  @property() wrong = '';
  @property({ type: Boolean }) checking = false;
  @query('input') private input!: HTMLInputElement;

  protected override render() {
    const words = studio.sign;
    return html`<section aria-labelledby="sign" data-testid="sign-in">
      <h2 id="sign">${this.checking ? words.checking : words.heading}</h2>
      <p>${words.how}</p>
      <form @submit=${this.#submit}>
        ${this.wrong ? html`<p class="wrong" id="wrong" role="alert">${this.wrong}</p>` : nothing}
        <div class="row">
          <label>
            <span class="label">${words.token}</span>
            <input
              type="password"
              autocomplete="off"
              spellcheck="false"
              required
              aria-invalid=${this.wrong ? 'true' : 'false'}
              aria-describedby=${this.wrong ? 'wrong' : nothing}
            />
          </label>
          <button type="submit" ?disabled=${this.checking}>${words.enter}</button>
        </div>
      </form>
    </section>`;
  }

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const token = this.input.value.trim();
    if (!token) return;
    this.dispatchEvent(new CustomEvent('lehr-sign-in', { detail: token }));
    this.input.value = '';
  };
}
