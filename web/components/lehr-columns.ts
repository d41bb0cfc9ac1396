import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ColumnMapping, CsvTable } from '../../worker/files/protocol.ts';
import { format } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { fields } from '../styles/fields.ts';
import { buttons, shared } from '../styles/shared.ts';

/** Samples shown in a choice, and the longest of them. */
const LONGEST = 24;

/**
 * Asks which columns of a table hold the places.
 *
 * @property table        what the table has, and what it may mean
 * @fires lehr-columns    CustomEvent<ColumnMapping>
 * @fires lehr-again      the visitor wants to give other places
 */
@customElement('lehr-columns')
export class LehrColumns extends LitElement {
  static override styles = [
    shared,
    buttons,
    fields,
    css`
      form {
        display: grid;
        gap: 1.1rem;
      }
      h2 {
        font-size: 1.5rem;
        font-weight: 500;
        letter-spacing: -0.015em;
      }
      .lede {
        color: var(--ink-soft);
        max-width: 42em;
        margin-top: 0.35rem;
      }
      h2:focus-visible {
        outline: none;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
        gap: 0.9rem 1.25rem;
      }
      .surface {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.5rem;
      }
      .sheet {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        min-width: 100%;
        font-size: 0.875rem;
      }
      caption {
        text-align: start;
        color: var(--ink-faint);
        font-size: 0.8125rem;
        padding-bottom: 0.3rem;
      }
      th,
      td {
        text-align: start;
        padding: 0.35rem 1.25rem 0.35rem 0;
        border-bottom: 1px solid var(--rule);
        white-space: nowrap;
        max-width: 16rem;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      th {
        font-weight: 600;
      }
      .chosen {
        color: var(--hot-text);
      }
    `,
  ];

  @property({ attribute: false }) table!: CsvTable;
  @state() private surface: ColumnMapping['surface'] = 'map';
  @state() private x: number | null = null;
  @state() private y: number | null = null;
  @state() private name: number | null = null;
  @state() private wrong = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('table')) return;
    const { guess } = this.table;
    this.surface = guess.surface ?? 'map';
    this.x = guess.x;
    this.y = guess.y;
    this.name = guess.name;
    this.wrong = '';
  }

  protected override render() {
    const words = studio.columns;
    const onMap = this.surface === 'map';
    return html`<form @submit=${this.#use} novalidate>
      <div>
        <h2 tabindex="-1">${words.heading}</h2>
        <p class="lede">${words.lede}</p>
      </div>
      <fieldset>
        <legend class="label">${words.surface}</legend>
        <div class="surface">${this.#kind('map', words.map)} ${this.#kind('plane', words.plane)}</div>
      </fieldset>
      <div class="choices">
        ${this.#choice(onMap ? words.latitude : words.x, onMap ? 'y' : 'x')}
        ${this.#choice(onMap ? words.longitude : words.y, onMap ? 'x' : 'y')} ${this.#choice(words.name, 'name')}
      </div>
      ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : nothing}
      <div class="row">
        <button class="primary" type="submit">${words.use}</button>
        <button class="plain" type="button" @click=${() => this.dispatchEvent(new Event('lehr-again'))}>
          ${studio.ready.again}
        </button>
      </div>
      ${this.#samples()}
    </form>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  #kind(surface: ColumnMapping['surface'], words: string) {
    return html`<label class="check">
      <input
        type="radio"
        name="surface"
        .checked=${this.surface === surface}
        @change=${() => {
          this.surface = surface;
        }}
      />
      <span>${words}</span>
    </label>`;
  }

  #choice(words: string, of: 'x' | 'y' | 'name') {
    const chosen = this[of];
    return html`<label>
      <span class="label">${words}</span>
      <select
        aria-invalid=${this.wrong && of !== 'name' ? 'true' : 'false'}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this[of] = value === '' ? null : Number(value);
          this.wrong = '';
        }}
      >
        <option value="" ?selected=${chosen === null}>
          ${of === 'name' ? studio.columns.none : studio.columns.choose}
        </option>
        ${this.table.columns.map(
          (column, i) =>
            html`<option value=${i} ?selected=${chosen === i}>
              ${this.#label(i)}${column.samples[0] ? ` (${brief(column.samples[0])})` : ''}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #samples() {
    const { columns } = this.table;
    const rows = Math.max(0, ...columns.map(({ samples }) => samples.length));
    const chosen = (i: number) => (i === this.x || i === this.y || i === this.name ? 'chosen' : '');
    return html`<div class="sheet" tabindex="0" role="region" aria-label=${studio.columns.samples}>
      <table>
        <caption>
          ${studio.columns.samples}
        </caption>
        <thead>
          <tr>
            ${columns.map((_, i) => html`<th scope="col" class=${chosen(i)}>${this.#label(i)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: rows },
            (_, row) =>
              html`<tr>
                ${columns.map(({ samples }, i) => html`<td class=${chosen(i)}>${samples[row] ?? ''}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** The table's own name, or its number in our words. */
  #label(i: number): string {
    const label = this.table.header ? this.table.columns[i]?.label : '';
    return label || studio.columns.unnamed(format.count(i + 1));
  }

  readonly #use = (event: Event) => {
    event.preventDefault();
    const { surface, x, y, name } = this;
    if (x === null || y === null) this.wrong = studio.columns.missing;
    else if (x === y) this.wrong = studio.columns.same;
    else {
      const detail: ColumnMapping = { surface, x, y, name };
      this.dispatchEvent(new CustomEvent('lehr-columns', { detail }));
    }
  };
}

function brief(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
