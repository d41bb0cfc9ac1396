import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { DonorSettings, DonorStatus, PagePeer } from '../../worker/api.ts';
import { readConsent, rememberedSettings, withdrawConsent } from '../../worker/page/consent.ts';
import '../components/lehr-chip.ts';
import '../components/lehr-consent.ts';
import '../components/lehr-leaderboard.ts';
import '../components/lehr-receipt.ts';
import '../components/lehr-spark.ts';
import '../components/lehr-theme-toggle.ts';
import '../components/lehr-thermometer.ts';
import '../components/lehr-tour-map.ts';
import { picture } from '../components/picture.ts';
import { type Receipt, receiptOf } from '../components/receipt.ts';
import { followJob, type Live } from '../controllers/live-job.ts';
import { LiveStore, LiveSubscription } from '../controllers/live-store.ts';
import { openPeer } from '../controllers/open-peer.ts';
import { type PageJobs, pageJobs } from '../controllers/page-jobs.ts';
import { type Standing, standing, stillHot } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { figures } from '../styles/figures.ts';
import { shared } from '../styles/shared.ts';
import { layout } from './donate-layout.ts';
import { live } from './donate-live.ts';

type Phase =
  | { readonly is: 'asking'; readonly declined: boolean }
  | { readonly is: 'donating' }
  | { readonly is: 'stopped'; readonly receipt: Receipt };

/**
 * The page `/`: before consent a still picture and a question; then the live tour and this browser's share; after Stop a
 * receipt. Invariant: nothing is opened, started or stored while the phase is `asking`, and after Stop nothing is open.
 */
@customElement('lehr-donate-page')
export class LehrDonatePage extends LitElement {
  static override styles = [shared, figures, layout];

  readonly #store = new LiveStore<Live>();
  readonly #jobs = pageJobs();
  #peer: PagePeer | null = null;
  /** Counts Donate and Stop: what an earlier press still brings comes too late. */
  #press = 0;
  #end = () => {};
  #lastDonating: DonorStatus | null = null;
  @state() private phase: Phase = { is: 'asking', declined: false };
  @state() private failure = '';

