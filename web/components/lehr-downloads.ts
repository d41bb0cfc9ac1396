import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ProblemView } from '../../peer/procedures.ts';
import type { FileFormat, WrittenFile } from '../../worker/files/protocol.ts';
import { studio } from '../strings/studio.ts';
import { buttons, shared } from '../styles/shared.ts';
import { formatsFor } from './file-formats.ts';

/** An object's address is kept so long after the press: browsers begin to read it later. */
const KEEP = 60_000;

/**
 * The result in every format it can be written in.
 *
 * @property surface  of its view; null while unknown
 * @property ready    attribute: there is a result
 * @property write    makes the text of a file; what it rejects with is shown
 */
@customElement('lehr-downloads')
export class LehrDownloads extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      h2 {
        font-size: 1.0625rem;
        font-weight: 600;
        margin-bottom: 0.5rem;
      }
      ul {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .why {
        color: var(--ink-faint);
        font-size: 0.8125rem;
        margin-inline-start: 0.5em;
      }
      button:disabled {
        opacity: 1;
        color: var(--ink-faint);
        border-style: dashed;
      }
      .note {
        margin-top: 0.5rem;
      }
      .wrong {
        color: var(--hot-text);
      }
    `,
  ];

  @property({ attribute: false }) surface: ProblemView['surface'] | null = null;
  @property({ type: Boolean }) ready = false;
  @property({ attribute: false }) write!: (format: FileFormat) => Promise<WrittenFile>;
  @state() private busy: FileFormat | null = null;
  @state() private failure = '';
  #address = '';
  #forget: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#revoke();
  }

  protected override render() {
    const words = studio.downloads;
    const formats = this.surface ? formatsFor(this.surface) : [];
    return html`<section data-testid="downloads" aria-labelledby="downloads">
      <h2 id="downloads">${words.heading}</h2>
      ${
        this.ready
          ? html`<ul>
            ${formats.map(
              ({ format, lacks }) =>
                html`<li>
                  <button
                    type="button"
                    data-format=${format}
                    ?disabled=${lacks !== null || this.busy === format}
                    @click=${() => this.#download(format)}
                  >
                    ${words[format]}${lacks ? html`<span class="why">${words[lacks]}</span>` : nothing}
                  </button>
                </li>`,
            )}
          </ul>`
          : html`<p class="label">${words.none}</p>`
      }
      ${this.failure ? html`<p class="note wrong" role="alert">${words.failed(this.failure)}</p>` : nothing}
    </section>`;
  }

  async #download(format: FileFormat): Promise<void> {
    this.busy = format;
    this.failure = '';
    try {
      const { name, type, text } = await this.write(format);
      this.#revoke();
      this.#address = URL.createObjectURL(new Blob([text], { type }));
      this.#forget = setTimeout(() => this.#revoke(), KEEP);
      Object.assign(document.createElement('a'), {
        href: this.#address,
        download: name,
      }).click();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.busy = null;
  }

  #revoke(): void {
    clearTimeout(this.#forget);
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = '';
  }
}
