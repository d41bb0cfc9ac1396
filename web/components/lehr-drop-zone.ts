import { css, html, LitElement, svg } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { studio } from '../strings/studio.ts';
import { shared } from '../styles/shared.ts';

/**
 * Where a file is given: a button that opens the chooser, and the whole window as the place to drop one.
 *
 * @fires lehr-file   CustomEvent<File>: one was chosen or dropped
 */
@customElement('lehr-drop-zone')
export class LehrDropZone extends LitElement {
  static override styles = [
    shared,
    css`
      button {
        font: inherit;
        color: inherit;
        display: grid;
        justify-items: start;
        align-content: center;
        gap: 0.5rem;
        width: 100%;
        min-height: clamp(11rem, 26vh, 17rem);
        padding: 1.5rem clamp(1.25rem, 3vw, 2.5rem);
        text-align: start;
        background: var(--raised);
        border: 2px dashed var(--ink-faint);
        border-radius: 6px;
        cursor: pointer;
      }
      button:hover,
      .over {
        border-color: var(--hot);
      }
      .over {
        background: color-mix(in srgb, var(--hot) 12%, var(--raised));
      }
      svg {
        color: var(--hot-text);
        margin-bottom: 0.35rem;
      }
      .say {
        font-size: clamp(1.25rem, 2.2vw, 1.625rem);
        line-height: 1.2;
        font-weight: 500;
        letter-spacing: -0.015em;
      }
      .formats {
        color: var(--ink-soft);
      }
    `,
  ];

  /** Something that holds a file is over the window. */
  @state() private over = false;
  @query('input') private input!: HTMLInputElement;
  #leave: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('dragover', this.#drag);
    addEventListener('drop', this.#drop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('dragover', this.#drag);
    removeEventListener('drop', this.#drop);
    clearTimeout(this.#leave);
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('button')?.focus(options);
  }

  protected override render() {
    const words = studio.begin;
    return html`<button type="button" class=${this.over ? 'over' : ''} @click=${() => this.input.click()}>
        ${svg`<svg width="34" height="34" viewBox="0 0 34 34" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
          <path d="M17 23V5m-7 7 7-7 7 7M4 22v7h26v-7" />
        </svg>`}
        <span class="say">${this.over ? words.dropNow : words.drop}</span>
        <span class="formats">${words.formats}</span>
      </button>
      <input
        type="file"
        hidden
        aria-hidden="true"
        tabindex="-1"
        data-testid="file"
        accept=".tsp,.csv,.tsv,.txt,.json,.geojson,.gpx,.xml,text/*,application/geo+json,application/gpx+xml"
        @change=${this.#choose}
      />`;
  }

  readonly #choose = () => {
    const [file] = this.input.files ?? [];
    // So that choosing the same file again, corrected meanwhile, is a change as well.
    this.input.value = '';
    if (file) this.#give(file);
  };

  readonly #drag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
    // `dragleave` is told of every element on the way: what ends is the stream of `dragover`s.
    clearTimeout(this.#leave);
    this.#leave = setTimeout(() => {
      this.over = false;
    }, 300);
  };

  readonly #drop = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    if (file) this.#give(file);
  };

  #give(file: File): void {
    this.dispatchEvent(new CustomEvent('lehr-file', { detail: file }));
  }
}
