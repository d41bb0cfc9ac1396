import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { dialogs } from '../styles/dialogs.ts';
import { buttons, shared } from '../styles/shared.ts';

/**
 * The presenter's keys, over the page.
 *
 * @property signedIn   as the kiosk is signed in; empty: not at all
 *
 * Methods: `toggle()`.
 */
@customElement('lehr-key-help')
export class LehrKeyHelp extends LitElement {
  static override styles = [
    shared,
    buttons,
    dialogs,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.5rem 1.75rem;
        margin-block: 1.25rem;
        font-size: 1.125rem;
      }
      dt {
        font-weight: 600;
        white-space: nowrap;
      }
      dd {
        color: var(--ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) signedIn = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  get isOpen(): boolean {
    return this.dialog.open;
  }

  toggle(): void {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }

  protected override render() {
    const words = strings.kiosk.keys;
    return html`<dialog aria-labelledby="heading" data-testid="key-help">
      <h2 id="heading">${words.heading}</h2>
      <dl>
        ${Object.values(words.list).map(([key, does]) => html`<dt>${key}</dt><dd>${does}</dd>`)}
      </dl>
      <p class="label">${this.signedIn ? words.role(this.signedIn) : words.noRole}</p>
      <form method="dialog"><button type="submit">${words.close}</button></form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lehr-key-help': LehrKeyHelp;
  }
}
