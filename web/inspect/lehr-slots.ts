import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { asWampError } from '../../peer/errors.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { sheet, tool } from './inspect-styles.ts';
import './lehr-letters.ts';
import type { LehrLetters } from './lehr-letters.ts';
import { figure } from './list-kinds.ts';
import { type SlotRow, Slots } from './model/slots.ts';

/**
 * The slots of the router, and beneath them the dead letters of a chosen one.
 *
 * @property desk  who asks the router
 */
@customElement('lehr-slots')
export class LehrSlots extends LitElement {
  static override styles = [
    tool,
    sheet,
    css`
      :host {
        overflow: auto;
      }
      td {
        min-width: 4.5rem;
      }
      td:first-child {
        min-width: 8rem;
      }
      td button.plain {
        padding-inline-end: 0;
        justify-content: end;
      }
      lehr-letters {
        margin-top: 2rem;
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | null = null;
  @state() private slots: readonly SlotRow[] | null = null;
  @state() private chosen: string | null = null;
  @state() private said = '';
  @state() private isAsking = false;
  @query('lehr-letters') private letters!: LehrLetters | null;
  #model: Slots | null = null;

  /** Asks the router anew. */
  async refresh(): Promise<void> {
    if (!this.desk) return;
    this.#model ??= new Slots(this.desk);
    const model = this.#model;
    this.isAsking = true;
    try {
      const slots = (await model.list()) ?? [];
      // A late answer to another session never wins.
      if (model !== this.#model) return;
      this.slots = slots;
      if (!slots.some(({ procedure }) => procedure === this.chosen)) this.chosen = null;
      await this.letters?.refresh();
    } catch (error) {
      if (model === this.#model) this.said = words.list.failed(asWampError(error).message);
    } finally {
      this.isAsking = false;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('desk') || !changed.get('desk')) return;
    // Another session: what was told to the one before may not be for this one.
    this.#model = null;
    this.slots = null;
    this.chosen = null;
    this.said = '';
  }

  protected override render() {
    return html`<div class="bar">
        <button type="button" ?disabled=${this.isAsking} @click=${this.#again}>
          ${words.list.refresh}
        </button>
        <p role="status" class="note" data-testid="slots-said">${this.said}</p>
      </div>
      ${this.#list()} ${this.#letters()}`;
  }

  #list() {
    const { slots } = this;
    if (slots === null) return html`<p class="note">${words.list.listing}</p>`;
    if (slots.length === 0) return html`<p class="note">${words.slots.none}</p>`;
    const { columns } = words;
    return html`<div class="sheet" tabindex="0" role="region" aria-label=${words.tabs.slots}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.slots.slot}</th>
            <th scope="col">${columns.topic}</th>
            <th scope="col" class="number roomy">${words.slots.members}</th>
            <th scope="col" class="number">${columns.queue}</th>
            <th scope="col" class="number roomy">${columns.inFlight}</th>
            <th scope="col" class="number">${words.slots.dead}</th>
          </tr>
        </thead>
        <tbody>
          ${slots.map((slot) => this.#slot(slot))}
        </tbody>
      </table>
    </div>`;
  }

  #slot({ procedure, topic, match, durable, members, waiting, inHand, dead }: SlotRow) {
    return html`<tr data-testid="slot">
      <td>${procedure}${durable ? html` <span class="label">${words.slots.durable}</span>` : nothing}</td>
      <td>${topic}${match === 'exact' ? nothing : html` <span class="label">${match}</span>`}</td>
      <td class="number roomy">${figure(members)}</td>
      <td class="number">${figure(waiting)}</td>
      <td class="number roomy">${figure(inHand)}</td>
      <td class="number">
        <button
          type="button"
          class="plain"
          aria-label=${words.slots.open(figure(dead), procedure)}
          aria-expanded=${procedure === this.chosen ? 'true' : 'false'}
          @click=${() => this.#choose(procedure)}
        >
          ${figure(dead)}
        </button>
      </td>
    </tr>`;
  }

  #letters() {
    if (this.chosen === null || this.#model === null) return nothing;
    return html`<lehr-letters
      .model=${this.#model}
      procedure=${this.chosen}
      @lehr-said=${({ detail }: CustomEvent<string>) => {
        this.said = detail;
      }}
      @lehr-acted=${() => this.refresh()}
    ></lehr-letters>`;
  }

  readonly #again = () => {
    this.said = '';
    return this.refresh();
  };

  #choose(procedure: string): void {
    this.chosen = procedure === this.chosen ? null : procedure;
    this.said = '';
    void this.refresh();
  }
}
