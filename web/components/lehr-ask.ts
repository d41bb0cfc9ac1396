import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { buttons, shared } from '../styles/shared.ts';

/**
 * A question that must be answered before something is done that cannot be undone.
 *
 * @property question · note   what is asked, and what it means
 * @property yes · no          the two answers; the second is the one that Enter and Escape give
 */
@customElement('lehr-ask')
export class LehrAsk extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      dialog {
        color: var(--ink);
        background: var(--raised);
        border: 1px solid var(--ink-faint);
        border-radius: 6px;
        padding: clamp(1.25rem, 4vw, 2rem);
        width: min(32rem, 100vw - 2rem);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.55);
      }
      h2 {
        font-size: 1.375rem;
        font-weight: 500;
        line-height: 1.25;
        overflow-wrap: anywhere;
      }
      p {
        color: var(--ink-soft);
        margin: 0.6rem 0 1.4rem;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
      }
    `,
  ];

  @property() question = '';
  @property() note = '';
  @property() yes = '';
  @property() no = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  #answer = (_yes: boolean) => {};

  /** Resolves with the answer; a question that still waits is answered no. */
  async ask(): Promise<boolean> {
    this.#answer(false);
    await this.updateComplete;
    this.dialog.returnValue = '';
    if (!this.dialog.open) this.dialog.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  protected override render() {
    return html`<dialog
      aria-labelledby="question"
      aria-describedby="note"
      @close=${() => this.#answer(this.dialog.returnValue === 'yes')}
    >
      <h2 id="question">${this.question}</h2>
      <p id="note">${this.note}</p>
      <div>
        <button type="button" autofocus @click=${() => this.dialog.close()}>${this.no}</button>
        <button class="primary" type="button" @click=${() => this.dialog.close('yes')}>${this.yes}</button>
      </div>
    </dialog>`;
  }
}
