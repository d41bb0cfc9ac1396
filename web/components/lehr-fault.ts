import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Fault } from '../../worker/files/protocol.ts';
import { faultIn } from '../strings/fault.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { fields } from '../styles/fields.ts';
import { buttons, shared } from '../styles/shared.ts';

/**
 * What is wrong with a file and where, with the line to correct.
 *
 * @property fault      what was found
 * @fires lehr-mend     CustomEvent<{line, text}>: read again with this line
 * @fires lehr-again    the visitor wants to give other places
 */
@customElement('lehr-fault')
export class LehrFault extends LitElement {
  static override styles = [
    shared,
    buttons,
    fields,
    css`
      section {
        display: grid;
        gap: 1rem;
        padding: 1.25rem clamp(1rem, 2.5vw, 1.75rem);
        border: 1px solid var(--rule);
        border-inline-start: 4px solid var(--hot);
        border-radius: 3px;
        background: var(--raised);
      }
      h2 {
        font-size: 1.5rem;
        font-weight: 500;
        letter-spacing: -0.015em;
      }
      .where {
        color: var(--hot-text);
        font-weight: 600;
      }
      .message {
        margin-top: 0.35rem;
        max-width: 46em;
        overflow-wrap: anywhere;
      }
      input.code {
        font-family: ui-monospace, "Cascadia Mono", "Source Code Pro", Menlo, Consolas, monospace;
        font-size: 0.9375rem;
      }
      ol {
        list-style: none;
        overflow-x: auto;
        padding-block: 0.3rem;
        border-block: 1px solid var(--rule);
      }
      li {
        display: grid;
        grid-template-columns: calc(var(--digits) * 1ch) 1fr;
        gap: 1.5em;
        white-space: pre;
        line-height: 1.6;
        color: var(--ink-soft);
      }
      li span:first-child {
        color: var(--ink-faint);
        text-align: end;
      }
      li[aria-current] {
        color: var(--ink);
      }
      li[aria-current] span:first-child {
        color: var(--hot-text);
        font-weight: 600;
      }
      mark {
        color: inherit;
        background: color-mix(in srgb, var(--hot) 30%, transparent);
        box-shadow: 0 2px 0 var(--hot);
      }
      h2:focus-visible {
        outline: none;
      }
      form {
        display: grid;
        gap: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) fault!: Fault;
  @query('input') private line!: HTMLInputElement | null;

  protected override render() {
    const { fault } = this;
    const words = studio.fault;
    return html`<section aria-labelledby="heading">
      <div role="alert">
        <h2 id="heading" tabindex="-1">${words.heading}</h2>
        ${
          fault.line === null
            ? nothing
            : html`<p class="where number" data-testid="where">${words.where(format.count(fault.line))}</p>`
        }
        <p class="message" data-testid="fault">${this.#message()}</p>
      </div>
      ${this.#around()}
      ${fault.around.length > 0 ? this.#mend() : this.#other()}
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('fault')) return;
    if (this.line) this.line.value = this.#lineAtFault();
    this.renderRoot.querySelector('h2')?.focus();
  }

  #message(): string {
    const { why, message } = this.fault;
    if (why === 'gone') return studio.fault.notHere;
    if (why === 'large') return studio.fault.tooLarge(message);
    if (why === 'few') return studio.fault.tooFew(Number(message));
    return why === 'ended' ? studio.fault.ended : faultIn(strings.language, message);
  }

  #around() {
    const { around, line } = this.fault;
    const last = around.at(-1);
    if (!last) return nothing;
    // The end of the last line is no line to show.
    const shown = last.text === '' && last.number !== line ? around.slice(0, -1) : around;
    return html`<ol
      class="code"
      tabindex="0"
      aria-label=${studio.fault.where(format.count(line ?? 0))}
      style=${`--digits:${String(last.number).length}`}
    >
      ${shown.map(
        ({ number, text }) =>
          html`<li aria-current=${number === line ? 'true' : nothing}><span>${number}</span><span>${number === line ? this.#marked(text) : text}</span></li>`,
      )}
    </ol>`;
  }

  /** The line with what is at fault marked: from its column to the end of the word or cell. */
  #marked(text: string) {
    const { column } = this.fault;
    if (column === null || column > text.length) return text;
    const rest = text.slice(column - 1);
    const length = rest.search(/(?!^)[,;\t\s]/);
    const end = column - 1 + (length < 0 ? rest.length : length);
    return html`${text.slice(0, column - 1)}<mark>${text.slice(column - 1, end)}</mark>${text.slice(end)}`;
  }

  #mend() {
    const words = studio.fault;
    return html`<form @submit=${this.#submit}>
      <label>
        <span class="label">${words.line(format.count(this.fault.line ?? 0))}</span>
        <input class="code" type="text" spellcheck="false" autocomplete="off" />
      </label>
      <div class="row">
        <button class="primary" type="submit">${words.retry}</button>
        ${this.#other()}
      </div>
      <p class="label">${words.kept}</p>
    </form>`;
  }

  #other() {
    return html`<span
      ><button type="button" @click=${() => this.dispatchEvent(new Event('lehr-again'))}>${studio.fault.other}</button></span
    >`;
  }

  #lineAtFault(): string {
    const { around, line } = this.fault;
    return around.find(({ number }) => number === line)?.text ?? '';
  }

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const detail = { line: this.fault.line ?? 0, text: this.line?.value ?? '' };
    this.dispatchEvent(new CustomEvent('lehr-mend', { detail }));
  };
}
