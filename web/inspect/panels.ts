/** What stands beside a list of the inspector when a row of it is chosen. */
import { html, type TemplateResult } from 'lit';
import type { TopicPattern } from '../../peer/client.ts';
import type { Desk } from '../../worker/desk-api.ts';
import './lehr-registration-panel.ts';
import './lehr-session-panel.ts';
import './lehr-subscription-panel.ts';
import type { RouterLists } from './router-lists.ts';

export type ListTab = 'sessions' | 'registrations' | 'subscriptions';

export interface Around {
  readonly lists: RouterLists;
  readonly desk: Desk;
  /** Session id of this page. */
  readonly own: number;
}

export interface PanelActs {
  readonly close: () => void;
  /** Offers the procedure to be called by hand. */
  readonly call: (uri: string) => void;
  readonly tail: (pattern: TopicPattern) => void;
}

export function panelOf(
  { tab, id }: { readonly tab: ListTab; readonly id: number },
  { lists, desk, own }: Around,
  { close, call, tail }: PanelActs,
): TemplateResult {
  const { sessions, registrations, subscriptions } = lists;
  if (tab === 'sessions')
    return html`<lehr-session-panel
      .session=${sessions.get(id) ?? null}
      .desk=${desk}
      .own=${own}
      @lehr-close=${close}
    ></lehr-session-panel>`;
  if (tab === 'registrations')
    return html`<lehr-registration-panel
      .registration=${registrations.get(id) ?? null}
      .sessions=${sessions}
      @lehr-close=${close}
      @lehr-call=${({ detail }: CustomEvent<string>) => call(detail)}
    ></lehr-registration-panel>`;
  return html`<lehr-subscription-panel
    .subscription=${subscriptions.get(id) ?? null}
    .sessions=${sessions}
    .desk=${desk}
    @lehr-close=${close}
    @lehr-tail=${({ detail }: CustomEvent<TopicPattern>) => tail(detail)}
  ></lehr-subscription-panel>`;
}
