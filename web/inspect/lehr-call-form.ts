import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CancelMode } from '../../peer/client.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { callRecord, callRecordStyle } from './call-record.ts';
import { tool } from './inspect-styles.ts';
import { CallLog, type CallText } from './model/call-log.ts';
import { type Typed, typedArgs, typedKwargs } from './model/payload-input.ts';

/** Names offered while one types: more are no help. */
const MOST_OFFERED = 500;
const META = [
  'wamp.session.count',
  'wamp.session.list',
  'wamp.session.get',
  'wamp.registration.list',
  'wamp.registration.get',
  'wamp.registration.match',
  'wamp.subscription.list',
  'wamp.subscription.get',
  'wamp.subscription.match',
  'wamp.subscription.get_events',
];

interface Faults {
  readonly uri?: string;
  readonly args?: string;
  readonly kwargs?: string;
  readonly timeout?: string;
}

/**
 * Calls any procedure by hand, and keeps what came back.
 *
 * @property desk        who calls
 * @property procedures  names to offer
 */
@customElement('lehr-call-form')
export class LehrCallForm extends LitElement {
  static override styles = [
    tool,
    callRecordStyle,
    css`
      :host {
        flex: 1;
        min-height: 0;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr);
        gap: clamp(1rem, 3vw, 3rem);
        align-items: start;
      }
      form {
        display: grid;
        gap: 0.9rem;
      }
      .options {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
        gap: 0.6rem 1.2rem;
        align-items: end;
        padding-bottom: 0.5rem;
      }
      h2 {
        font-size: 1.0625rem;
        font-weight: 600;
        margin-bottom: 0.6rem;
      }
      form button {
        justify-self: start;
      }
      @media (max-width: 60rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | null = null;
  @property({ attribute: false }) procedures: readonly string[] = [];
  @state() private faults: Faults = {};
  @query('form') private form!: HTMLFormElement;
  #scheduled = false;
  readonly #log = new CallLog(() => this.#changed());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#log.cancelAll();
  }

  /** Puts the procedure into the form. */
  async prepare(uri: string): Promise<void> {
    await this.updateComplete;
    this.#fill({ uri, args: '', kwargs: '' });
    this.#field('args').focus();
  }

  protected override render() {
    const { call } = words;
    const acts = {
      cancel: (id: number) => this.#log.cancel(id),
      again: (text: CallText) => this.#fill(text),
    };
    return html`<div class="columns">
      <form @submit=${this.#submit} @input=${this.#forgive} novalidate>
        <label>
          ${call.uri}
          <input
            name="uri"
            class="mono"
            list="procedures"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            aria-invalid=${this.faults.uri ? 'true' : 'false'}
          />
        </label>
        ${this.#fault(this.faults.uri)}
        <datalist id="procedures">
          ${[...this.procedures.slice(0, MOST_OFFERED), ...META].map((uri) => html`<option value=${uri}></option>`)}
        </datalist>
        <label>
          ${call.args}
          <textarea
            name="args"
            rows="4"
            spellcheck="false"
            placeholder="[]"
            aria-invalid=${this.faults.args ? 'true' : 'false'}
          ></textarea>
        </label>
        ${this.#fault(this.faults.args)}
        <label>
          ${call.kwargs}
          <textarea
            name="kwargs"
            rows="3"
            spellcheck="false"
            placeholder="{}"
            aria-invalid=${this.faults.kwargs ? 'true' : 'false'}
          ></textarea>
        </label>
        ${this.#fault(this.faults.kwargs)}
        <details>
          <summary>${call.more}</summary>
          <div class="options">
            <label
              >${call.timeout}
              <input
                name="timeout"
                inputmode="decimal"
                value="30"
                aria-invalid=${this.faults.timeout ? 'true' : 'false'}
              />
            </label>
            <label
              >${call.mode}
              <select name="mode">
                ${(['killnowait', 'kill', 'skip'] as const).map((mode) => html`<option value=${mode}>${call.modes[mode]}</option>`)}
              </select>
            </label>
            <label>${call.rkey}<input name="rkey" spellcheck="false" autocomplete="off" /></label>
            <label class="check"><input type="checkbox" name="progressive" />${call.progressive}</label>
            <label class="check"><input type="checkbox" name="disclose" />${call.disclose}</label>
          </div>
        </details>
        ${this.#fault(this.faults.timeout)}
        <button class="primary" type="submit" ?disabled=${!this.desk}>${call.go}</button>
      </form>
      <section>
        <h2>${call.history}</h2>
        ${
          this.#log.records.length === 0
            ? html`<p class="note">${call.none}</p>`
            : html`<ol>
                ${this.#log.records.map((record) => callRecord(record, acts))}
              </ol>`
        }
      </section>
    </div>`;
  }

  #fault(text: string | undefined) {
    return text ? html`<p class="fault" role="alert">${text}</p>` : nothing;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(this.form);
    const text = (name: string) => String(given.get(name) ?? '');
    const uri = text('uri').trim();
    const args = typedArgs(text('args'));
    const kwargs = typedKwargs(text('kwargs'));
    const seconds = Number(text('timeout').trim().replace(',', '.'));
    const isTime = Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400;
    this.faults = {
      ...(uri === '' ? { uri: words.call.noUri } : {}),
      ...('fault' in args ? { args: said(args) } : {}),
      ...('fault' in kwargs ? { kwargs: said(kwargs) } : {}),
      ...(isTime ? {} : { timeout: words.call.noTimeout }),
    };
    const [first] = Object.keys(this.faults);
    if (first) this.#field(first).focus();
    if (first || !this.desk || 'fault' in args || 'fault' in kwargs) return;
    const rkey = text('rkey').trim();
    await this.#log.call(this.desk, { uri, args: text('args'), kwargs: text('kwargs') }, args.value, {
      timeout: Math.round(seconds * 1000),
      cancel: text('mode') as CancelMode,
      progressive: given.has('progressive'),
      ...(Object.keys(kwargs.value).length > 0 ? { kwargs: kwargs.value } : {}),
      ...(rkey === '' ? {} : { rkey }),
      options: { _disclose_callee: true, ...(given.has('disclose') ? { disclose_me: true } : {}) },
    });
  }

  readonly #forgive = () => {
    if (Object.keys(this.faults).length > 0) this.faults = {};
  };

  #fill(text: CallText): void {
    this.faults = {};
    for (const name of ['uri', 'args', 'kwargs'] as const) this.#field(name).value = text[name];
  }

  #field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  /** Progressive results may come by the thousand. */
  #changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.requestUpdate();
    });
  }
}

function said(typed: Extract<Typed<unknown>, { fault: string }>): string {
  const { faults } = words.call;
  return typed.fault === 'json' ? faults.json(typed.line, typed.column, typed.found) : faults[typed.fault];
}
