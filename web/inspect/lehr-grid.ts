import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { styleMap } from 'lit/directives/style-map.js';
import { inspectStrings as words } from '../strings/inspect.ts';
import { shared } from '../styles/shared.ts';
import { gridStyle, ROW } from './grid-style.ts';
import type { Order } from './model/arrange.ts';

export interface Column {
  readonly id: string;
  readonly label: string;
  /** CSS grid track; `narrow` the one on a phone, absent: not shown there. */
  readonly track: string;
  readonly narrow?: string;
  /** Shown only where there is much room. */
  readonly isRoomy?: boolean;
  readonly isNumber?: boolean;
  /** Changes while the row stays. */
  readonly isLively?: boolean;
  /** False where rows have an order of their own. */
  readonly sortable?: boolean;
}

export interface GridRow {
  readonly id: number;
}

export type Cell = string | TemplateResult | typeof nothing;

/** Rows kept above and below those in view. */
const SPARE = 8;

/**
 * A table of any length, of which only the rows in view are in the document. Arrow keys, Page Up and Down, Home and End move,
 * Enter chooses.
 *
 * @property rows      in the order they are shown
 * @property columns   heads, see Column
 * @property cells     what a row shows, a cell a column
 * @property label     what the table is of, for screen readers
 * @property chosen    id of the row that is shown elsewhere, or null
 * @property order     how rows are sorted, or null
 * @event lehr-choose  detail: the row's id
 * @event lehr-sort    detail: the column's id
 * @event lehr-view    detail: {first, end} of the rows in view, after each change
 */
@customElement('lehr-grid')
export class LehrGrid extends LitElement {
  static override styles = [shared, gridStyle];

  @property({ attribute: false }) rows: readonly GridRow[] = [];
  @property({ attribute: false }) columns: readonly Column[] = [];
  @property({ attribute: false }) cells: (row: GridRow) => readonly Cell[] = () => [];
  @property() label = '';
  @property({ attribute: false }) chosen: number | null = null;
  @property({ attribute: false }) order: Order | null = null;
  @state() private first = 0;
  @state() private end = 40;
  @state() private active = 0;
  @query('[role="grid"]') private view!: HTMLElement;
  readonly #resized = new ResizeObserver(() => this.#look());

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.isConnected && this.#resized.observe(this.view));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  /** Back to the first row, where new ones come. */
  toTop(): void {
    this.view.scrollTop = 0;
    this.active = 0;
  }

  get atTop(): boolean {
    return this.view.scrollTop < ROW;
  }

  protected override willUpdate(): void {
    this.active = Math.max(0, Math.min(this.active, this.rows.length - 1));
  }

  protected override updated(): void {
    this.#look();
  }

  protected override render() {
    const shown = this.rows.slice(this.first, this.end);
    const tracks = {
      '--tracks': this.columns.map(({ track }) => track).join(' '),
      '--middle-tracks': this.columns.flatMap(({ track, isRoomy }) => (isRoomy ? [] : track)).join(' '),
      '--narrow-tracks': this.columns.flatMap(({ narrow }) => narrow ?? []).join(' '),
    };
    return html`<div
      role="grid"
      tabindex="0"
      style=${styleMap(tracks)}
      aria-label=${this.label}
      aria-rowcount=${this.rows.length + 1}
      aria-colcount=${this.columns.length}
      aria-activedescendant=${this.rows.length > 0 ? `row-${this.rows[this.active]?.id}` : nothing}
      @scroll=${this.#look}
      @keydown=${this.#key}
      @click=${this.#click}
    >
      <div class="head" role="rowgroup">
        <div role="row" aria-rowindex="1">${this.columns.map((column) => this.#head(column))}</div>
      </div>
      <div class="body" role="rowgroup" style=${`height:${this.rows.length * ROW}px`}>
        <div class="window" role="presentation" style=${`transform:translateY(${this.first * ROW}px)`}>
          ${shown.map((row, i) => this.#row(row, this.first + i))}
        </div>
      </div>
    </div>`;
  }

  #head(column: Column) {
    const { id, label, sortable } = column;
    const sorted = this.order?.column === id ? this.order : null;
    const direction = sorted ? (sorted.down ? 'descending' : 'ascending') : 'none';
    const classes = classMap(classesOf(column));
    if (sortable === false)
      return html`<div role="columnheader" class=${classes}><span class="plain">${label}</span></div>`;
    return html`<div role="columnheader" class=${classes} aria-sort=${direction}>
      <button type="button" title=${words.list.sortBy(label)} data-sort=${id}>
        <span>${label}</span><span class="arrow" aria-hidden="true">${sorted ? (sorted.down ? '↓' : '↑') : ''}</span>
      </button>
    </div>`;
  }

  #row(row: GridRow, index: number) {
    const cells = this.cells(row);
    return html`<div
      role="row"
      id=${`row-${row.id}`}
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${row.id === this.chosen ? 'true' : 'false'}
      class=${classMap({ chosen: row.id === this.chosen, active: index === this.active })}
    >
      ${this.columns.map(
        (column, i) =>
          html`<div
            role="gridcell"
            class=${classMap(classesOf(column))}
            title=${typeof cells[i] === 'string' ? cells[i] : nothing}
          >${cells[i]}</div>`,
      )}
    </div>`;
  }

  /** Which rows are in view; renders only when that changed by more than the spare ones hide. */
  readonly #look = () => {
    const { scrollTop, clientHeight } = this.view;
    const top = Math.min(Math.floor(scrollTop / ROW), Math.max(0, this.rows.length - 1));
    const bottom = top + Math.ceil(clientHeight / ROW) + 1;
    if (top < this.first || Math.min(bottom, this.rows.length) > this.end) {
      this.first = Math.max(0, top - SPARE);
      this.end = bottom + SPARE;
    }
    this.dispatchEvent(
      new CustomEvent('lehr-view', { detail: { first: top, end: Math.min(bottom, this.rows.length) } }),
    );
  };

  readonly #click = (event: MouseEvent) => {
    for (const target of event.composedPath()) {
      if (!(target instanceof HTMLElement) || target === this.view) return;
      if (target.dataset.sort) return this.#say('lehr-sort', target.dataset.sort);
      if (target.dataset.index) return this.#choose(Number(target.dataset.index));
    }
  };

  readonly #key = (event: KeyboardEvent) => {
    if (event.target !== this.view || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.view.clientHeight / ROW) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.rows.length,
      End: this.rows.length,
    };
    const step = steps[event.key];
    if (step !== undefined) this.#move(this.active + step);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.active);
    else return;
    event.preventDefault();
  };

  #move(index: number): void {
    this.active = Math.max(0, Math.min(index, this.rows.length - 1));
    const { scrollTop, clientHeight } = this.view;
    const [top, bottom] = [this.active * ROW, (this.active + 2) * ROW];
    if (top < scrollTop) this.view.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.view.scrollTop = bottom - clientHeight;
  }

  #choose(index: number): void {
    const row = this.rows[index];
    if (!row) return;
    this.active = index;
    this.#say('lehr-choose', row.id);
  }

  #say(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function classesOf({ isNumber = false, isRoomy = false, narrow }: Column) {
  return { numeric: isNumber, roomy: isRoomy, wide: narrow === undefined };
}
