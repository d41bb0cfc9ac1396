import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { dialogs } from '../styles/dialogs.ts';
import { tool } from './inspect-styles.ts';
import { clock } from './list-kinds.ts';
import type { SessionRow } from './model/kinds.ts';
import { facts, panel } from './panel.ts';

const REASON = 'wamp.close.killed';
/** As the router sees it (WAMP, "URIs", loose). */
const URI = /^[^\s.#]+(\.[^\s.#]+)*$/;

/**
 * All that is known of one session, and the way to end it, which asks first.
 *
 * @property session      the row, or null when the session is gone
 * @property desk         who asks the router
 * @property own          session id of this page, which is not offered its own end
 * @event lehr-close      the reader has seen enough
 */
@customElement('lehr-session-panel')
export class LehrSessionPanel extends LitElement {
  static override styles = [
    tool,
    dialogs,
    css`
      dialog {
        width: min(30rem, calc(100vw - 2rem));
      }
      dialog form {
        margin-top: 0;
      }
      dialog p {
        margin: 0.7rem 0 1.1rem;
        color: var(--ink-soft);
      }
      dialog label {
        margin-bottom: 0.9rem;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        justify-content: end;
        margin-top: 0.5rem;
      }
    `,
  ];

  @property({ attribute: false }) session: SessionRow | null = null;
  @property({ attribute: false }) desk: Desk | null = null;
  @property({ type: Number }) own = 0;
  @state() private said = '';
  @state() private fault = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;

  protected override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get('session') as SessionRow | null | undefined;
    if (before && this.session && before.id !== this.session.id) this.said = '';
  }

  protected override render() {
    const { session } = this;
    const content = html`${session ? this.#facts(session) : nothing}
      <p role="status">${this.said}</p>
      ${session && session.id !== this.own ? html`<button type="button" @click=${this.#ask}>${words.kill.open}</button>` : nothing}
      ${this.#question(session)}`;
    return panel(session?.authid ?? '–', content, () => this.#close());
  }

  #question(session: SessionRow | null) {
    return html`<dialog aria-labelledby="kill-heading">
      <form method="dialog" @submit=${this.#kill}>
        <h2 id="kill-heading">${words.kill.heading(session?.authid ?? '')}</h2>
        <p>${words.kill.note}</p>
        <label
          >${words.kill.reason}
          <input
            name="reason"
            class="mono"
            spellcheck="false"
            autocomplete="off"
            aria-invalid=${this.fault ? 'true' : 'false'}
          />
        </label>
        ${this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : nothing}
        <label>${words.kill.message}<input name="message" autocomplete="off" /></label>
        <div class="actions">
          <button type="button" @click=${() => this.dialog.close()}>${words.kill.no}</button>
          <button class="primary" type="submit">${words.kill.yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  #facts(session: SessionRow) {
    const { columns } = words;
    const told: readonly (readonly [string, string])[] = [
      [columns.id, String(session.id)],
      [columns.role, session.role],
      [columns.method, session.method],
      [columns.agent, session.agent],
      [columns.transport, session.transport],
      [columns.address, session.address],
      [columns.serializer, session.serializer],
      [columns.since, clock(session.since)],
    ];
    return facts(told.map(([name, value]) => ({ name, value: value || '–' })));
  }

  #ask(): void {
    this.form.reset();
    (this.form.elements.namedItem('reason') as HTMLInputElement).value = REASON;
    this.fault = '';
    this.dialog.showModal();
  }

  async #kill(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(this.form);
    const reason = String(given.get('reason') ?? '').trim();
    const message = String(given.get('message') ?? '').trim();
    if (!URI.test(reason)) {
      this.fault = words.kill.badReason;
      return;
    }
    this.dialog.close();
    const { session, desk } = this;
    if (!session || !desk) return;
    try {
      await desk.callRaw('wamp.session.kill', [session.id], {
        kwargs: { reason, ...(message === '' ? {} : { message }) },
      });
      this.said = words.kill.done;
    } catch (error) {
      this.said = words.kill.failed((error as Error).message);
    }
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('lehr-close'));
  }
}
