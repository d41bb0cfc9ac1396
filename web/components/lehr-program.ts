import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Program } from '../controllers/program.ts';
import { strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import { copied } from './clipboard.ts';

/** Hex digits shown at first. */
const SHORT = 12;

/**
 * Which program runs: its hash, short, as a link to the very file; the whole of it on demand, to compare and to copy.
 *
 * @property program  null shows nothing
 */
@customElement('lehr-program')
export class LehrProgram extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      :host {
        font-size: 0.9375rem;
      }
      code {
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        font-size: 0.9em;
        overflow-wrap: anywhere;
      }
      a,
      summary {
        display: inline-flex;
        align-items: center;
        gap: 0.4em;
        min-height: 44px;
      }
      summary {
        color: var(--ink-soft);
        cursor: pointer;
        text-decoration: underline dotted var(--ink-faint);
        text-underline-offset: 0.25em;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 1rem;
      }
      .whole {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1rem;
        padding: 0.25rem 0 0.5rem;
      }
      .whole code {
        flex: 1 1 16rem;
      }
    `,
  ];

  @property({ attribute: false }) program: Program | null = null;
  @state() private copied = false;

  protected override render() {
    const { program } = this;
    if (!program) return nothing;
    const words = strings.program;
    return html`<details>
      <summary>
        <span>${words.hash}</span> <code data-testid="program">${program.sha256.slice(0, SHORT)}…</code>
      </summary>
      <div class="whole">
        <code data-testid="program-hash">${program.sha256}</code>
        <button type="button" @click=${() => this.#copy(program)}>
          <span aria-live="polite">${this.copied ? strings.receipt.copied : words.copy}</span>
        </button>
      </div>
    </details>
    <a href=${program.url} target="_blank" rel="noopener">${words.read}</a>`;
  }

  async #copy({ sha256 }: Program): Promise<void> {
    this.copied = await copied(sha256);
  }
}
