import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { HealthBulletin, ServiceFault, ServiceHealth } from '../../peer/health/bulletin.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format } from '../strings/language.ts';
import { sheet, tool } from './inspect-styles.ts';
import { clock } from './list-kinds.ts';

type Known = HealthBulletin | 'asking' | 'nobody';

/**
 * The health bulletin: how each service that said hello is, and what is wrong with those that are not well.
 *
 * @property desk       who listens
 * @event lehr-unwell   detail: how many are not well, at each change
 */
@customElement('lehr-services')
export class LehrServices extends LitElement {
  static override styles = [
    tool,
    sheet,
    css`
      tbody th,
      td {
        vertical-align: baseline;
        padding-block: 0.7rem;
      }
      td {
        white-space: nowrap;
      }
      tbody th {
        font-weight: 600;
        min-width: 8rem;
      }
      .state::before {
        content: '';
        display: inline-block;
        width: 0.55em;
        height: 0.55em;
        border-radius: 50%;
        background: var(--cool);
        margin-inline-end: 0.55em;
      }
      .state[data-state='degraded']::before {
        background: var(--amber);
      }
      .state[data-state='failing']::before {
        background: var(--hot);
      }
      .state[data-state='failing'] {
        color: var(--hot-text);
      }
      .faults td {
        border-top: 0;
        padding-top: 0;
        white-space: normal;
      }
      li {
        list-style: none;
        padding-block: 0.15rem;
        overflow-wrap: anywhere;
      }
      .own {
        display: block;
        color: var(--ink-soft);
      }
      .note {
        padding: 2rem 0;
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | null = null;
  @state() private known: Known = 'asking';
  #ends: (() => void)[] = [];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('desk')) this.#watch(this.desk);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override render() {
    const { known } = this;
    const said = words.services;
    if (known === 'asking' || known === 'nobody')
      return html`<p class="note">${known === 'asking' ? words.list.listing : said.nobody}</p>`;
    if (known.services.length === 0) return html`<p class="note">${said.none}</p>`;
    return html`<div class="sheet" role="region" tabindex="0" aria-label=${words.tabs.services}>
      <table>
        <thead>
          <tr>
            <th scope="col">${said.service}</th>
            <th scope="col">${said.state}</th>
            <th scope="col" class="roomy">${words.columns.since}</th>
            <th scope="col" class="number roomy">${said.instances}</th>
            <th scope="col" class="number roomy">${said.spare}</th>
            <th scope="col" class="number">${words.columns.queue}</th>
            <th scope="col" class="number roomy">${said.ping}</th>
          </tr>
        </thead>
        ${known.services.map((service) => this.#row(service))}
      </table>
    </div>`;
  }

  #row({ name, state, since, instances, spare, waiting, ping, faults }: ServiceHealth) {
    const said = words.services;
    return html`<tbody data-testid="service">
      <tr>
        <th scope="row">${name}</th>
        <td><span class="state" data-state=${state}>${said.states[state]}</span></td>
        <td class="roomy">${clock(since)}</td>
        <td class="number roomy">${format.count(instances)}</td>
        <td class="number roomy">${spare === null ? words.unlimited : format.count(spare)}</td>
        <td class="number">${format.count(waiting)}</td>
        <td class="number roomy">${ping === null ? '–' : said.millis(format.count(ping))}</td>
      </tr>
      ${
        faults.length === 0
          ? nothing
          : html`<tr class="faults">
              <td colspan="7">
                <ul>
                  ${faults.map((fault) => html`<li>${faultText(fault)}</li>`)}
                </ul>
              </td>
            </tr>`
      }
    </tbody>`;
  }

  #watch(desk: Desk | null): void {
    this.#end();
    this.known = 'asking';
    if (!desk) return;
    // Once a session: whoever watches may be another after a restart.
    let session = 0;
    const isOurs = () => this.desk === desk;
    this.#ends = [
      desk.subscribe('lehr.health', (bulletin) => isOurs() && this.#learn(bulletin)),
      desk.onStatus((status) => {
        if (status.is !== 'open' || status.session === session) return;
        session = status.session;
        desk.call('lehr.health.get', {}).then(
          (bulletin) => isOurs() && this.#learn(bulletin),
          () => isOurs() && this.known === 'asking' && this.#learn('nobody'),
        );
      }),
    ];
  }

  #learn(known: Known): void {
    this.known = known;
    const unwell =
      typeof known === 'string' ? 0 : known.services.filter(({ state }) => state !== 'ok').length;
    this.dispatchEvent(new CustomEvent<number>('lehr-unwell', { detail: unwell }));
  }

  #end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

function faultText(fault: ServiceFault) {
  const { of, name, expected, seen, text } = fault;
  const said = words.services.faults;
  // What follows the colon are the service's own words, in whatever language it speaks.
  if (of === 'ping' && seen !== null)
    return html`${said.unwell(name)}<span class="own mono">${text.replace(/^.*? not well: /, '')}</span>`;
  if (of === 'ping') return said.ping(name, format.count(expected));
  return said[of](name, format.count(seen ?? 0));
}
