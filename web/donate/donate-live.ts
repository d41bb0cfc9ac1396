import { html, nothing, type TemplateResult } from 'lit';
import '../components/lehr-gain.ts';
import '../components/lehr-leaderboard.ts';
import '../components/lehr-program.ts';
import '../components/lehr-receipt.ts';
import '../components/lehr-spark.ts';
import '../components/lehr-thermometer.ts';
import type { DonorStatus } from '../../worker/api.ts';
import { besideLine, figure, gapLine } from '../components/figure.ts';
import type { Live } from '../controllers/live-job.ts';
import type { LiveStore } from '../controllers/live-store.ts';
import { program } from '../controllers/program.ts';
import type { Standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';

/** What stands under the map while this browser donates. */
export function live(store: LiveStore<Live>, now: Standing): TemplateResult {
  return html`<div class="live">
      ${tour(store, now)} ${together(now, store)} ${yours(store)}
      <lehr-leaderboard
        .board=${store.get('leaderboard') ?? null}
        .me=${store.get('status')?.donor?.id ?? ''}
      ></lehr-leaderboard>
    </div>`;
}

function tour(store: LiveStore<Live>, now: Standing): TemplateResult {
  const status = store.get('status');
  const online = status?.connection === 'online';
  const connection = online
    ? strings.job[now.state]
    : now.job
      ? strings.connection.lost
      : strings.connection.connecting;
  return html`<section class="tour">
    <h1>${headingOf(store, now)}</h1>
    ${besideLine(store.get('beside') ?? [])}
    ${!now.job && hasNone(store) ? nothing : course(store, now)}
    <p class="state" role="status" data-testid="connection" data-state=${online ? 'online' : 'connecting'}>
      ${connection}
    </p>
  </section>`;
}

/** The server has no job, which is known. */
function hasNone(store: LiveStore<Live>): boolean {
  return store.get('jobs')?.length === 0;
}

/** What the job has come to; before it is known, the room for it. */
function course(store: LiveStore<Live>, now: Standing): TemplateResult {
  return html`<p class="label best">
      <span>${strings.figures.best[now.measure]}</span><lehr-gain .now=${now}></lehr-gain>
    </p>
    <p class="length number" data-testid="length">${now.length}</p>
    ${gapLine(now)}
    <lehr-thermometer .heat=${now.heat}></lehr-thermometer>
    <lehr-spark
      .history=${store.get('history') ?? []}
      .elapsed=${now.elapsed}
      .unit=${store.get('view')?.unit ?? ''}
    ></lehr-spark>`;
}

/** The picture of every page stands in until there is a job; the words do not pretend that it is one. */
function headingOf(store: LiveStore<Live>, { job }: Standing): string {
  if (job) return titleOf(job.title);
  return hasNone(store) ? strings.map.noJob : strings.map.waiting;
}

function together(now: Standing, store: LiveStore<Live>): TemplateResult {
  const words = strings.figures;
  const budget = now.job?.budget;
  return html`<section>
    <h2>${words.together}</h2>
    <dl class="figures">
      ${figure(now.donors === null ? '\u2013' : format.count(now.donors), words.donors(now.donors ?? 0), 'donors')}
      ${figure(now.stats ? format.short(now.stats.rate) : '\u2013', words.rate, 'rate')}
      ${figure(now.best ? format.count(now.best.version) : '\u2013', words.improvements(now.best?.version ?? 0), 'improvements')}
      ${figure(
        format.duration(now.elapsed),
        budget ? words.budgetOf(format.duration(budget)) : words.budget,
        'elapsed',
      )}
    </dl>
    ${now.best ? foundBy(now.best.by, store.get('status')) : nothing}
  </section>`;
}

/** Names are no keys: whoever has this name and found something found it. */
function foundBy(name: string, status: DonorStatus | undefined): TemplateResult {
  const words = strings.figures;
  const isMine = name === status?.donor?.name && (status.session.improvements ?? 0) > 0;
  return html`<p class="label by ${isMine ? 'mine' : ''}" data-testid="found-by">
    ${isMine ? words.foundByYou : words.foundBy(name)}
  </p>`;
}

function yours(store: LiveStore<Live>): TemplateResult {
  const words = strings.figures;
  const status = store.get('status');
  const donor = status?.donor;
  const { verified, improvements } = status?.session ?? { verified: null, improvements: null };
  return html`<section>
    <h2>${donor ? words.yoursAs(donor.name) : words.yours}</h2>
    ${donor?.refused ? html`<p class="label" role="status" data-testid="name-refused">${words.nameRefused(donor.name)}</p>` : nothing}
    <dl class="figures">
      ${figure(verified === null ? '\u2013' : format.short(verified), words.myVerified, 'my-verified')}
      ${figure(improvements === null ? '\u2013' : format.count(improvements), words.myImprovements(improvements ?? 0), 'my-improvements')}
      ${figure(format.count(status?.session.tasks ?? 0), words.myTasks(status?.session.tasks ?? 0), 'my-tasks')}
      ${figure(format.short(status?.rate ?? 0), words.myRate, 'my-rate')}
    </dl>
    ${donor ? html`<p class="label all-time">${words.allTime(format.short(donor.credit.moves), format.count(donor.credit.improvements))}</p>` : nothing}
    <h3>${strings.program.runs}</h3>
    <lehr-program .program=${program()}></lehr-program>
  </section>`;
}
