import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { DonorSettings } from '../../worker/api.ts';
import { readConsent, rememberedSettings } from '../../worker/page/consent.ts';
import '../components/lehr-chip.ts';
import '../components/lehr-consent.ts';
import '../components/lehr-theme-toggle.ts';
import '../components/lehr-tour-map.ts';
import { ledger } from '../components/ledger.ts';
import { picture } from '../components/picture.ts';
import { pitch } from '../components/pitch.ts';
import { isDemo } from '../controllers/demo.ts';
import { Donation } from '../controllers/donation.ts';
import { focusOn } from '../controllers/focus-on.ts';
import type { Live } from '../controllers/live-job.ts';
import { LiveStore } from '../controllers/live-store.ts';
import { pageJobs } from '../controllers/page-jobs.ts';
import { type Standing, standing, stillHot } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { figures } from '../styles/figures.ts';
import { gapLine } from '../styles/gap-line.ts';
import { page } from '../styles/page-frame.ts';
import { shared } from '../styles/shared.ts';
import { layout } from './donate-layout.ts';
import { smallLayout } from './small-layout.ts';

/**
 * The page `/`: before consent a still picture and a question; then the live tour and this browser's share; after Stop a
 * receipt.
 */
@customElement('lehr-donate-page')
export class LehrDonatePage extends LitElement {
  static override styles = [shared, figures, gapLine, page, layout, smallLayout];

  readonly #store = new LiveStore<Live>();
  readonly #jobs = pageJobs();
  /** What is shown after the yes, and its code before it: nobody waits for that who is only asked. */
  #live: typeof import('./donate-live.ts') | null = null;
  readonly #donation = new Donation(this, this.#store, async () => {
    this.#live = await import('./donate-live.ts');
    this.requestUpdate();
  });

  constructor() {
    super();
    const given = readConsent();
    if (given) this.#start(given.settings, () => readConsent() !== null);
  }

  protected override render() {
    const now = standing(this.#store, format);
    const { phase, failure } = this.#donation;
    return html`<header>
        <p class="wordmark">Lehr</p>
        <p class="sub label">${strings.wordmark}</p>
        ${this.#chip()}
        ${this.#kioskLink()}
        <lehr-theme-toggle></lehr-theme-toggle>
      </header>
      <main id="main" class=${phase.is}>
        <div class="stage">${this.#map(now)}</div>
        ${isDemo ? html`<p class="notice demo"><strong>${strings.demo.heading}.</strong> ${strings.demo.text}</p>` : nothing}
        ${failure ? html`<p class="notice" role="alert">${strings.failed(failure)}</p>` : nothing}
        ${this.#below(now)}
      </main>`;
  }

  /** The demo has none: who joined by its code would have a Lehr of his own. */
  #kioskLink(): TemplateResult | typeof nothing {
    if (isDemo) return nothing;
    const target = this.#donation.phase.is === 'donating' ? '_blank' : '_self';
    return html`<a class="kiosk" href="/kiosk" target=${target}>${strings.kioskLink}</a>`;
  }

  #chip(): TemplateResult | typeof nothing {
    const { phase } = this.#donation;
    if (phase.is === 'asking') return nothing;
    return html`<lehr-chip
      class=${phase.is}
      .status=${this.#store.get('status') ?? null}
      .stopped=${phase.is === 'stopped'}
      .jobRuns=${this.#store.get('jobStatus')?.state === 'running'}
      @lehr-stop=${() => this.#donation.stop()}
      @lehr-change=${({ detail }: CustomEvent<Partial<DonorSettings>>) => this.#donation.change(detail)}
    ></lehr-chip>`;
  }

  #map(now: Standing): TemplateResult {
    const { is } = this.#donation.phase;
    // After Stop nothing runs any more, the drawing worker too.
    if (is !== 'asking') return picture(now, false, is === 'stopped' || !now.best);
    const still = stillHot();
    return html`<lehr-tour-map .view=${still.view} .tour=${still.tour} .heat=${0.9} still .label=${strings.hero.picture}></lehr-tour-map>`;
  }

  #below(now: Standing): TemplateResult {
    const { phase } = this.#donation;
    if (phase.is === 'asking') return this.#question(phase.declined);
    if (phase.is === 'stopped') {
      return html`<lehr-receipt .receipt=${phase.receipt} @lehr-again=${this.#again}></lehr-receipt>`;
    }
    return this.#live ? this.#live.live(this.#store, now) : this.#coming();
  }

  /** While the code comes. */
  #coming(): TemplateResult {
    return html`<div class="live">
      <section class="tour">
        <h1>${strings.map.waiting}</h1>
        <p class="state" role="status" data-testid="connection" data-state="connecting">${strings.connection.connecting}</p>
      </section>
    </div>`;
  }

  #question(declined: boolean): TemplateResult {
    const { consent } = strings;
    const hero = pitch(this.#jobs);
    return html`<div class="ask">
        <div class="pitch">
          <h1 tabindex="-1">${hero.headline}</h1>
          <p class="lede">${hero.lede}</p>
          <p class="caption label">${hero.caption}</p>
        </div>
        <div class="deal">
          <lehr-consent
            .remembered=${rememberedSettings()}
            @lehr-donate=${(event: CustomEvent<DonorSettings>) => {
              this.#start(event.detail);
              focusOn(this, 'lehr-chip');
            }}
            @lehr-decline=${() => {
              this.#donation.ask({ declined: true });
            }}
          ></lehr-consent>
          <p class="declined" role="status">${declined ? consent.declined : ''}</p>
        </div>
        <section class="ledger" aria-labelledby="ledger">
          <h2 id="ledger">${consent.heading}</h2>
          <dl>${ledger()}</dl>
        </section>
      </div>`;
  }

  #start(settings: DonorSettings, agreed?: () => boolean): void {
    scrollTo({ top: 0 });
    void this.#donation.start(settings, agreed);
  }

  readonly #again = () => {
    this.#donation.ask({ declined: false });
    focusOn(this, 'h1');
  };
}

document.documentElement.lang = strings.language;
document.title = strings.title;
