import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { asWampError } from '../../peer/errors.ts';
import '../components/lehr-ask.ts';
import type { LehrAsk } from '../components/lehr-ask.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { tool } from './inspect-styles.ts';
import { clock, figure } from './list-kinds.ts';
import type { LetterRow, Slots } from './model/slots.ts';
import { pretty } from './model/value-text.ts';

/**
 * The dead letters of one slot: looked at, replayed, dropped.
 *
 * @property model      who asks the router
 * @property procedure  of the slot
 * @event lehr-said     detail: what became of what was asked for, or what is wrong, in words
 * @event lehr-acted    letters were replayed or dropped
 */
@customElement('lehr-letters')
export class LehrLetters extends LitElement {
  static override styles = [
    tool,
    css`
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
        margin-bottom: 0.8rem;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        padding-bottom: 0.9rem;
      }
    `,
  ];

  @property({ attribute: false }) model!: Slots;
  @property() procedure = '';
  @state() private letters: readonly LetterRow[] | null = null;
  /** Of the letters that were opened, by publication. */
  @state() private opened: ReadonlyMap<number, string> = new Map();
  /** What the question is about. */
  @state() private dropping: 'one' | 'all' = 'one';
  @query('h2') private heading!: HTMLElement;
  @query('lehr-ask') private question!: LehrAsk;

  /** Asks the router for the list; nothing is shown before. */
  async refresh(): Promise<void> {
    const { model, procedure } = this;
    await this.#try(words.list.failed, async () => {
      const letters = await model.letters(procedure);
      // A late answer about another slot never wins.
      if (this.model === model && this.procedure === procedure) this.letters = letters;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('model') && !changed.has('procedure')) return;
    this.letters = null;
    this.opened = new Map();
  }

  protected override render() {
    const { slots } = words;
    const ask = this.dropping === 'all' ? slots.askAll : slots.askOne;
    return html`<section aria-labelledby="heading">
      <h2 id="heading" tabindex="-1">${slots.letters(this.procedure)}</h2>
      ${this.letters === null ? nothing : this.#list(this.letters)}
      <lehr-ask
        .question=${ask.question(this.procedure)}
        .note=${ask.note}
        .yes=${ask.yes}
        .no=${ask.no}
      ></lehr-ask>
    </section>`;
  }

  #list(letters: readonly LetterRow[]) {
    const { slots } = words;
    if (letters.length === 0) return html`<p class="note">${slots.noLetters}</p>`;
    return html`<div class="actions">
        <button type="button" @click=${() => this.#act('replay', null)}>${slots.replayAll}</button>
        <button type="button" @click=${() => this.#drop(null)}>${slots.dropAll}</button>
      </div>
      <ul>
        ${repeat(
          letters,
          ({ publication }) => publication,
          (letter) => this.#letter(letter),
        )}
      </ul>`;
  }

  #letter({ publication, topic, failed, attempts, code, message }: LetterRow) {
    const { slots } = words;
    return html`<li data-testid="letter">
      <details @toggle=${(event: Event) => this.#look(event, publication)}>
        <summary>
          <span class="mono">${code}</span>
          <span class="faint">${topic} · ${clock(failed)} · ${slots.attempts(figure(attempts))}</span>
          ${message === null ? nothing : html`<span>${message}</span>`}
        </summary>
        <pre tabindex="0">${this.opened.get(publication) ?? words.list.listing}</pre>
        <div class="actions">
          <button type="button" @click=${() => this.#act('replay', [publication])}>${slots.replay}</button>
          <button type="button" @click=${() => this.#drop([publication])}>${slots.drop}</button>
        </div>
      </details>
    </li>`;
  }

  #look(event: Event, publication: number): void {
    if (!(event.target as HTMLDetailsElement).open || this.opened.has(publication)) return;
    void this.#try(words.list.failed, async () => {
      const letter = await this.model.letter(this.procedure, publication);
      this.opened = new Map(this.opened).set(publication, pretty(letter));
    });
  }

  /** @param publications null: all */
  async #drop(publications: readonly number[] | null): Promise<void> {
    const { model, procedure } = this;
    this.dropping = publications === null ? 'all' : 'one';
    await this.updateComplete;
    const isWished = await this.question.ask();
    // Another slot may have been chosen meanwhile.
    if (isWished && this.model === model && this.procedure === procedure)
      await this.#act('drop', publications);
  }

  async #act(what: 'replay' | 'drop', publications: readonly number[] | null): Promise<void> {
    await this.#try(words.slots.failed, async () => {
      const count = await this.model.act(what, this.procedure, publications);
      this.#say(words.slots[what === 'replay' ? 'replayed' : 'dropped'](figure(count)));
    });
    // The button that was pressed goes with its letter: who came by keyboard stays here.
    this.heading.focus();
    this.dispatchEvent(new CustomEvent('lehr-acted'));
  }

  async #try(failed: (why: string) => string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#say(failed(asWampError(error).message));
    }
  }

  #say(text: string): void {
    this.dispatchEvent(new CustomEvent('lehr-said', { detail: text }));
  }
}
