import { html, nothing } from 'lit';
import type { DeskStatus } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';

/** How the session stands, said in words; nothing before there is one, or where it was refused. */
export function connectionLine(status: DeskStatus | null, realm: string) {
  if (!status || status.is === 'refused') return nothing;
  const text =
    status.is === 'open'
      ? words.connection.open(status.role, realm)
      : status.reason === ''
        ? words.connection.connecting
        : words.connection.why(status.reason);
  return html`<p class="state" role="status" data-testid="connection" data-state=${status.is === 'open' ? 'online' : 'connecting'}>
    ${text}
  </p>`;
}
