import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inspectStrings as words } from '../strings/inspect.ts';
import { sheet, tool } from './inspect-styles.ts';
import { clock, figure } from './list-kinds.ts';
import type { CalleeLoad, RegistrationRow, SessionRow } from './model/kinds.ts';
import type { MetaTable } from './model/meta-table.ts';
import { facts, MOST_LISTED, panel, rest } from './panel.ts';

/**
 * One registration: who serves it, and how much each has in hand.
 *
 * @property registration  the row
 * @property sessions      to name the callees
 * @event lehr-call        detail: the procedure to call by hand
 * @event lehr-close       the reader has seen enough
 */
@customElement('lehr-registration-panel')
export class LehrRegistrationPanel extends LitElement {
  static override styles = [
    tool,
    sheet,
    css`
      .load {
        display: block;
        height: 3px;
        margin-top: 0.3rem;
        background: var(--rule);
      }
      .load i {
        display: block;
        height: 100%;
        background: var(--hot);
      }
    `,
  ];

  @property({ attribute: false }) registration: RegistrationRow | null = null;
  @property({ attribute: false }) sessions: MetaTable<SessionRow> | null = null;

  protected override render() {
    const row = this.registration;
    return panel(row?.uri ?? '–', row ? this.#told(row) : nothing, () => this.#close());
  }

  #told(row: RegistrationRow) {
    const { columns } = words;
    return html`${facts([
      { name: columns.id, value: row.id },
      { name: columns.match, value: row.match },
      { name: columns.invoke, value: row.invoke },
      { name: columns.since, value: clock(row.since) },
      { name: columns.inFlight, value: figure(row.inFlight), counts: true, testid: 'in-flight' },
      { name: columns.queue, value: figure(row.queue), counts: true, testid: 'queue' },
    ])}
      ${row.match === 'exact' ? html`<button type="button" @click=${this.#call}>${words.registration.call}</button>` : nothing}
      <h3>${words.registration.callees}</h3>
      ${row.callees ? this.#callees(row.callees) : html`<p class="note">${words.registration.none}</p>`}`;
  }

  #callees(callees: readonly CalleeLoad[]) {
    const { columns } = words;
    return html`<table>
        <thead>
          <tr>
            <th scope="col">${columns.session}</th>
            <th scope="col" class="number">${columns.inFlight}</th>
            <th scope="col" class="number">${columns.concurrency}</th>
            <th scope="col" class="number">${columns.pinned}</th>
          </tr>
        </thead>
        <tbody>
          ${callees.slice(0, MOST_LISTED).map((callee) => this.#callee(callee))}
        </tbody>
      </table>
      ${rest(callees.length, figure)}`;
  }

  #callee({ session, inFlight, queue, concurrency }: CalleeLoad) {
    const part = concurrency ? Math.min(1, inFlight / concurrency) : inFlight > 0 ? 1 : 0;
    return html`<tr data-testid="callee">
      <td>
        ${this.sessions?.get(session)?.authid ?? session}
        <span class="load" aria-hidden="true"><i style=${`width:${part * 100}%`}></i></span>
      </td>
      <td class="number">${figure(inFlight)}</td>
      <td class="number">${concurrency === null ? words.unlimited : figure(concurrency)}</td>
      <td class="number">${figure(queue)}</td>
    </tr>`;
  }

  #call(): void {
    this.dispatchEvent(new CustomEvent('lehr-call', { detail: this.registration?.uri }));
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('lehr-close'));
  }
}
