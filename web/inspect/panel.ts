/** What all panels of the inspector are made of: a head with the way out, and facts. */
import { html, nothing, type TemplateResult } from 'lit';
import { inspectStrings as words } from '../strings/inspect.ts';

/**
 * A panel beside a list.
 *
 * @param content  nothing while what it tells of is gone
 * @param close    the reader has seen enough
 */
export function panel(heading: string, content: unknown, close: () => void): TemplateResult {
  return html`<div class="panel" data-testid="panel">
    <div class="panel-head">
      <h2>${heading}</h2>
      <button class="close" type="button" aria-label=${words.list.close} @click=${close}>×</button>
    </div>
    ${content}
  </div>`;
}

export interface Fact {
  readonly name: string;
  readonly value: unknown;
  /** A number, in figures of one width. */
  readonly counts?: boolean;
  readonly testid?: string;
}

export function facts(all: readonly Fact[]): TemplateResult {
  return html`<dl class="facts">
    ${all.map(
      ({ name, value, counts = false, testid }) =>
        html`<dt>${name}</dt><dd class=${counts ? 'number' : ''} data-testid=${testid ?? nothing}>${value}</dd>`,
    )}
  </dl>`;
}

/** Entries that a panel lists; of more it says how many. */
export const MOST_LISTED = 200;

/** @param figure how many there are, written */
export function rest(count: number, figure: (value: number) => string): TemplateResult | typeof nothing {
  if (count <= MOST_LISTED) return nothing;
  return html`<p class="note">${words.subscription.more(figure(count - MOST_LISTED))}</p>`;
}
