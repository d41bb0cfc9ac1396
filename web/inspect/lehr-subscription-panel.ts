import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TopicPattern } from '../../peer/client.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { tool } from './inspect-styles.ts';
import { clock, figure } from './list-kinds.ts';
import type { SessionRow, SubscriptionRow } from './model/kinds.ts';
import type { MetaTable } from './model/meta-table.ts';
import { facts, MOST_LISTED, panel, rest } from './panel.ts';

/**
 * One subscription: who listens.
 *
 * @property subscription  the row
 * @property sessions      to name the subscribers
 * @property desk          who asks the router
 * @event lehr-tail        detail: the TopicPattern to listen to
 * @event lehr-close       the reader has seen enough
 */
@customElement('lehr-subscription-panel')
export class LehrSubscriptionPanel extends LitElement {
  static override styles = [
    tool,
    css`
      ul {
        list-style: none;
      }
      li {
        border-top: 1px solid var(--rule);
        padding: 0.45rem 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) subscription: SubscriptionRow | null = null;
  @property({ attribute: false }) sessions: MetaTable<SessionRow> | null = null;
  @property({ attribute: false }) desk: Desk | null = null;
  @state() private subscribers: readonly number[] | null = null;
  /** The row that the list is of: its count changed, so did who they are. */
  #of: SubscriptionRow | null = null;

  protected override willUpdate(): void {
    if (this.subscription === this.#of) return;
    if (this.subscription?.id !== this.#of?.id) this.subscribers = null;
    this.#of = this.subscription;
    if (this.#of) void this.#ask(this.#of);
  }

  protected override render() {
    const row = this.subscription;
    return panel(row?.uri ?? '–', row ? this.#told(row) : nothing, () => this.#close());
  }

  #told(row: SubscriptionRow) {
    const { columns } = words;
    return html`${facts([
      { name: columns.id, value: row.id },
      { name: columns.match, value: row.match },
      { name: columns.since, value: clock(row.since) },
      { name: columns.subscribers, value: figure(row.subscribers ?? this.subscribers?.length), counts: true },
    ])}
      <button type="button" @click=${this.#tail}>${words.subscription.tail}</button>
      <h3>${words.subscription.subscribers}</h3>
      ${this.subscribers ? this.#list(this.subscribers) : nothing}`;
  }

  #list(subscribers: readonly number[]) {
    return html`<ul>
        ${subscribers.slice(0, MOST_LISTED).map(
          (id) =>
            html`<li data-testid="subscriber">
                ${this.sessions?.get(id)?.authid ?? ''} <span class="label number">${id}</span>
              </li>`,
        )}
      </ul>
      ${rest(subscribers.length, figure)}`;
  }

  async #ask(row: SubscriptionRow): Promise<void> {
    try {
      const result = await this.desk?.callRaw('wamp.subscription.list_subscribers', [row.id]);
      const [ids] = result?.args ?? [];
      // A late answer about another row, or an older one, never wins.
      if (row === this.#of && Array.isArray(ids)) this.subscribers = ids;
    } catch {
      // It ended: the list shows so.
    }
  }

  #tail(): void {
    const row = this.subscription;
    if (!row) return;
    const detail = { uri: row.uri, match: row.match } as TopicPattern;
    this.dispatchEvent(new CustomEvent('lehr-tail', { detail }));
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('lehr-close'));
  }
}
