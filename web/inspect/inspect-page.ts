import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { TopicPattern } from '../../peer/client.ts';
import '../components/lehr-theme-toggle.ts';
import type { Credential, Desk, DeskStatus } from '../../worker/desk-api.ts';
import {
  forgetCredential,
  keepCredential,
  onNewCredential,
  openDesk,
  takeCredential,
} from '../../worker/page/desk.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';
import './lehr-call-form.ts';
import './lehr-event-tail.ts';
import './lehr-meta-list.ts';
import './lehr-services.ts';
import './lehr-sign-in.ts';
import './lehr-slots.ts';
import './lehr-vital-signs.ts';
import { connectionLine } from './connection-line.ts';
import { layout } from './inspect-layout.ts';
import type { LehrCallForm } from './lehr-call-form.ts';
import type { LehrEventTail } from './lehr-event-tail.ts';
import type { LehrMetaList } from './lehr-meta-list.ts';
import type { LehrSlots } from './lehr-slots.ts';
import { LIST_KINDS } from './list-kinds.ts';
import { type ListTab, panelOf } from './panels.ts';
import { RouterLists } from './router-lists.ts';
import { isList, type Tab, tabStrip } from './tabs.ts';

/** Before the class: the element stands in the page already, and is made as soon as it is defined. */
const NOTHING_CHOSEN = { sessions: null, registrations: null, subscriptions: null } as const;
const NOT_ALLOWED = 'wamp.error.not_authorized';

/**
 * The page `/inspect`: sessions, registrations, subscriptions, events and calls of a router, over its own meta API alone: it
 * knows nothing of annealing.
 */
@customElement('lehr-inspect-page')
export class LehrInspectPage extends LitElement {
  static override styles = [shared, buttons, layout];

