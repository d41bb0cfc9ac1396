import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TopicPattern } from '../../peer/client.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format } from '../strings/language.ts';
import { eventCells, eventColumns } from './event-row.ts';
import { tool } from './inspect-styles.ts';
import './lehr-event-panel.ts';
import './lehr-grid.ts';
import type { LehrGrid } from './lehr-grid.ts';
import './lehr-topics.ts';
import { Tail, type TailRow } from './model/tail.ts';
import { searchField } from './search-field.ts';

/** Milliseconds between two looks at what came. */
const SHOW_EVERY = 200;
/** Topics listened to at once. */
const MOST_TOPICS = 16;

interface Listening {
  readonly pattern: TopicPattern;
  readonly stop: () => void;
}

/**
 * Events of chosen topics as they come, newest first. What is shown holds still while it is paused, or while one reads further
 * down; what comes meanwhile is kept.
 *
 * @property desk       who listens
 * @event lehr-topics   detail: a TopicPattern that this page began or ceased to listen to
 */
@customElement('lehr-event-tail')
export class LehrEventTail extends LitElement {
  static override styles = [
    tool,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        flex: 1;
      }
      .filter {
        flex: 1 1 12rem;
        max-width: 24rem;
      }
      .newer {
        position: absolute;
        inset-block-start: 52px;
        justify-self: center;
        background: var(--ground);
        border-color: var(--hot);
        z-index: 2;
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | null = null;
  @state() private paused = false;
  @state() private chosen: TailRow | null = null;
  @state() private rows: readonly TailRow[] = [];
  @state() private faults: readonly string[] = [];
  @state() private listening: readonly Listening[] = [];
  @query('lehr-grid') private grid!: LehrGrid;
  readonly #tail = new Tail();
  #words: readonly string[] = [];
  /** Of the rows shown: all that came before. */
  #shown = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#tick(), SHOW_EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('desk') || changed.get('desk') === undefined) return;
    // Another session: what the old one listened to ended with it.
    for (const { pattern } of this.listening) this.#drop(pattern);
  }

  /** Listens to these as well. */
  listen(pattern: TopicPattern): void {
    const { desk } = this;
    if (!desk || this.listening.some((each) => same(each.pattern, pattern))) return;
    if (this.listening.length >= MOST_TOPICS) {
      this.faults = [words.tail.full];
      return;
    }
    this.faults = [];
    const stop = desk.subscribeRaw(
      pattern,
      (batch) => this.#tail.add(batch, Date.now()),
      (error) => {
        this.faults = [...this.faults, words.tail.refused(pattern.uri, error.message)];
        this.#drop(pattern);
      },
    );
    this.listening = [...this.listening, { pattern, stop }];
    this.#tell(pattern);
  }

  protected override render() {
    const { rows } = this;
    const newer = this.#tail.came - this.#shown;
    return html`<lehr-topics
        .patterns=${this.listening.map(({ pattern }) => pattern)}
        .faults=${this.faults}
        @lehr-listen=${({ detail }: CustomEvent<TopicPattern>) => this.listen(detail)}
        @lehr-drop=${({ detail }: CustomEvent<TopicPattern>) => this.#drop(detail)}
      ></lehr-topics>
      <div class="bar">
        ${searchField({ name: 'filter', label: words.tail.filter, hint: words.tail.filterHint, written: this.#filter })}
        <button type="button" aria-pressed=${this.paused ? 'true' : 'false'} @click=${this.#pause}>
          ${this.paused ? words.tail.go : words.tail.pause}
        </button>
        <button type="button" @click=${this.#clear}>${words.tail.clear}</button>
        <p class="count number" data-testid="tail-count">
          <span>${words.tail.came(format.count(this.#tail.came))}</span>
          <span>${words.tail.kept(format.count(rows.length))}</span>
        </p>
      </div>
      ${this.#tail.missed > 0 ? html`<p class="fault">${words.tail.missed(format.count(this.#tail.missed))}</p>` : nothing}
      <div class="split ${this.chosen ? 'open' : ''}">
        <div class="place">
          <lehr-grid
            label=${words.tabs.tail}
            .rows=${rows}
            .columns=${eventColumns}
            .cells=${eventCells}
            .chosen=${this.chosen?.id ?? null}
            @lehr-choose=${this.#choose}
          ></lehr-grid>
          ${rows.length === 0 ? html`<p class="empty">${this.#nothingYet()}</p>` : nothing}
          ${
            newer > 0 && rows.length > 0
              ? html`<button class="newer" type="button" @click=${this.#toNewest}>
                ${words.tail.newer(format.count(newer))}
              </button>`
              : nothing
          }
        </div>
        ${
          this.chosen
            ? html`<lehr-event-panel .row=${this.chosen} @lehr-close=${this.#unchoose}></lehr-event-panel>`
            : nothing
        }
      </div>`;
  }

  #nothingYet(): string {
    if (this.#words.length > 0 && this.#tail.came > 0) return words.list.nothing;
    return this.listening.length === 0 ? words.tail.none : words.tail.quiet;
  }

  /** Shows what came, unless one reads: then it waits, and says how much. */
  #tick(): void {
    if (document.hidden || this.hidden || this.#shown === this.#tail.came || !this.grid) return;
    if (!this.paused && (this.rows.length === 0 || (this.grid.atTop && !this.chosen))) this.#show();
    else this.requestUpdate();
  }

  #show(): void {
    this.#shown = this.#tail.came;
    this.rows = this.#tail.newest(this.#words);
  }

  #drop(pattern: TopicPattern): void {
    const gone = this.listening.find((each) => same(each.pattern, pattern));
    if (!gone) return;
    gone.stop();
    this.listening = this.listening.filter((each) => each !== gone);
    this.#tell(pattern);
  }

  readonly #filter = (asked: readonly string[]) => {
    this.#words = asked;
    this.#show();
    this.grid.toTop();
  };

  #pause(): void {
    this.paused = !this.paused;
    if (!this.paused) this.#toNewest();
  }

  #clear(): void {
    this.#tail.clear();
    this.chosen = null;
    this.#show();
  }

  #toNewest(): void {
    this.paused = false;
    this.chosen = null;
    this.#show();
    this.grid.toTop();
  }

  #choose({ detail }: CustomEvent<number>): void {
    this.chosen = this.rows.find(({ id }) => id === detail) ?? null;
    // On a phone what is told of the event stands below the list.
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('lehr-event-panel')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  #unchoose(): void {
    this.chosen = null;
  }

  #tell(pattern: TopicPattern): void {
    this.dispatchEvent(new CustomEvent('lehr-topics', { detail: pattern }));
  }
}

const same = (a: TopicPattern, b: TopicPattern) => a.uri === b.uri && a.match === b.match;
