import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format } from '../strings/language.ts';
import { tool } from './inspect-styles.ts';
import './lehr-grid.ts';
import type { GridRow, LehrGrid } from './lehr-grid.ts';
import type { ListKind } from './list-kinds.ts';
import { arranged, type Order } from './model/arrange.ts';
import type { MetaTable } from './model/meta-table.ts';
import type { Entry } from './model/table-kind.ts';
import { searchField } from './search-field.ts';

/** Milliseconds: rows are put in order at most so often, however fast they change. */
const ARRANGE_EVERY = 250;
/** A load is asked for again, of the rows in view alone: no meta event tells of it, and an event may be given up by the router. */
const GAUGE_EVERY = 1000;

/**
 * One of the router's lists: search, order, rows; what is more to see of a chosen row stands beside it, in the slot.
 *
 * @slot               what is shown of the chosen row
 * @property table     the list, kept live by its owner, who calls changed()
 * @property kind      how it is shown, see list-kinds.ts
 * @property name      `sessions`, `registrations` or `subscriptions`
 * @property own       session id of this page
 * @property gauges    rows in view are asked for again every second
 * @property chosen    id of the chosen row, or null
 * @event lehr-choose  detail: id of the row that was chosen, or null
 */
@customElement('lehr-meta-list')
export class LehrMetaList extends LitElement {
  static override styles = [
    tool,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        flex: 1;
      }
      .search {
        flex: 1 1 14rem;
        max-width: 28rem;
      }
      /* As tall as the list at most: many callees scroll. */
      ::slotted(*) {
        min-height: 0;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) table: MetaTable<Entry> | null = null;
  @property({ attribute: false }) kind!: ListKind<Entry>;
  @property() name: 'sessions' | 'registrations' | 'subscriptions' = 'sessions';
  @property({ type: Number }) own = 0;
  @property({ type: Boolean }) gauges = false;
  @property({ attribute: false }) chosen: number | null = null;
  @state() private order: Order | null = null;
  @state() private words: readonly string[] = [];
  @state() private rows: readonly Entry[] = [];
  @query('lehr-grid') private grid!: LehrGrid;
  #view = { first: 0, end: 0 };
  #arrangedAt = Number.NEGATIVE_INFINITY;
  /** Of the table, as it was put in order. */
  #arranged = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gauging: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#gauging = setInterval(() => this.#gauge(), GAUGE_EVERY);
    this.changed();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#gauging);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The table changed: shown within a quarter of a second, and not while nobody can see it. */
  changed(): void {
    if (!this.isConnected || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#arrangedAt + ARRANGE_EVERY - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      requestAnimationFrame(() => this.#follow());
    }, wait);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('table') || changed.has('kind')) this.#arrange();
  }

  protected override render() {
    const { table, kind, rows } = this;
    const said = table?.failure
      ? words.list.failed(table.failure.message)
      : !table?.listed
        ? words.list.listing
        : rows.length > 0 || table.unknown > 0
          ? ''
          : this.words.length > 0
            ? words.list.nothing
            : words.list.empty[this.name];
    return html`<div class="bar">
        ${searchField({ name: 'search', label: words.list.search, hint: words.list.searchHint, written: this.#search })}
        <p class="count number" role="status" data-testid="count">
          ${table?.listed ? words.list.count(format.count(rows.length), format.count(table.size)) : '–'}
          ${table && table.unknown > 0 ? html`&ensp;(${words.list.loading(format.count(table.unknown))})` : nothing}
        </p>
        <button type="button" @click=${() => void this.table?.sync()}>${words.list.refresh}</button>
      </div>
      <div class="split ${this.chosen === null ? '' : 'open'}">
        <div class="place">
          <lehr-grid
            label=${words.tabs[this.name]}
            .rows=${rows}
            .columns=${kind.columns}
            .cells=${this.#cells}
            .order=${this.#order}
            .chosen=${this.chosen}
            @lehr-sort=${this.#sort}
            @lehr-view=${this.#viewed}
            @lehr-choose=${({ detail }: CustomEvent<number>) => this.#choose(detail)}
          ></lehr-grid>
          ${said ? html`<p class="empty">${said}</p>` : nothing}
        </div>
        ${this.chosen === null ? nothing : html`<slot></slot>`}
      </div>`;
  }

  /** As the row is now, which may be newer than its place. */
  readonly #cells = (row: GridRow) => this.kind.cells(this.table?.get(row.id) ?? row, this.own);

  get #order(): Order {
    return this.order ?? this.kind.order;
  }

  /** Ten thousand rows are put in order only when that may have changed, not when a load has. */
  #follow(): void {
    const { column } = this.#order;
    const isLively = this.kind.columns.find(({ id }) => id === column)?.isLively === true;
    if (isLively || this.table?.version !== this.#arranged) this.#arrange();
    else {
      this.#arrangedAt = performance.now();
      this.grid?.requestUpdate();
      this.requestUpdate();
    }
  }

  #arrange(): void {
    this.#arrangedAt = performance.now();
    this.#arranged = this.table?.version ?? -1;
    const { column, down } = this.#order;
    const { search, value } = this.kind;
    this.rows = arranged(
      this.table?.rows() ?? [],
      this.words,
      { search, value: (row) => value(row, column) },
      down,
    );
    this.requestUpdate();
  }

  readonly #search = (asked: readonly string[]) => {
    this.words = asked;
    this.#arrange();
    this.grid.toTop();
  };

  #sort({ detail: column }: CustomEvent<string>): void {
    const { column: before, down } = this.#order;
    this.order = { column, down: column === before ? !down : false };
    this.#arrange();
  }

  #choose(id: number | null): void {
    this.dispatchEvent(new CustomEvent('lehr-choose', { detail: id }));
    // On a phone what is told of the row stands below the list.
    void this.updateComplete.then(() => this.firstElementChild?.scrollIntoView({ block: 'nearest' }));
  }

  #viewed({ detail }: CustomEvent<{ first: number; end: number }>): void {
    this.#view = detail;
  }

  #gauge(): void {
    if (!this.gauges || document.hidden || !this.table) return;
    const seen = this.rows.slice(this.#view.first, this.#view.end).map(({ id }) => id);
    this.table.refresh(this.chosen === null ? seen : [...seen, this.chosen]);
  }
}
