/** The tabs of the inspector: which there are, and the strip in which one is chosen, also by arrow keys, Home and End. */
import { html, nothing, type TemplateResult } from 'lit';
import { inspectStrings as words } from '../strings/inspect.ts';
import type { ListTab } from './panels.ts';
import type { RouterLists } from './router-lists.ts';

const TABS = ['sessions', 'registrations', 'subscriptions', 'services', 'slots', 'tail', 'call'] as const;
export type Tab = (typeof TABS)[number];

export function isList(tab: Tab): tab is ListTab {
  return tab === 'sessions' || tab === 'registrations' || tab === 'subscriptions';
}

interface Strip {
  readonly tab: Tab;
  readonly lists: RouterLists | null;
  /** Services that are not well. */
  readonly unwell: number;
}

/** @param show resolves when the tab stands there: who came by key goes on from its button */
export function tabStrip(strip: Strip, show: (tab: Tab) => Promise<unknown>): TemplateResult {
  const byKey = async (event: KeyboardEvent) => {
    const next = keyed(strip.tab, event.key);
    if (!next) return;
    event.preventDefault();
    const buttons = event.currentTarget as HTMLElement;
    await show(next);
    buttons.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${words.tabs.label} @keydown=${byKey}>
    ${TABS.map((tab) => button(tab, strip, () => void show(tab)))}
  </div>`;
}

/** The tab that a key leads to. */
function keyed(tab: Tab, key: string): Tab | undefined {
  const at = TABS.indexOf(tab);
  const places: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1 + TABS.length,
    Home: 0,
    End: TABS.length - 1,
  };
  const place = places[key];
  return place === undefined ? undefined : TABS[place % TABS.length];
}

function button(tab: Tab, { tab: chosen, lists, unwell }: Strip, show: () => void): TemplateResult {
  const count = isList(tab) ? (lists?.[tab] ?? null) : null;
  return html`<button
    type="button"
    role="tab"
    id=${`tab-${tab}`}
    aria-selected=${tab === chosen ? 'true' : 'false'}
    aria-controls="panel"
    tabindex=${tab === chosen ? 0 : -1}
    @click=${show}
  >
    ${words.tabs[tab]}${count?.listed ? html`<span class="number">${count.size}</span>` : nothing}${
      tab === 'services' && unwell > 0
        ? html`<span class="unwell">${words.services.unwell(String(unwell))}</span>`
        : nothing
    }
  </button>`;
}
