import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { asWampError } from '../../peer/errors.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { buttons, shared } from '../styles/shared.ts';
import { tool } from './inspect-styles.ts';
import { clock, figure } from './list-kinds.ts';
import { type LetterRow, type SlotRow, Slots } from './model/slots.ts';
import { pretty } from './model/value-text.ts';

/**
 * The slots of the router, and the dead letters of one: looked at, replayed, dropped.
 *
 * @property desk  who asks the router
 */
@customElement('lehr-slots')
export class LehrSlots extends LitElement {
  static override styles = [
    shared,
    buttons,
    tool,
    css`
      :host {
        display: block;
        overflow: auto;
      }
      :host([hidden]) {
        display: none;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        text-align: start;
        font-weight: 400;
        font-size: 0.8125rem;
        color: var(--ink-faint);
        padding: 0.25rem 0.9rem 0.25rem 0;
        vertical-align: bottom;
      }
      td {
        border-top: 1px solid var(--rule);
        padding: 0.3rem 0.9rem 0.3rem 0;
        overflow-wrap: anywhere;
        min-width: 4.5rem;
      }
      td:first-child {
        min-width: 8rem;
      }
      th.number:last-child,
      td.number:last-child,
      td button.plain {
        padding-inline-end: 0;
      }
      @media (max-width: 40rem) {
        .roomy {
          display: none;
        }
      }
      th.number,
      td.number {
        text-align: end;
      }
      section {
        margin-top: 2rem;
      }
      h2 {
        font-size: 1.125rem;
        font-weight: 600;
        margin-bottom: 0.6rem;
        overflow-wrap: anywhere;
      }
      ul {
        list-style: none;
        margin-top: 0.6rem;
      }
      li {
        border-top: 1px solid var(--rule);
      }
      summary {
        flex-wrap: wrap;
        color: var(--ink);
      }
      summary .faint {
        color: var(--ink-soft);
      }
      pre {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        padding: 0.6rem 0.8rem;
        margin-bottom: 0.8rem;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        padding-bottom: 0.9rem;
      }
      dialog {
        width: min(30rem, calc(100vw - 2rem));
        padding: 1.4rem 1.5rem 1.5rem;
        color: var(--ink);
        background: var(--raised);
        border: 1px solid var(--rule);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.55);
      }
      dialog p {
        margin: 0.7rem 0 1.1rem;
        color: var(--ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | null = null;
  @state() private slots: readonly SlotRow[] | null = null;
  @state() private letters: readonly LetterRow[] = [];
  @state() private chosen: string | null = null;
  /** Of the letters that were opened, by publication. */
  @state() private opened: ReadonlyMap<number, string> = new Map();
  @state() private said = '';
  @state() private isAsking = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  #model: Slots | null = null;

  /** Asks the router anew. */
  async refresh(): Promise<void> {
    if (!this.desk) return;
    this.#model ??= new Slots(this.desk);
    const model = this.#model;
    this.isAsking = true;
    await this.#try(async () => {
      this.slots = (await model.list()) ?? [];
      const slot = this.slots.find(({ procedure }) => procedure === this.chosen);
      this.letters = slot ? await model.letters(slot.procedure) : [];
      if (!slot) this.chosen = null;
    });
    this.isAsking = false;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('desk') || !changed.get('desk')) return;
    // Another session: what was told to the one before may not be for this one.
    this.#model = null;
    this.slots = null;
    this.chosen = null;
    this.letters = [];
    this.said = '';
  }

  protected override render() {
    return html`<div class="bar">
        <button type="button" class="plain" ?disabled=${this.isAsking} @click=${() => this.refresh()}>
          ${words.list.refresh}
        </button>
        <p role="status" class="note" data-testid="slots-said">${this.said}</p>
      </div>
      ${this.#list()} ${this.chosen === null ? nothing : this.#letters(this.chosen)} ${this.#question()}`;
  }

  #list() {
    const { slots } = this;
    if (slots === null) return html`<p class="note">${words.list.listing}</p>`;
    if (slots.length === 0) return html`<p class="note">${words.slots.none}</p>`;
    const { columns } = words;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.tabs.slots}>
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

  #letters(slot: string) {
    return html`<section aria-label=${words.slots.letters(slot)}>
      <h2>${words.slots.letters(slot)}</h2>
      ${
        this.letters.length === 0
          ? html`<p class="note">${words.slots.noLetters}</p>`
          : html`<div class="actions">
                <button type="button" @click=${() => this.#act('replay', null)}>${words.slots.replayAll}</button>
                <button type="button" @click=${() => this.dialog.showModal()}>${words.slots.dropAll}</button>
              </div>
              <ul>
                ${this.letters.map((letter) => this.#letter(slot, letter))}
              </ul>`
      }
    </section>`;
  }

  #letter(slot: string, { publication, topic, failed, attempts, code, message }: LetterRow) {
    return html`<li data-testid="letter">
      <details @toggle=${(event: Event) => this.#look(event, slot, publication)}>
        <summary>
          <span class="mono">${code}</span>
          <span class="faint">${topic} · ${clock(failed)} · ${words.slots.attempts(figure(attempts))}</span>
          ${message === null ? nothing : html`<span>${message}</span>`}
        </summary>
        <pre>${this.opened.get(publication) ?? words.list.listing}</pre>
        <div class="actions">
          <button type="button" @click=${() => this.#act('replay', [publication])}>${words.slots.replay}</button>
          <button type="button" @click=${() => this.#act('drop', [publication])}>${words.slots.drop}</button>
        </div>
      </details>
    </li>`;
  }

  #question() {
    return html`<dialog aria-labelledby="drop-heading">
      <h2 id="drop-heading">${words.slots.dropHeading(this.chosen ?? '')}</h2>
      <p>${words.slots.dropNote}</p>
      <div class="actions">
        <button type="button" @click=${() => this.dialog.close()}>${words.slots.keep}</button>
        <button type="button" class="primary" @click=${() => this.#dropAll()}>${words.slots.yes}</button>
      </div>
    </dialog>`;
  }

  #choose(procedure: string): void {
    this.chosen = procedure === this.chosen ? null : procedure;
    this.letters = [];
    this.opened = new Map();
    this.said = '';
    void this.refresh();
  }

  #look(event: Event, slot: string, publication: number): void {
    if (!(event.target as HTMLDetailsElement).open || this.opened.has(publication)) return;
    void this.#try(async () => {
      const letter = await this.#model?.letter(slot, publication);
      this.opened = new Map(this.opened).set(publication, pretty(letter));
    });
  }

  #dropAll(): void {
    this.dialog.close();
    void this.#act('drop', null);
  }

  async #act(what: 'replay' | 'drop', publications: readonly number[] | null): Promise<void> {
    const { chosen } = this;
    if (chosen === null) return;
    await this.#try(async () => {
      const count = await this.#model?.act(what, chosen, publications);
      this.said = words.slots[what === 'replay' ? 'replayed' : 'dropped'](figure(count));
    });
    await this.refresh();
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.said = words.list.failed(asWampError(error).message);
    }
  }
}
