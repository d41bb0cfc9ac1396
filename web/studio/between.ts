import { html, type TemplateResult } from 'lit';
import type { ColumnMapping } from '../../worker/files/protocol.ts';
import '../components/lehr-columns.ts';
import '../components/lehr-fault.ts';
import { studio } from '../strings/studio.ts';
import type { Phase } from './draft.ts';

export interface Way {
  /** Where the places stand in the table. */
  readonly choose: (columns: ColumnMapping) => void;
  /** Reads again, with the line as it is now. */
  readonly mend: (line: number, text: string) => void;
  /** Gives up what was given. */
  readonly again: () => void;
}

/** Between what was given and what was read: it is being read, or something is unclear or wrong. */
export function between(
  phase: Exclude<Phase, { is: 'empty' | 'ready' }>,
  { choose, mend, again }: Way,
): TemplateResult {
  if (phase.is === 'reading') return reading(phase, again);
  if (phase.is === 'unclear') {
    return html`<lehr-columns
      .table=${phase.table}
      @lehr-columns=${(event: CustomEvent<ColumnMapping>) => choose(event.detail)}
      @lehr-again=${again}
    ></lehr-columns>`;
  }
  return html`<lehr-fault
    .fault=${phase}
    @lehr-mend=${({ detail }: CustomEvent<{ line: number; text: string }>) => mend(detail.line, detail.text)}
    @lehr-again=${again}
  ></lehr-fault>`;
}

/** While something is read: what, and the way out. */
function reading({ what, name }: Extract<Phase, { is: 'reading' }>, stop: () => void): TemplateResult {
  const words = studio.reading;
  const says = what === 'file' ? words.file(name) : words[what];
  return html`<div class="reading" data-testid="reading">
    <p role="status">${says}</p>
    <progress aria-label=${says}></progress>
    <button type="button" @click=${stop}>${words.stop}</button>
  </div>`;
}
