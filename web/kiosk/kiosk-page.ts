import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Leaderboard } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import '../components/lehr-join-qr.ts';
import '../components/lehr-joins.ts';
import '../components/lehr-leaderboard.ts';
import '../components/lehr-spark.ts';
import '../components/lehr-theme-toggle.ts';
import '../components/lehr-thermometer.ts';
import { besideLine, figure, gapLine } from '../components/figure.ts';
import type { LehrJoins } from '../components/lehr-joins.ts';
import { picture } from '../components/picture.ts';
import { Joins } from '../controllers/joins.ts';
import { followJob, type Live } from '../controllers/live-job.ts';
import { LiveStore, LiveSubscription } from '../controllers/live-store.ts';
import { openPeer } from '../controllers/open-peer.ts';
import { type Standing, standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { figures } from '../styles/figures.ts';
import { buttons, shared } from '../styles/shared.ts';
import { askJoinAddress } from './join-address.ts';
import { layout } from './kiosk-layout.ts';
import { stayAwake } from './stay-awake.ts';

/** Milliseconds: the cursor hides, the leaderboard turns from today to all time, a page that could not open tries again. */
const IDLE = 3000;
const TURN = 15_000;
const RETRY = 5000;

/** The page `/kiosk`: the live tour for a room. It watches and never donates. */
@customElement('lehr-kiosk-page')
export class LehrKioskPage extends LitElement {
  static override styles = [shared, buttons, figures, layout];

  readonly #store = new LiveStore<Live>();
  #peer: PagePeer | null = null;
  #joins: Joins | null = null;
  #ends: (() => void)[] = [];
  #idle: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  @state() private address = '';
  @state() private range: keyof Leaderboard = 'today';
  @state() private failure = '';
  @query('lehr-joins') private toasts!: LehrJoins;

  constructor() {
    super();
    new LiveSubscription(this, this.#store, [
      'status',
      'job',
      'view',
      'beside',
      'best',
      'jobStatus',
      'donors',
      'leaderboard',
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const turn = setInterval(() => {
      this.range = this.range === 'today' ? 'allTime' : 'today';
    }, TURN);
    this.#ends.push(
      () => clearInterval(turn),
      stayAwake(),
      this.#store.listen(['donors'], () => this.#welcome()),
    );
    this.addEventListener('pointermove', this.#wake);
    this.#wake();
    this.#ask();
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
    this.removeEventListener('pointermove', this.#wake);
    clearTimeout(this.#idle);
    clearTimeout(this.#retry);
    this.#peer?.close();
    this.#peer = null;
  }

  protected override render() {
    const now = standing(this.#store, format);
    return html`<header>
        <p class="wordmark">Lehr</p>
        <h1>${now.job?.title ?? strings.kiosk.title}</h1>
        ${besideLine(this.#store.get('beside') ?? [])} ${this.#connection(now)}
        <span class="tools">
          <button type="button" @click=${fullScreen}>${strings.kiosk.fullScreen}</button>
          <lehr-theme-toggle></lehr-theme-toggle>
        </span>
      </header>
      <main id="main">
        <div class="stage">
          ${picture(now, true)}
          <lehr-joins></lehr-joins>
        </div>
        <div class="band">${this.#tour(now)} ${this.#together(now)} ${this.#board()} ${this.#join()}</div>
      </main>`;
  }

  #connection(now: Standing) {
    const status = this.#store.get('status');
    const online = status?.connection === 'online';
    const words =
      status?.paused === 'outdated'
        ? strings.pause.outdated
        : online
          ? strings.job[now.state]
          : now.job || status?.reason
            ? strings.connection.lost
            : strings.connection.connecting;
    return html`<p class="state" role="status" data-testid="connection" data-state=${online ? 'online' : 'connecting'}>
      ${this.failure ? strings.failed(this.failure) : words}
    </p>`;
  }

  #tour(now: Standing) {
    return html`<section class="tour">
      <h2 class="label">${strings.figures.best[now.measure]}</h2>
      <p class="length number" data-testid="length">${now.length}</p>
      ${gapLine(now)}
      <lehr-thermometer .heat=${now.heat}></lehr-thermometer>
    </section>`;
  }

  #together(now: Standing) {
    const words = strings.figures;
    return html`<section class="together">
      <dl class="figures">
        ${figure(now.donors === null ? '\u2013' : format.count(now.donors), words.donors(now.donors ?? 0), 'donors')}
        ${figure(now.stats ? format.short(now.stats.rate) : '\u2013', words.rate, 'rate')}
        ${figure(now.best ? format.count(now.best.version) : '\u2013', words.improvements(now.best?.version ?? 0), 'improvements')}
        ${figure(format.duration(now.elapsed), words.budget, 'elapsed')}
      </dl>
      <lehr-spark
        .history=${this.#store.get('history') ?? []}
        .elapsed=${now.elapsed}
        .unit=${this.#store.get('view')?.unit ?? ''}
      ></lehr-spark>
    </section>`;
  }

  #board() {
    return html`<lehr-leaderboard fixed rows="5" .range=${this.range} .board=${this.#store.get('leaderboard') ?? null}></lehr-leaderboard>`;
  }

  #join() {
    if (!this.address) return nothing;
    return html`<section class="join">
      <lehr-join-qr .address=${this.address}></lehr-join-qr>
      <div>
        <h2>${strings.kiosk.join}</h2>
        <p class="address">${this.address.replace(/^https?:\/\//, '').replace(/\/$/, '')}</p>
        <p class="label">${strings.kiosk.joinNote}</p>
      </div>
    </section>`;
  }

  async #ask(): Promise<void> {
    const { address, serverTime } = await askJoinAddress();
    this.address = address;
    // The Date header has whole seconds: the join that raced this page still counts.
    this.#joins = new Joins(serverTime - 1000);
    this.#welcome();
  }

  #welcome(): void {
    const donors = this.#store.get('donors');
    if (!donors || !this.#joins || !this.toasts) return;
    this.toasts.welcome(this.#joins.take(donors, performance.now()));
  }

  async #open(): Promise<void> {
    try {
      const peer = await openPeer('watch', () => this.isConnected);
      if (!peer) return;
      this.#peer = peer;
      this.failure = '';
      this.#ends.push(followJob(peer, this.#store));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.#retry = setTimeout(() => this.#open(), RETRY);
    }
  }

  readonly #wake = () => {
    this.removeAttribute('idle');
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.setAttribute('idle', ''), IDLE);
  };
}

function fullScreen(): void {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

document.documentElement.lang = strings.language;
document.title = strings.kiosk.title;
