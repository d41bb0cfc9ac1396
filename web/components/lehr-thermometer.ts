import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';

/**
 * Where the cooling stands, and the key to the map's colours at once.
 *
 * @property heat 0..1, 1 is hottest
 * @cssproperty --label size of the words, 0.8125rem by default
 */
@customElement('lehr-thermometer')
export class LehrThermometer extends LitElement {
  static override styles = [
    shared,
    css`
      .scale {
        position: relative;
        height: 0.375rem;
        border-radius: 1px;
        background: linear-gradient(to right, var(--ramp-stops));
        /* Its colours are what it says. */
        forced-color-adjust: none;
      }
      .mark {
        position: absolute;
        top: -0.3125rem;
        width: 0.25rem;
        height: 1rem;
        margin-left: -0.125rem;
        background: var(--ink);
        box-shadow: 0 0 0 0.125rem var(--ground);
        left: calc(100% * (1 - var(--heat)));
      }
      .ends {
        display: flex;
        justify-content: space-between;
        margin-top: 0.45rem;
        font-size: var(--label, 0.8125rem);
      }
    `,
  ];

  @property({ type: Number }) heat = 1;

  protected override render() {
    return html`<div
        class="scale"
        role="meter"
        aria-label=${strings.figures.temperature}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(this.heat * 100)}
        style="--heat:${this.heat}"
      >
        <span class="mark"></span>
      </div>
      <div class="ends label" aria-hidden="true">
        <span>${strings.figures.hot}</span><span>${strings.figures.cool}</span>
      </div>`;
  }
}
