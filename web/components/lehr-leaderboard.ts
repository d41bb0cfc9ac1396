import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Leaderboard, LeaderboardRow } from '../../peer/procedures.ts';
import { format, strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';

/**
 * Who gave most, today or of all time.
 *
 * @property board     latest leaderboard, or null before there is one
 * @property rows      how many to show
 * @property me        public id of this browser's donor, marked in the list
 * @property range     `today` or `allTime`; the visitor switches it by the two buttons
 * @property fixed     attribute: no buttons, the range is the page's choice
 * @property large     attribute: to be read from across a room
 */
@customElement('lehr-leaderboard')
export class LehrLeaderboard extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .head {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 1rem;
        flex-wrap: wrap;
        margin-bottom: 0.35rem;
      }
      h2 {
        font-size: 1.0625rem;
        font-weight: 600;
      }
      .ranges button {
        border-color: transparent;
        padding: 0 0.6rem;
        color: var(--ink-soft);
      }
      .ranges button[aria-pressed='true'] {
        color: var(--ink);
        text-decoration: underline;
        text-decoration-color: var(--hot);
        text-decoration-thickness: 2px;
        text-underline-offset: 0.4em;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        text-align: start;
        font-weight: 400;
        color: var(--ink-faint);
        font-size: 0.8125rem;
        padding: 0.2rem 0;
        line-height: 1.2;
        vertical-align: bottom;
      }
      td {
        border-top: 1px solid var(--rule);
        padding: 0.42rem 0;
        line-height: 1.35;
      }
      .rank {
        width: 2em;
        color: var(--ink-faint);
      }
      .who {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .amount,
      .found {
        width: 7.75em;
        text-align: end;
        padding-inline-start: 0.75em;
      }
      .found {
        width: 8.75em;
      }
      /* Who it is comes before how much it found. */
      @container (max-width: 21rem) {
        .found {
          display: none;
        }
      }
      .here {
        display: inline-block;
        width: 0.45em;
        height: 0.45em;
        border-radius: 50%;
        background: var(--hot);
        forced-color-adjust: none;
        margin-inline-start: 0.5em;
        vertical-align: 0.12em;
      }
      .me .who {
        font-weight: 600;
        color: var(--hot-text);
      }
      :host([large]) {
        font-size: 1.5rem;
      }
      :host([large]) h2 {
        font-size: 1.875rem;
      }
      :host([large]) .label {
        font-size: 1.25rem;
      }
      :host([large]) th {
        font-size: 1rem;
      }
      :host([large]) .rank {
        width: 3rem;
      }
      @media (max-width: 70rem) {
        :host([large]) {
          font-size: 1rem;
        }
        :host([large]) h2 {
          font-size: 1.375rem;
        }
        :host([large]) th {
          font-size: 0.8125rem;
        }
      }
      .empty {
        color: var(--ink-soft);
        border-top: 1px solid var(--rule);
        padding: 0.7rem 0;
      }
    `,
  ];

  @property({ attribute: false }) board: Leaderboard | null = null;
  @property({ type: Number }) rows = 8;
  @property() me = '';
  @property() range: keyof Leaderboard = 'today';
  @property({ type: Boolean }) fixed = false;
  @state() private chosen: keyof Leaderboard | null = null;

  protected override render() {
    const words = strings.leaderboard;
    const range = this.chosen ?? this.range;
    const rows = this.board?.[range].slice(0, this.rows) ?? [];
    return html`<div data-testid="leaderboard">
      <div class="head">
        <h2>${words.heading}${this.fixed ? html` <span class="label">${words[range]}</span>` : nothing}</h2>
        ${
          this.fixed
            ? nothing
            : html`<span class="ranges">${this.#choice('today', range)}${this.#choice('allTime', range)}</span>`
        }
      </div>
      ${rows.length === 0 ? html`<p class="empty">${words.empty}</p>` : this.#table(rows)}
    </div>`;
  }

  #choice(range: keyof Leaderboard, chosen: keyof Leaderboard) {
    return html`<button
      type="button"
      aria-pressed=${range === chosen ? 'true' : 'false'}
      @click=${() => {
        this.chosen = range;
      }}
    >
      ${strings.leaderboard[range]}
    </button>`;
  }

  #table(rows: readonly LeaderboardRow[]) {
    const words = strings.leaderboard;
    return html`<table>
      <thead>
        <tr>
          <th class="rank" scope="col"><span class="unseen">#</span></th>
          <th class="who" scope="col">${words.name}</th>
          <th class="amount" scope="col">${words.moves}</th>
          <th class="found" scope="col">${words.improvements}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, i) =>
            html`<tr class=${row.donor === this.me ? 'me' : ''}>
            <td class="rank number">${i + 1}</td>
            <td class="who">
              ${row.name}${
                row.online
                  ? html`<span class="here" role="img" aria-label=${words.online} title=${words.online}></span>`
                  : nothing
              }
            </td>
            <td class="amount number">${format.short(row.moves)}</td>
            <td class="found number">${format.count(row.improvements)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
