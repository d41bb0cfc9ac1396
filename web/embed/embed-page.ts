import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { DonorSettings } from '../../worker/api.ts';
import { readConsent, rememberedSettings } from '../../worker/page/consent.ts';
import '../components/lehr-chip.ts';
import '../components/lehr-consent.ts';
import '../components/lehr-receipt.ts';
import { figure } from '../components/figure.ts';
import { ledger } from '../components/ledger.ts';
import { limited, limitsOf } from '../components/limits.ts';
import { picture } from '../components/picture.ts';
import { pitch } from '../components/pitch.ts';
import { Donation } from '../controllers/donation.ts';
import type { Live } from '../controllers/live-job.ts';
import { LiveStore } from '../controllers/live-store.ts';
import { pageJobs } from '../controllers/page-jobs.ts';
import { standing } from '../controllers/standing.ts';
import { followTheme } from '../controllers/theme.ts';
import { format, strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';
import { figures } from '../styles/figures.ts';
import { shared } from '../styles/shared.ts';
import { layout } from './embed-layout.ts';
import { type Host, HostPort } from './host.ts';

/**
 * The frame of `<lehr-donate>`: the donate page's question, live view and receipt on a small space. It asks nobody and
 * shows no question before the page around it said who it is, and tells that page its height and what it does.
 */
@customElement('lehr-embed-page')
export class LehrEmbedPage extends LitElement {
  static override styles = [shared, figures, layout];

  readonly #store = new LiveStore<Live>();
  readonly #jobs = pageJobs();
  readonly #limits = limitsOf(new URLSearchParams(location.search));
  readonly #donation = new Donation(this, this.#store);
  readonly #port = new HostPort({
    changed: (host) => this.#met(host),
    heard: (said) => said.is === 'theme' && followTheme(said.theme),
  });
  #told = { donating: false, moves: 0 };
  @state() private host = this.#port.host;

  override connectedCallback(): void {
    super.connectedCallback();
    new ResizeObserver(() => this.#tellHeight()).observe(this);
    this.#met(this.#port.host);
  }

  protected override render() {
    if (this.host.is === 'unknown') return nothing;
    if (this.host.is === 'refused') return this.#refused(this.host.origin);
    const { phase, failure } = this.#donation;
    return html`<main class=${phase.is}>
      ${failure ? html`<p class="notice" role="alert">${strings.failed(failure)}</p>` : nothing}
      ${phase.is === 'asking' ? this.#question() : nothing}
      ${phase.is === 'donating' ? this.#live() : nothing}
      ${
        phase.is === 'stopped'
          ? html`<lehr-receipt .receipt=${phase.receipt} @lehr-again=${() => this.#donation.ask({ declined: false })}></lehr-receipt>`
          : nothing
      }
    </main>`;
  }

  protected override updated(): void {
    this.#tellState();
  }

  #refused(origin: string | null): TemplateResult {
    return html`<main>
      <p role="alert" data-testid="refused">${strings.embed.refused(origin)}</p>
      <p>${this.#away(strings.embed.open)}</p>
    </main>`;
  }

  #question(): TemplateResult {
    const { consent, embed } = strings;
    const { cores, share, minutes } = this.#limits;
    const asked = embed.limits(
      cores,
      share === null ? null : format.share(share),
      minutes === null ? null : format.count(Math.ceil(minutes)),
    );
    return html`<h1 tabindex="-1">${pitch(this.#jobs).headline}</h1>
      <p class="promise">${embed.promise}</p>
      <lehr-consent
        compact
        .limits=${this.#limits}
        .remembered=${rememberedSettings()}
        @lehr-donate=${(event: CustomEvent<DonorSettings>) => this.#start(event.detail)}
        @lehr-decline=${() => this.#decline()}
      ></lehr-consent>
      ${(cores ?? share ?? minutes) ? html`<p class="label" data-testid="limits">${asked}</p>` : nothing}
      <details>
        <summary>${consent.heading}</summary>
        <dl>${ledger()}</dl>
      </details>
      <p class="label" role="status">${this.#donation.phase.is === 'asking' && this.#donation.phase.declined ? consent.declined : ''}</p>`;
  }

  #live(): TemplateResult {
    const now = standing(this.#store, format);
    const words = strings.figures;
    const status = this.#store.get('status');
    return html`<lehr-chip
        .status=${status ?? null}
        .jobRuns=${now.state === 'running'}
        @lehr-stop=${() => this.#donation.stop()}
        @lehr-change=${({ detail }: CustomEvent<Partial<DonorSettings>>) => this.#donation.change(detail)}
      ></lehr-chip>
      <div class="picture">${picture(now, true)}</div>
      <dl class="figures">
        ${figure(now.length, words.best[now.measure], 'length')}
        ${figure(now.donors === null ? '\u2013' : format.count(now.donors), words.donors(now.donors ?? 0), 'donors')}
        ${figure(format.short(status?.session.moves ?? 0), words.myMoves, 'my-moves')}
        ${figure(format.count(status?.session.tasks ?? 0), words.myTasks(status?.session.tasks ?? 0), 'my-tasks')}
      </dl>
      <p class="label">${now.job ? titleOf(now.job.title) : strings.map.waiting} · ${this.#away(strings.embed.about)}</p>`;
  }

  /** Out of the frame: nothing else opens in it. */
  #away(text: string): TemplateResult {
    return html`<a href="/" target="_blank" rel="noopener">${text}</a>`;
  }

  #met(host: Host): void {
    this.host = host;
    if (host.is !== 'allowed' || this.#donation.phase.is === 'donating') return;
    const given = readConsent();
    if (given) this.#start(given.settings, () => readConsent() !== null);
  }

  /** With what the visitor chose, or less. */
  #start(settings: DonorSettings, agreed = () => true): void {
    void this.#donation.start(limited(settings, this.#limits), agreed);
  }

  /** The host takes the frame away; where there is none, the page says so itself. */
  #decline(): void {
    this.#donation.ask({ declined: true });
    this.#port.say({ is: 'close' });
  }

  #tellHeight(): void {
    this.#port.say({ is: 'height', height: Math.ceil(this.getBoundingClientRect().height) });
  }

  #tellState(): void {
    const status = this.#store.get('status');
    const donating = this.#donation.phase.is === 'donating' && status?.donating === true;
    const moves = donating ? status.session.moves : 0;
    const before = this.#told;
    this.#told = { donating, moves };
    if (donating && !before.donating) this.#port.say({ is: 'start' });
    if (moves > 0 && moves !== before.moves) this.#port.say({ is: 'progress', moves });
    if (!donating && before.donating) this.#port.say({ is: 'stop' });
  }
}

document.documentElement.lang = strings.language;
document.title = strings.embed.title;