  @state() private status: DeskStatus | null = null;
  @state() private tab: Tab = 'sessions';
  @state() private chosen: Readonly<Record<ListTab, number | null>> = NOTHING_CHOSEN;
  @state() private fault = '';
  /** Offered to who calls by hand: as they were when the form was opened. */
  @state() private procedures: readonly string[] = [];
  /** Services that are not well. */
  @state() private unwell = 0;
  @query('lehr-meta-list') private list!: LehrMetaList | null;
  @query('lehr-event-tail') private eventTail!: LehrEventTail;
  @query('lehr-slots') private slots!: LehrSlots;
  @query('lehr-call-form') private callForm!: LehrCallForm;
  #credential: Credential | null = null;
  #desk: Desk | null = null;
  #lists: RouterLists | null = null;
  /** Session that they were last listed in. */
  #session = 0;
  #ends: (() => void)[] = [];
  #scheduled = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends.push(onNewCredential((credential) => this.#open(credential)));
    const credential = takeCredential();
    if (credential) this.#open(credential);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
    this.#close();
  }

  protected override render() {
    return html`<header>
        <p class="wordmark">Lehr</p>
        <h1>${words.heading}</h1>
        ${connectionLine(this.status, this.#credential?.realm ?? '')}
        <span class="tools">
          ${
            this.#credential && this.status?.is !== 'refused'
              ? html`<button type="button" class="plain" @click=${this.#signOut}>${words.signOut}</button>`
              : nothing
          }
          <lehr-theme-toggle></lehr-theme-toggle>
        </span>
      </header>
      <main>${this.#desk ? this.#tool(this.#desk) : this.#door()}</main>`;
  }

  #door() {
    return html`<lehr-sign-in
      .fault=${this.fault}
      @lehr-credential=${({ detail }: CustomEvent<Credential>) => {
        keepCredential(detail);
        this.#open(detail);
      }}
    ></lehr-sign-in>`;
  }

  #tool(desk: Desk) {
    return html`<lehr-vital-signs></lehr-vital-signs>
      ${tabStrip({ tab: this.tab, lists: this.#lists, unwell: this.unwell }, (tab) => this.#show(tab))}
      <div
        id="panel"
        class="view"
        role="tabpanel"
        aria-labelledby=${`tab-${this.tab}`}
        data-tab=${this.tab}
      >
        ${this.#listOf(this.tab, desk)}
        <lehr-services
          ?hidden=${this.tab !== 'services'}
          .desk=${desk}
          @lehr-unwell=${({ detail }: CustomEvent<number>) => {
            this.unwell = detail;
          }}
        ></lehr-services>
        <lehr-slots ?hidden=${this.tab !== 'slots'} .desk=${desk}></lehr-slots>
        <lehr-event-tail
          ?hidden=${this.tab !== 'tail'}
          .desk=${desk}
          @lehr-topics=${({ detail }: CustomEvent<TopicPattern>) => void this.#lists?.lookUp(detail)}
        ></lehr-event-tail>
        <lehr-call-form
          ?hidden=${this.tab !== 'call'}
          .desk=${desk}
          .procedures=${this.procedures}
        ></lehr-call-form>
      </div>`;
  }

  #listOf(tab: Tab, desk: Desk) {
    if (!isList(tab)) return nothing;
    return html`<lehr-meta-list
      name=${tab}
      .kind=${LIST_KINDS[tab] as unknown as LehrMetaList['kind']}
      .table=${this.#lists?.[tab] as unknown as LehrMetaList['table'] | undefined}
      .own=${this.#session}
      ?gauges=${tab !== 'sessions'}
      .chosen=${this.chosen[tab]}
      @lehr-choose=${({ detail }: CustomEvent<number>) => this.#choose(tab, detail)}
      >${this.#panelOf(tab, desk)}</lehr-meta-list
    >`;
  }

  #panelOf(tab: ListTab, desk: Desk) {
    const id = this.chosen[tab];
    if (id === null || !this.#lists) return nothing;
    return panelOf(
      { tab, id },
      { lists: this.#lists, desk, own: this.#session },
      {
        close: () => this.#choose(tab, null),
        call: (uri) => {
          void this.#show('call');
          void this.callForm.prepare(uri);
        },
        tail: (pattern) => {
          void this.#show('tail');
          this.eventTail.listen(pattern);
        },
      },
    );
  }

  #open(credential: Credential): void {
    this.#close();
    this.fault = '';
    this.#credential = credential;
    this.#desk = openDesk(credential);
    this.#desk.onStatus((status) => this.#follow(status));
    this.requestUpdate();
  }

  #follow(status: DeskStatus): void {
    this.status = status;
    if (status.is === 'refused') {
      const told = words.signIn.refused[status.why];
      this.fault =
        status.why === 'credential' && /try again/.test(status.reason) ? `${told} (${status.reason})` : told;
      forgetCredential();
      this.#close();
    } else if (status.is === 'open' && this.#desk && status.session !== this.#session) {
      this.#session = status.session;
      if (this.#lists) this.#lists.sync();
      else this.#lists = new RouterLists(this.#desk, () => this.#changed());
    }
  }

  /** Thousands of times a second, while a list is long or lively; what is seen follows once a frame. */
  #changed(): void {
    this.list?.changed();
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const { failure } = this.#lists?.sessions ?? { failure: null };
      if (this.status?.is === 'open' && failure?.uri === NOT_ALLOWED) this.#tooLittle(this.status.role);
      this.requestUpdate();
    });
  }

  /** Whoever may not look at sessions finds nothing here: another token is asked for. */
  #tooLittle(role: string): void {
    this.fault = words.signIn.tooFew.replace('{role}', role);
    forgetCredential();
    this.#close();
  }

  #close(): void {
    this.#lists?.close();
    this.#desk?.close();
    this.#lists = null;
    this.#desk = null;
    this.#credential = null;
    this.#session = 0;
    this.chosen = NOTHING_CHOSEN;
    this.unwell = 0;
    this.requestUpdate();
  }

  readonly #signOut = () => {
    forgetCredential();
    this.status = null;
    this.fault = '';
    this.#close();
  };

  #choose(tab: ListTab, id: number | null): void {
    this.chosen = { ...this.chosen, [tab]: id };
  }

  /** Resolves when it stands there. */
  #show(tab: Tab): Promise<unknown> {
    this.tab = tab;
    if (tab === 'slots') void this.slots.refresh();
    if (tab === 'call') this.procedures = this.#lists?.procedures() ?? [];
    return this.updateComplete;
  }
}

document.documentElement.lang = strings.language;
document.title = words.title;
