import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';

export interface Choice {
  readonly value: number;
  readonly words: string;
}

/**
 * One of a few: radio buttons in a row.
 *
 * @property label    what is chosen
 * @property choices  in their order
 * @property value    the chosen one
 * @fires lehr-choose CustomEvent<number>: another one was chosen
 */
@customElement('lehr-choice')
export class LehrChoice extends LitElement {
  static override styles = [
    shared,
    css`
      fieldset {
        all: unset;
        display: grid;
        gap: 0.35rem;
      }
      .row {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: minmax(0, 1fr);
        border: 1px solid var(--ink-faint);
        border-radius: 3px;
      }
      label {
        position: relative;
        cursor: pointer;
        border-inline-start: 1px solid var(--rule);
      }
      label:first-child {
        border-inline-start: 0;
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      input + span {
        display: grid;
        place-items: center;
        min-height: 44px;
        padding: 0 0.25rem;
        text-align: center;
        line-height: 1.15;
        color: var(--ink-soft);
      }
      label:hover span {
        color: var(--ink);
      }
      input:checked + span {
        background: var(--raised);
        color: var(--ink);
        font-weight: 600;
        box-shadow: inset 0 -3px 0 var(--hot);
      }
      input:focus-visible + span {
        outline: 3px solid var(--focus);
        outline-offset: 3px;
        border-radius: 2px;
      }
      @media (forced-colors: active) {
        input:checked + span {
          outline: 2px solid Highlight;
          outline-offset: -4px;
        }
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ type: Number }) value = 0;

  protected override render() {
    return html`<fieldset role="radiogroup" aria-label=${this.label}>
      <span>${this.label}</span>
      <span class="row number">
        ${this.choices.map(
          ({ value, words }) => html`<label>
            <input
              type="radio"
              name="choice"
              .checked=${value === this.value}
              @change=${() => this.dispatchEvent(new CustomEvent('lehr-choose', { detail: value }))}
            />
            <span>${words}</span>
          </label>`,
        )}
      </span>
    </fieldset>`;
  }
}
