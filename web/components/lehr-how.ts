import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';
import { howMotion } from './how-motion.ts';
import { HOW_PICTURES, howStyle } from './how-pictures.ts';

/** Three pictures of what happens here, drawn in code and calmly moved; still where less motion is asked for. No properties. */
@customElement('lehr-how')
export class LehrHow extends LitElement {
  static override styles = [
    shared,
    howStyle,
    howMotion,
    css`
      ol {
        list-style: none;
        height: 100%;
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 3.5rem;
        align-content: center;
      }
      svg {
        display: block;
        width: 100%;
        max-height: 22rem;
        overflow: visible;
      }
      h3 {
        margin-top: 1.6rem;
        font-size: 1.875rem;
        font-weight: 600;
        line-height: 1.15;
        letter-spacing: -0.015em;
        text-wrap: balance;
      }
      h3 .place {
        color: var(--hot-text);
        padding-inline-end: 0.35em;
      }
      p {
        margin-top: 0.6rem;
        font-size: 1.25rem;
        line-height: 1.4;
        color: var(--ink-soft);
        text-wrap: pretty;
      }
      @media (max-width: 70rem), (max-aspect-ratio: 5 / 4) {
        ol {
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
          gap: 2.5rem;
          height: auto;
        }
        h3 {
          font-size: 1.375rem;
          margin-top: 1rem;
        }
        p {
          font-size: 1rem;
        }
      }
    `,
  ];

  protected override render() {
    const { steps, pictures } = strings.kiosk.how;
    return html`<ol>
      ${HOW_PICTURES.map(
        (drawn, i) => html`<li>
          <svg viewBox="0 0 390 216" role="img" aria-label=${pictures[i] ?? ''}>${drawn}</svg>
          <h3><span class="place number">${i + 1}</span>${steps[i]?.[0]}</h3>
          <p>${steps[i]?.[1]}</p>
        </li>`,
      )}
    </ol>`;
  }
}
