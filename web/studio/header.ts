import { html, nothing, type TemplateResult } from 'lit';
import '../components/lehr-theme-toggle.ts';
import { studio } from '../strings/studio.ts';
import { addressOf, type Watching } from './watching.ts';

export interface Header {
  readonly connection: Watching['connection'];
  readonly isSignedIn: boolean;
  /** A job is shown, and not the door to a new one. */
  readonly isShowing: boolean;
  readonly toJobs: (event: Event) => void;
  readonly signOut: () => void;
  /** Shows the door to a new one. */
  readonly fresh: () => void;
}

/** How the page stands with the router, who is at it, and the way back. */
export function header({ connection, isSignedIn, isShowing, ...acts }: Header): TemplateResult {
  const { words, isOnline } = connection;
  return html`<header>
    <p class="wordmark">Lehr <span>${studio.sub}</span></p>
    <a class="skip" href="#jobs" @click=${acts.toJobs}>${studio.skip}</a>
    <p class="connection" role="status" data-testid="connection" data-state=${isOnline ? 'online' : 'connecting'}>
      ${words}
    </p>
    ${
      isSignedIn
        ? html`<span class="who" data-testid="signed-in">${studio.sign.signedIn}</span>
          <button class="plain" type="button" @click=${acts.signOut}>${studio.sign.leave}</button>`
        : nothing
    }
    ${
      isShowing
        ? html`<a class="button" href=${addressOf(null)} @click=${(event: MouseEvent) => here(event, acts.fresh)}>${studio.fresh}</a>`
        : nothing
    }
    <lehr-theme-toggle></lehr-theme-toggle>
  </header>`;
}

/** A plain press stays on the page; whoever asks for another tab gets one. */
function here(event: MouseEvent, act: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  act();
}
