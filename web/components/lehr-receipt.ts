import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { format, strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import { copied } from './clipboard.ts';
import { type Receipt, receiptLines, receiptText } from './receipt.ts';

/**
 * What was given, after Stop; and the door back.
 *
 * @property receipt   what to show
 * @fires lehr-again   the visitor wants to donate again
 */
@customElement('lehr-receipt')
export class LehrReceipt extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      .receipt {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: 1.5rem calc(2 * var(--gap));
      }
      h1 {
        font-size: clamp(1.75rem, 3vw, 2.5rem);
        line-height: 1.12;
        font-weight: 500;
        letter-spacing: -0.02em;
        margin-bottom: 0.5rem;
      }
      .lead {
        color: var(--ink-soft);
        margin-bottom: 1.25rem;
      }
      dl div {
        display: flex;
        justify-content: space-between;
        gap: 1.5rem;
        padding: 0.45rem 0;
        border-bottom: 1px dashed var(--rule);
      }
      dt {
        color: var(--ink-soft);
      }
      dt {
        white-space: nowrap;
      }
      dd {
        text-align: end;
        overflow-wrap: anywhere;
      }
      .hash {
        max-width: 17.5rem;
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        font-size: 0.8125rem;
        line-height: 1.6;
      }
      .act {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
      }
      @media (max-width: 30rem) {
        .act > * {
          flex: 1 1 auto;
        }
        .act .primary {
          flex-basis: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) receipt!: Receipt;
  @state() private copied = false;

  protected override render() {
    const words = strings.receipt;
    return html`<div class="receipt">
      <div>
        <h1 tabindex="-1">${words.heading}</h1>
        <p class="lead">${words.lead}</p>
        <div class="act">
          <button class="primary" type="button" @click=${() => this.dispatchEvent(new Event('lehr-again'))}>
            ${words.again}
          </button>
          <button type="button" @click=${this.#copy}>
            <span aria-live="polite">${this.copied ? words.copied : words.copy}</span>
          </button>
          <a class="button" download="lehr-receipt.txt" href=${this.#address()}>${words.download}</a>
        </div>
      </div>
      <dl data-testid="receipt">
        ${this.#lines().map(([name, value]) => html`<div><dt>${name}</dt><dd class=${value === this.receipt.program ? 'hash' : 'number'}>${value}</dd></div>`)}
      </dl>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h1')?.focus();
  }

  #lines() {
    return receiptLines(this.receipt, strings, format);
  }

  #text(): string {
    return receiptText(this.#lines(), strings.receipt.title);
  }

  #address(): string {
    return `data:text/plain;charset=utf-8,${encodeURIComponent(this.#text())}`;
  }

  readonly #copy = async () => {
    this.copied = await copied(this.#text());
  };
}
