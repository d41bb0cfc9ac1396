import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Job } from '../../peer/procedures.ts';
import type { ColumnMapping, FileFormat, WrittenFile } from '../../worker/files/protocol.ts';
import { OpenedFiles } from '../../worker/page/files.ts';
import '../components/lehr-ask.ts';
import '../components/lehr-columns.ts';
import '../components/lehr-downloads.ts';
import '../components/lehr-fault.ts';
import '../components/lehr-jobs.ts';
import '../components/lehr-theme-toggle.ts';
import '../components/lehr-token-form.ts';
import type { LehrAsk } from '../components/lehr-ask.ts';
import type { JobChange } from '../components/lehr-jobs.ts';
import { standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { titleOf } from '../strings/title.ts';
import { fields } from '../styles/fields.ts';
import { figures } from '../styles/figures.ts';
import { buttons, shared } from '../styles/shared.ts';
import { Access } from './access.ts';
import { begin, reading } from './begin.ts';
import { Countries } from './countries.ts';
import { Draft, type Phase, wordsOf } from './draft.ts';
import { GivenLength } from './given-length.ts';
import { panel, stage } from './ready.ts';
import { resultOf } from './result-of.ts';
import { layout } from './studio-layout.ts';
import { below, result, watched } from './watch.ts';
import { addressOf, Watching } from './watching.ts';
import type { Wishes } from './wishes.ts';

/**
 * The page `/studio`: from a list of places to a shorter round trip. Watching needs no token; starting and changing jobs does.
 * The job that is shown stands in the address, `?job=ID`.
 */
@customElement('lehr-studio-page')
export class LehrStudioPage extends LitElement {
  static override styles = [shared, buttons, figures, fields, layout];

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
    return html`${this.#header()}
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

  #header(): TemplateResult {
    const { words, isOnline } = this.#watching.connection;
    return html`<header>
      <p class="wordmark">Lehr <span>${studio.sub}</span></p>
      <a class="skip" href="#jobs" @click=${this.#toJobs}>${studio.skip}</a>
      <p class="connection" role="status" data-testid="connection" data-state=${isOnline ? 'online' : 'connecting'}>
        ${words}
      </p>
      ${
        this.#access.state === 'in'
          ? html`<span class="who" data-testid="signed-in">${studio.sign.signedIn}</span>
            <button class="plain" type="button" @click=${() => this.#access.signOut()}>${studio.sign.leave}</button>`
          : nothing
      }
      ${
        this.#watching.shown === null
          ? nothing
          : html`<a class="button" href=${addressOf(null)} @click=${(event: MouseEvent) => this.#go(event, null)}>${studio.fresh}</a>`
      }
      <lehr-theme-toggle></lehr-theme-toggle>
    </header>`;
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
    return html`<div class="look">${this.#between(phase)}</div>
      ${side}`;
  }

  /** Between what was given and what was read. */
  #between(phase: Exclude<Phase, { is: 'empty' | 'ready' }>): TemplateResult {
    if (phase.is === 'reading') return reading(phase, this.#again);
    if (phase.is === 'unclear') {
      return html`<lehr-columns
        .table=${phase.table}
        @lehr-columns=${(event: CustomEvent<ColumnMapping>) => void this.#draft.choose(event.detail)}
        @lehr-again=${this.#again}
      ></lehr-columns>`;
    }
    return html`<lehr-fault
      .fault=${phase}
      @lehr-mend=${({ detail }: CustomEvent<{ line: number; text: string }>) =>
        void this.#draft.mend(detail.line, detail.text)}
      @lehr-again=${this.#again}
    ></lehr-fault>`;
  }

  #watch(): TemplateResult {
    const now = standing(this.#watching.store, format);
    const { job } = now;
    if (!job || job.id !== this.#watching.shown) {
      const jobs = this.#watching.store.get('jobs');
      const isMissing = jobs && !jobs.some(({ id }) => id === this.#watching.shown);
      return html`<div class="look">
          <div class="reading">
            <p role="status" data-testid="loading">
              ${isMissing ? studio.watch.missing(this.#watching.shown ?? '') : studio.watch.loading}
            </p>
          </div>
        </div>
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
    void this.#focusOn('h1');
  }

  #go(event: MouseEvent, id: string | null): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.#watching.show(id);
  }

  readonly #readText = (text: string) => {
    this.#text = text;
    void this.#draft.text(text);
  };

  readonly #again = () => {
    this.#draft.clear();
    void this.#focusOn('lehr-drop-zone');
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

  /** What had the focus is gone: those who use the keyboard go on at what took its place. */
  async #focusOn(selector: 'h1' | 'lehr-drop-zone'): Promise<void> {
    await this.updateComplete;
    const target = this.renderRoot.querySelector<HTMLElement>(selector);
    if (target instanceof LitElement) await target.updateComplete;
    target?.focus({ preventScroll: true });
  }
}

document.documentElement.lang = strings.language;
document.title = studio.title;
