import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format, strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';
import { type Reading, readMetrics, type VitalSigns, vitalSigns } from './model/vital-signs.ts';

/** Milliseconds between two readings of /metrics, and until one is given up. */
const EVERY = 2000;
const PATIENCE = 5000;

const tenths = new Intl.NumberFormat(strings.language, { maximumFractionDigits: 1 });

/** How the router fares, from this server's /metrics: a strip of figures. Nothing where the server has none. No properties. */
@customElement('lehr-vital-signs')
export class LehrVitalSigns extends LitElement {
  static override styles = [
    shared,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
        gap: 0.75rem 1.5rem;
        padding: 0.9rem 0;
        border-block: 1px solid var(--rule);
      }
      div {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      dd {
        font-size: 1.375rem;
        line-height: 1.25;
        letter-spacing: -0.01em;
      }
      dt {
        color: var(--ink-faint);
        font-size: 0.8125rem;
        line-height: 1.35;
      }
      .bad {
        color: var(--hot-text);
      }
      @media (max-width: 40rem) {
        dl {
          grid-template-columns: repeat(4, minmax(0, 1fr));
          gap: 0.5rem 0.75rem;
        }
        dd {
          font-size: 1.0625rem;
        }
      }
    `,
  ];

  @state() private signs: VitalSigns | null = null;
  #before: Reading | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#timer = setInterval(() => !document.hidden && void this.#read(), EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render() {
    const { signs } = this;
    if (!signs) return nothing;
    const said = words.vital;
    return html`<section aria-label=${said.heading}>
      <dl>
        ${this.#figure('sessions', signs.sessions, said.sessions)}
        ${this.#figure('received', signs.received, said.received)}
        ${this.#figure('sent', signs.sent, said.sent)}
        ${this.#figure('in-flight', signs.inFlight, said.inFlight)}
        ${this.#figure('waiting', signs.waiting, said.waiting)}
        ${this.#figure('errors', signs.errors, said.errors)}
        ${this.#figure('dropped', signs.dropped, said.dropped, (signs.dropped ?? 0) > 0)}
      </dl>
    </section>`;
  }

  #figure(testid: string, value: number | null, what: string, isBad = false) {
    const text = value === null ? '–' : value < 10 ? tenths.format(value) : format.short(value);
    return html`<div>
      <dt>${what}</dt>
      <dd class="number ${isBad ? 'bad' : ''}" data-testid=${`vital-${testid}`}>${text}</dd>
    </div>`;
  }

  async #read(): Promise<void> {
    try {
      const response = await fetch('/metrics', { signal: AbortSignal.timeout(PATIENCE), cache: 'no-store' });
      if (!response.ok) return;
      const now = readMetrics(await response.text(), performance.now());
      if (now.values.size === 0) return;
      this.signs = vitalSigns(this.#before, now);
      this.#before = now;
    } catch {
      // The page says elsewhere that the router is away.
    }
  }
}
