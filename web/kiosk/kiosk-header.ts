/** What the kiosk's header says beside the title: faults, how it stands, and which scene is shown. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Chaos } from '../../peer/procedures.ts';
import type { DonorStatus } from '../../worker/api.ts';
import type { Standing } from '../controllers/standing.ts';
import { strings } from '../strings/language.ts';
import type { Scene, Showing } from './scenes.ts';

/** @param chaos null where the server offers none */
export function faults(chaos: Chaos | null): TemplateResult | typeof nothing {
  if (!chaos?.on) return nothing;
  return html`<p class="faults" role="status" data-testid="chaos">${strings.kiosk.chaos.on(chaos.liars, chaos.vanishing)}</p>`;
}

export interface Reached {
  readonly status: DonorStatus | undefined;
  /** Why the page could not open its peer; empty when it did. */
  readonly failure: string;
}

export function connection(now: Standing, { status, failure }: Reached): TemplateResult {
  const online = status?.connection === 'online';
  return html`<p class="state" role="status" data-testid="connection" data-state=${online ? 'online' : 'connecting'}>
    ${failure ? strings.failed(failure) : wordsOf(now, status)}
  </p>`;
}

function wordsOf(now: Standing, status: DonorStatus | undefined): string {
  if (status?.paused === 'outdated') return strings.pause.outdated;
  if (status?.connection === 'online') return strings.job[now.state];
  return now.job || status?.reason ? strings.connection.lost : strings.connection.connecting;
}

export interface Scenes {
  /** Those that have something to show. */
  readonly shown: readonly Scene[];
  readonly choose: (scene: Scene) => void;
}

export function sceneButtons({ scene, held }: Showing, { shown, choose }: Scenes): TemplateResult {
  return html`<nav class="scenes" aria-label=${strings.kiosk.scenesLabel}>
    ${held ? html`<span class="held" data-testid="held">${strings.kiosk.held}</span>` : nothing}
    ${shown.map(
      (each) => html`<button
        type="button"
        aria-current=${each === scene ? 'true' : 'false'}
        @click=${() => choose(each)}
      >
        ${strings.kiosk.scenes[each]}
      </button>`,
    )}
  </nav>`;
}
