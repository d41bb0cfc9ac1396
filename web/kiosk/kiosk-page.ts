import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { PagePeer } from '../../worker/api.ts';
import '../components/lehr-joins.ts';
import '../components/lehr-key-help.ts';
import '../components/lehr-theme-toggle.ts';
import { besideLine } from '../components/figure.ts';
import type { LehrJoins } from '../components/lehr-joins.ts';
import type { LehrKeyHelp } from '../components/lehr-key-help.ts';
import type { LehrLanes } from '../components/lehr-lanes.ts';
import { Joins } from '../controllers/joins.ts';
import { followJob, type Live } from '../controllers/live-job.ts';
import { LiveStore, LiveSubscription } from '../controllers/live-store.ts';
import { openPeer } from '../controllers/open-peer.ts';
import { type Standing, standing } from '../controllers/standing.ts';
import { chooseTheme, theme } from '../controllers/theme.ts';
import { format, strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';
import { figures } from '../styles/figures.ts';
import { buttons, shared } from '../styles/shared.ts';
import { bandLayout } from './band-layout.ts';
import { fullScreen } from './full-screen.ts';
import { hideIdleCursor } from './idle-cursor.ts';
import { askJoinAddress } from './join-address.ts';
import { connection, faults, sceneButtons } from './kiosk-header.ts';
import { layout } from './kiosk-layout.ts';
import { band, boardScene, joinScene, liveScene, replayScene, type Shown } from './kiosk-scenes.ts';
import { LastRun } from './last-run.ts';
import './lehr-new-job.ts';
import type { LehrNewJob } from './lehr-new-job.ts';
import { liveRun } from './live-run.ts';
import { Notices } from './notices.ts';
import { Presenter } from './presenter.ts';
import { type Wish, wishOf } from './presenter-keys.ts';
import { sceneLayout } from './scene-layout.ts';
import { SceneLoop } from './scene-loop.ts';
import { SCENES, type Scene } from './scenes.ts';
import { smallLayout } from './small-layout.ts';
import { stayAwake } from './stay-awake.ts';

/** Milliseconds until a page that could not open tries again. */
const RETRY = 5000;

/**
 * The page `/kiosk`: the live tour for a room, in a loop of five scenes. It watches and never donates. Opened with a token in
 * its address, its presenter may start jobs and switch faults on (presenter.ts).
 */
@customElement('lehr-kiosk-page')
export class LehrKioskPage extends LitElement {
  static override styles = [shared, buttons, figures, layout, sceneLayout, bandLayout, smallLayout];

  readonly #store = new LiveStore<Live>();
  #peer: PagePeer | null = null;
  #joins: Joins | null = null;
  #lastRun: LastRun | null = null;
  #ends: (() => void)[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #notices = new Notices(this);
  readonly #loop = new SceneLoop(this, (scene) => this.#has(scene));
  readonly #presenter = new Presenter(() => this.requestUpdate(), this.#notices.say);
  @state() private address = '';
  @state() private failure = '';
  @state() private numbers = false;
  @query('lehr-joins') private toasts!: LehrJoins;
  @query('lehr-lanes') private lanes!: LehrLanes;
  @query('lehr-key-help') private help!: LehrKeyHelp;
  @query('lehr-new-job') private newJob!: LehrNewJob;

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
      'history',
      'jobs',
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends.push(
      stayAwake(),
      hideIdleCursor(this),
      this.#store.listen(['donors'], () => this.#welcome()),
      this.#store.listen(['jobs'], () => this.#lastRun?.look(this.#store.get('jobs') ?? [])),
      this.#presenter.open(),
    );
    document.addEventListener('keydown', this.#press);
    this.#ask();
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
    document.removeEventListener('keydown', this.#press);
    clearTimeout(this.#retry);
    this.#peer?.close();
    this.#peer = null;
  }

  protected override render() {
    const now = standing(this.#store, format);
    const shown = this.#shown(now);
    const notice = this.#notices.words;
    return html`<header>
        <p class="wordmark">Lehr</p>
        <h1>${now.job ? titleOf(now.job.title) : ''}</h1>
        ${besideLine(this.#store.get('beside') ?? [])}
        <span class="tools">
          <button type="button" @click=${() => this.help.toggle()}>${strings.kiosk.keys.open}</button>
          <button type="button" @click=${fullScreen}>${strings.kiosk.fullScreen}</button>
          <lehr-theme-toggle></lehr-theme-toggle>
        </span>
        ${faults(this.#presenter.chaos)}
        ${connection(now, { status: this.#store.get('status'), failure: this.failure })}
        ${sceneButtons(this.#loop.showing, {
          shown: SCENES.filter((each) => this.#has(each)),
          choose: (scene) => this.#grant({ is: 'place', place: SCENES.indexOf(scene) }),
        })}
      </header>
      <main id="main">
        <div class="stage">
          ${this.#scene('live', liveScene(shown))}
          ${this.#scene('how', html`<lehr-how></lehr-how>`)}
          ${this.#scene('board', boardScene(shown))}
          ${this.#scene('join', joinScene(shown))}
          ${this.#scene('replay', replayScene(shown))}
          <lehr-joins></lehr-joins>
        </div>
        <footer class="band" data-under=${this.#loop.showing.scene}>${band(shown)}</footer>
      </main>
      <lehr-key-help .signedIn=${this.#presenter.role}></lehr-key-help>
      <lehr-new-job .presenter=${this.#presenter}></lehr-new-job>
      <div role="status">${notice ? html`<p class="notice" data-testid="notice">${notice}</p>` : nothing}</div>`;
  }

  #shown(now: Standing): Shown {
    return {
      now,
      series: liveRun(this.#store, now),
      donors: this.#store.get('donors') ?? [],
      board: this.#store.get('leaderboard') ?? null,
      address: this.address,
      numbers: this.numbers,
      empty: this.#store.get('jobs')?.length === 0,
      mayStart: this.#presenter.may('job'),
      lastRun: this.#lastRun?.run ?? null,
      replaying: this.#loop.showing.scene === 'replay',
    };
  }

  #scene(scene: Scene, content: unknown) {
    const label = strings.kiosk.scenes[scene];
    return html`<section
      class="scene ${scene} ${this.#has(scene) ? '' : 'empty'}"
      aria-label=${label}
      data-scene=${scene}
      ?hidden=${this.#loop.showing.scene !== scene}
    >
      ${content}
    </section>`;
  }

  /** A scene without anything in it is passed over. */
  #has(scene: Scene): boolean {
    if (scene === 'join') return this.address !== '';
    if (scene === 'replay') return this.#lastRun?.run != null;
    const board = this.#store.get('leaderboard');
    return scene !== 'board' || (board !== undefined && board.today.length + board.allTime.length > 0);
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
      const lastRun = new LastRun(peer, () => this.requestUpdate());
      this.#lastRun = lastRun;
      this.#ends.push(
        () => lastRun.close(),
        followJob(peer, this.#store),
        peer.subscribe('lehr.tasks', ({ ends }) => this.lanes?.take(ends)),
        this.#presenter.watch(peer),
      );
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.#retry = setTimeout(() => this.#open(), RETRY);
    }
  }

  readonly #press = (event: KeyboardEvent) => {
    const [target] = event.composedPath();
    const wish = wishOf(event, target instanceof Element ? target.localName : '');
    if (!wish || this.newJob.isOpen || (this.help.isOpen && wish.is !== 'help')) return;
    event.preventDefault();
    this.#grant(wish);
  };

  #grant(wish: Wish): void {
    if (this.#loop.grant(wish)) return;
    if ((wish.is === 'job' || wish.is === 'chaos') && !this.#presenter.may(wish.is)) {
      const { role } = this.#presenter;
      this.#notices.say(role ? strings.kiosk.chaos.operators(role) : strings.kiosk.keys.noRole);
      return;
    }
    if (wish.is === 'numbers') this.numbers = !this.numbers;
    else if (wish.is === 'fullScreen') fullScreen();
    else if (wish.is === 'theme') chooseTheme(theme() === 'dark' ? 'light' : 'dark');
    else if (wish.is === 'job') this.newJob.open();
    else if (wish.is === 'chaos') void this.#switchChaos();
    else this.help.toggle();
  }

  async #switchChaos(): Promise<void> {
    const failed = await this.#presenter.switchChaos();
    if (failed) this.#notices.say(strings.kiosk.chaos.failed(failed));
  }
}

document.documentElement.lang = strings.language;
document.title = strings.kiosk.title;
