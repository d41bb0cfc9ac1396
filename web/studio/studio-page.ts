import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Job } from '../../peer/procedures.ts';
import type { FileFormat, WrittenFile } from '../../worker/files/protocol.ts';
import { OpenedFiles } from '../../worker/page/files.ts';
import '../components/lehr-ask.ts';
import '../components/lehr-downloads.ts';
import '../components/lehr-jobs.ts';
import '../components/lehr-token-form.ts';
import type { LehrAsk } from '../components/lehr-ask.ts';
import type { JobChange } from '../components/lehr-jobs.ts';
import { focusOn } from '../controllers/focus-on.ts';
import { standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { titleOf } from '../strings/title.ts';
import { fields } from '../styles/fields.ts';
import { figures } from '../styles/figures.ts';
import { gapLine } from '../styles/gap-line.ts';
import { page } from '../styles/page-frame.ts';
import { buttons, shared } from '../styles/shared.ts';
import { Access } from './access.ts';
import { begin } from './begin.ts';
import { between } from './between.ts';
import { Countries } from './countries.ts';
import { Draft, wordsOf } from './draft.ts';
import { GivenLength } from './given-length.ts';
import { header } from './header.ts';
import { panelLayout } from './panel-layout.ts';
import { panel, stage } from './ready.ts';
import { resultOf } from './result-of.ts';
import { layout } from './studio-layout.ts';
import { below, notHere, result, watched } from './watch.ts';
import { Watching } from './watching.ts';
import type { Wishes } from './wishes.ts';

/**
 * The page `/studio`: from a list of places to a shorter round trip. Watching needs no token; starting and changing jobs does.
 * The job that is shown stands in the address, `?job=ID`.
 */
@customElement('lehr-studio-page')
export class LehrStudioPage extends LitElement {
  static override styles = [shared, buttons, figures, gapLine, fields, page, panelLayout, layout];

  readonly #files = new OpenedFiles();
  readonly #watching = new Watching(this, () => this.#turned());
  readonly #draft = new Draft(this, this.#files);
  readonly #access = new Access(this);
  readonly #given = new GivenLength(this, this.#files);
  readonly #countries = new Countries(this);
  /** What was pasted: it stays until it is a job. */
  #text = '';
  /** What did not work of what was asked of a job. */
  @state() private refusal = '';
  @state() private asked = '';
  @query('lehr-ask') private question!: LehrAsk;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#files.stop();
  }

  protected override render() {
    const { phase } = this.#draft;
    const kind = this.#watching.shown !== null ? 'watch' : phase.is === 'ready' ? 'ready' : 'begin';
    return html`${header({
      connection: this.#watching.connection,
      isSignedIn: this.#access.state === 'in',
      isShowing: this.#watching.shown !== null,
      toJobs: this.#toJobs,
      signOut: () => this.#access.signOut(),
      fresh: () => this.#watching.show(null),
    })}
      <main id="main" class=${kind}>
        ${kind === 'watch' ? this.#watch() : this.#new()}
      </main>
      <lehr-ask
        .question=${studio.watch.cancelAsk(this.asked)}
        .note=${studio.watch.cancelNote}
        .yes=${studio.watch.cancelYes}
        .no=${studio.watch.cancelNo}
      ></lehr-ask>`;
  }

  protected override updated(): void {
    const { store, shown, peer } = this.#watching;
    const [job, view] = [store.get('job'), store.get('view')];
    // Ready-made cities are listed by size, which is nobody's tour.
    if (job && job.id === shown && peer && view && view.source === undefined)
      void this.#given.look(job, peer);
    const { desk } = this.#access;
    if (desk && this.#watching.shown === null) void this.#countries.look(desk);
  }

  /** Nothing is shown yet: places are given, read and looked at. */
  #new(): TemplateResult {
    const { phase } = this.#draft;
    const desk = this.#access.desk;
    if (phase.is === 'ready') {
      return html`<div class="look">${stage(phase.read)}</div>
        <div class="side">
          ${panel(phase, {
            allowed: desk !== null,
            signIn: this.#signIn(),
            start: (wishes) => void this.#start(wishes),
            again: this.#again,
            stop: () => this.#draft.stop(),
          })}
          ${this.#list()}
        </div>`;
    }
    const side = html`<div class="side">${this.#signIn()} ${this.#list()}</div>`;
    if (phase.is === 'empty') {
      const { look, below } = begin(
        { text: this.#text, countries: desk ? this.#countries.all : [] },
        {
          file: (file) => void this.#draft.file(file),
          text: this.#readText,
          world: (wish) => desk && void this.#draft.world(desk, wish),
        },
      );
      return html`<div class="look">${look}</div>
        <div class="below else">${below}</div>
        ${side}`;
    }
    const way = between(phase, {
      choose: (columns) => void this.#draft.choose(columns),
      mend: (line, text) => void this.#draft.mend(line, text),
      again: this.#again,
    });
    return html`<div class="look">${way}</div>
      ${side}`;
  }

  #watch(): TemplateResult {
    const now = standing(this.#watching.store, format);
    const { job } = now;
    if (!job || job.id !== this.#watching.shown) {
      const { shown, store } = this.#watching;
      return html`<div class="look">${notHere(shown ?? '', store.get('jobs'))}</div>
        <div class="side">${this.#list()}</div>`;
    }
    const given = this.#given.of(job);
    const unit = this.#watching.store.get('view')?.unit ?? '';
    const desk = this.#access.desk;
    const live = {
      ...now,
      job: { ...job, state: this.#watching.store.get('jobStatus')?.state ?? job.state },
    };
    return html`<div class="look">${watched(now, this.#watching.store.get('view')?.source)}</div>
      <div class="side">
        ${result(live, {
          given,
          unit,
          allowed: desk !== null,
          change: (of, to) => void this.#change(of, to),
          refusal: this.refusal,
        })}
        <lehr-downloads
          .surface=${this.#watching.store.get('view')?.surface ?? null}
          ?ready=${now.best !== null}
          .write=${this.#write}
        ></lehr-downloads>
        ${this.#signIn()} ${this.#list()}
      </div>
      <div class="below">
        ${below(live, {
          history: this.#watching.store.get('history') ?? [],
          given,
          unit,
          donors: this.#watching.store.get('donors') ?? null,
        })}
      </div>`;
  }

  #list(): TemplateResult {
    return html`<lehr-jobs
      .jobs=${this.#watching.store.get('jobs') ?? null}
      .shown=${this.#watching.shown ?? ''}
      .donors=${this.#watching.store.get('donors')?.length ?? null}
      ?allowed=${this.#access.desk !== null}
      @lehr-open=${(event: CustomEvent<string>) => this.#watching.show(event.detail)}
      @lehr-change=${({ detail }: CustomEvent<{ job: Job; to: JobChange }>) =>
        void this.#change(detail.job, detail.to)}
    ></lehr-jobs>`;
  }

  #signIn(): TemplateResult | typeof nothing {
    if (!this.#access.asks) return nothing;
    const { state, reason } = this.#access;
    return html`<lehr-token-form
      .wrong=${state === 'wrong' ? reason || studio.sign.wrong : ''}
      ?checking=${state === 'checking'}
      @lehr-sign-in=${(event: CustomEvent<string>) => this.#access.signIn(event.detail)}
    ></lehr-token-form>`;
  }

  #turned(): void {
    this.refusal = '';
    scrollTo({ top: 0 });
    void focusOn(this, 'h1');
  }

  readonly #readText = (text: string) => {
    this.#text = text;
    void this.#draft.text(text);
  };

  readonly #again = () => {
    this.#draft.clear();
    void focusOn(this, 'lehr-drop-zone');
  };

  async #start(wishes: Wishes): Promise<void> {
    const { desk } = this.#access;
    const job = desk && (await this.#draft.start(desk, wishes));
    if (!job) return;
    this.#text = '';
    this.#watching.show(job.id);
  }

  async #change(job: Job, to: JobChange): Promise<void> {
    const { desk } = this.#access;
    if (!desk) return;
    this.asked = titleOf(job.title);
    if (to === 'cancel' && !(await this.question.ask())) return;
    this.refusal = '';
    try {
      await desk.call(`lehr.job.${to}`, { id: job.id });
    } catch (error) {
      this.refusal = wordsOf(error);
    }
  }

  readonly #write = async (as: FileFormat): Promise<WrittenFile> => {
    const { peer, shown } = this.#watching;
    if (!peer || shown === null) throw new Error(studio.watch.loading);
    const result = await resultOf(peer, shown);
    return this.#files.write(as, { ...result, given: this.#given.of(result.job) });
  };

  readonly #toJobs = async (event: Event) => {
    event.preventDefault();
    const list = this.renderRoot.querySelector('lehr-jobs');
    list?.shadowRoot?.querySelector<HTMLElement>('#jobs')?.focus();
  };
}

document.documentElement.lang = strings.language;
document.title = studio.title;