  constructor() {
    super();
    new LiveSubscription(this, this.#store, [
      'status',
      'job',
      'view',
      'best',
      'jobStatus',
      'donors',
      'leaderboard',
    ]);
    const given = readConsent();
    if (given) this.#start(given.settings, () => readConsent() !== null);
  }

  protected override render() {
    const now = standing(this.#store, format);
    return html`<header>
        <p class="wordmark">Lehr</p>
        <p class="sub label">${strings.wordmark}</p>
        ${this.#chip()}
        <a class="kiosk" href="/kiosk" target=${this.phase.is === 'donating' ? '_blank' : '_self'}>${strings.kioskLink}</a>
        <lehr-theme-toggle></lehr-theme-toggle>
      </header>
      <main id="main" class=${this.phase.is}>
        <div class="stage">${this.#map(now)}</div>
        ${this.failure ? html`<p class="notice" role="alert">${strings.failed(this.failure)}</p>` : nothing}
        ${this.#below(now)}
      </main>`;
  }

  #chip(): TemplateResult | typeof nothing {
    if (this.phase.is === 'asking') return nothing;
    return html`<lehr-chip
      class=${this.phase.is}
      .status=${this.#store.get('status') ?? null}
      .stopped=${this.phase.is === 'stopped'}
      @lehr-stop=${this.#stop}
    ></lehr-chip>`;
  }

  #map(now: Standing): TemplateResult {
    if (this.phase.is !== 'asking') return picture(now);
    const still = stillHot();
    return html`<lehr-tour-map .view=${still.view} .tour=${still.tour} .heat=${0.9} still .label=${strings.hero.picture}></lehr-tour-map>`;
  }

  #below(now: Standing): TemplateResult {
    if (this.phase.is === 'asking') return this.#question(this.phase.declined);
    if (this.phase.is === 'stopped') {
      return html`<lehr-receipt .receipt=${this.phase.receipt} @lehr-again=${this.#again}></lehr-receipt>`;
    }
    return live(this.#store, now);
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
            .most=${navigator.hardwareConcurrency || 1}
            .remembered=${rememberedSettings()}
            @lehr-donate=${(event: CustomEvent<DonorSettings>) => {
              this.#start(event.detail);
              this.#focusOn('lehr-chip');
            }}
            @lehr-decline=${() => {
              this.phase = { is: 'asking', declined: true };
            }}
          ></lehr-consent>
          <p class="declined" role="status">${declined ? consent.declined : ''}</p>
        </div>
      </div>
      <section class="ledger" aria-labelledby="ledger">
        <h2 id="ledger">${consent.heading}</h2>
        <dl>
          ${consent.ledger.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}
        </dl>
      </section>`;
  }

  /** @param agreed a yes of before may be taken back in another tab while this one loads. */
  async #start(settings: DonorSettings, agreed = () => true): Promise<void> {
    this.#press += 1;
    const press = this.#press;
    this.failure = '';
    this.phase = { is: 'donating' };
    scrollTo({ top: 0 });
    try {
      const peer = await openPeer('donate', () => press === this.#press && agreed());
      if (press !== this.#press) return peer?.close();
      if (!peer) {
        this.phase = { is: 'asking', declined: false };
        return;
      }
      this.#peer = peer;
      const endJob = followJob(peer, this.#store);
      const endStatus = peer.onStatus((status) => this.#notice(status));
      this.#end = () => {
        endStatus();
        endJob();
      };
      await peer.donate(settings);
    } catch (error) {
      if (press !== this.#press) return;
      this.#close();
      this.failure = error instanceof Error ? error.message : String(error);
      this.phase = { is: 'asking', declined: false };
    }
  }

  /** Stop pressed in another tab of this origin ends this one too. */
  #notice(status: DonorStatus): void {
    if (status.donating) this.#lastDonating = status;
    else if (this.#lastDonating) this.#finish()?.close();
  }

  readonly #stop = async () => {
    // Here and not only in the peer, which may still be on its way.
    withdrawConsent();
    const peer = this.#finish();
    await peer?.stop();
    peer?.close();
  };

  /** Shows the receipt. @returns the peer, for the caller to close. */
  #finish(): PagePeer | null {
    const peer = this.#peer;
    const status = this.#lastDonating ?? this.#store.get('status');
    this.#press += 1;
    this.#end();
    this.#end = () => {};
    this.#peer = null;
    this.#lastDonating = null;
    this.phase = status
      ? { is: 'stopped', receipt: receiptOf(status, standing(this.#store, format).length, Date.now()) }
      : { is: 'asking', declined: false };
    return peer;
  }

  #close(): void {
    this.#end();
    this.#end = () => {};
    this.#peer?.close();
    this.#peer = null;
    this.#lastDonating = null;
  }

  readonly #again = () => {
    this.phase = { is: 'asking', declined: false };
    this.#focusOn('h1');
  };

  /** What had the focus is gone with its phase: those who use the keyboard go on at what took its place. */
  async #focusOn(selector: 'h1' | 'lehr-chip'): Promise<void> {
    await this.updateComplete;
    const target = this.renderRoot.querySelector<HTMLElement>(selector);
    if (target instanceof LitElement) await target.updateComplete;
    target?.focus({ preventScroll: true });
  }
}

/** What stands beside the picture before consent. */
function pitch(jobs: PageJobs | null): { headline: string; lede: string; caption: string } {
  const { hero } = strings;
  if (!jobs) return hero;
  const { headline, more, lede, caption } = hero.other;
  const titles = jobs.titles.join(', ');
  return { headline: headline(more(titles, jobs.count - jobs.titles.length)), lede, caption };
}

document.documentElement.lang = strings.language;
document.title = strings.title;
