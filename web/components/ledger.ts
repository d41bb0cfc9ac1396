import { html, type TemplateResult } from 'lit';
import { program } from '../controllers/program.ts';
import { strings } from '../strings/language.ts';
import './lehr-program.ts';

/** What the visitor should know before they press: the rows of a `dl`. */
export function ledger(): TemplateResult[] {
  const { rows, runs } = strings.consent.ledger;
  return rows.map(
    ([term, text]) => html`<div>
      <dt>${term}</dt>
      <dd>${text.replace('{host}', location.host)}${term === runs ? html`<lehr-program .program=${program()}></lehr-program>` : ''}</dd>
    </div>`,
  );
}
