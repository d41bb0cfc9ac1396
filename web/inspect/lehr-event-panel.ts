import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inspectStrings as words } from '../strings/inspect.ts';
import { tool } from './inspect-styles.ts';
import { clock } from './list-kinds.ts';
import type { TailRow } from './model/tail.ts';
import { pretty } from './model/value-text.ts';
import { facts, panel } from './panel.ts';

/**
 * One event, whole.
 *
 * @property row       the event and when it came
 * @event lehr-close   the reader has seen enough
 */
@customElement('lehr-event-panel')
export class LehrEventPanel extends LitElement {
  static override styles = [
    tool,
    css`
      /* As tall as the list at most: a long payload scrolls. */
      :host {
        min-height: 0;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) row!: TailRow;

  protected override render() {
    const { at, event } = this.row;
    const { columns } = words;
    const retained = event.retained ? html` <span class="label">${words.tail.retained}</span>` : nothing;
    const named = Object.keys(event.kwargs).length > 0;
    const content = html`${facts([
      { name: columns.time, value: html`${clock(at)}${retained}` },
      { name: columns.publisher, value: event.publisher ?? words.tail.undisclosed },
      { name: columns.publication, value: event.publication ?? '–' },
    ])}
      <h3>args</h3>
      <pre tabindex="0">${pretty(event.args)}</pre>
      ${named ? html`<h3>kwargs</h3><pre tabindex="0">${pretty(event.kwargs)}</pre>` : nothing}`;
    return panel(event.topic, content, () => this.dispatchEvent(new CustomEvent('lehr-close')));
  }
}
