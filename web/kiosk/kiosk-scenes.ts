/** What stands in each scene of the kiosk, and in the band under all of them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Donor, Leaderboard } from '../../peer/procedures.ts';
import '../components/lehr-gain.ts';
import '../components/lehr-how.ts';
import '../components/lehr-join-qr.ts';
import '../components/lehr-lanes.ts';
import '../components/lehr-leaderboard.ts';
import '../components/lehr-run-chart.ts';
import '../components/lehr-thermometer.ts';
import { figure, gapLine } from '../components/figure.ts';
import { picture } from '../components/picture.ts';
import type { Standing } from '../controllers/standing.ts';
import type { RunSeries } from '../drawing/run-series.ts';
import { format, strings } from '../strings/language.ts';
import { listed } from '../strings/listed.ts';
import { boardsOf } from './boards.ts';
import type { Run } from './last-run.ts';
import './lehr-replay.ts';

/** Rows of a leaderboard that fill a wall, and names of those who are here. */
const BOARD_ROWS = 10;
const NAMES = 12;

export interface Shown {
  readonly now: Standing;
  readonly series: RunSeries | null;
  readonly donors: readonly Donor[];
  readonly board: Leaderboard | null;
  /** Where to join; empty while it is not known. */
  readonly address: string;
  /** Numbers instead of charts. */
  readonly numbers: boolean;
  /** The server has no job at all. */
  readonly empty: boolean;
  /** Whoever stands before this kiosk may start one. */
  readonly mayStart: boolean;
  /** The last that ended; null while there is none. */
  readonly lastRun: Run | null;
  /** Its scene is the one that is shown. */
  readonly replaying: boolean;
}

export function liveScene({ now, series, donors, numbers, empty, mayStart, address }: Shown): TemplateResult {
  const { charts, lanes } = strings.kiosk;
  const map = html`<div class="map">${picture(now, true)}</div>`;
  if (empty) return html`${map}${nothingYet(mayStart, shortened(address) || location.host)}`;
  return html`${map}
    <div class="rail ${numbers ? 'numbers' : ''}">
      <figure>
        <h2>${charts[series?.baseline ?? 'best']}</h2>
        <lehr-run-chart what="gap" .series=${series} ?table=${numbers} data-testid="gap-chart"></lehr-run-chart>
      </figure>
      <figure>
        <h2>${charts.heat}</h2>
        <lehr-run-chart what="heat" .series=${series} ?table=${numbers} data-testid="heat-chart"></lehr-run-chart>
      </figure>
      <figure>
        <h2>${lanes.heading}</h2>
        <lehr-lanes .donors=${donors} ?table=${numbers} data-testid="lanes"></lehr-lanes>
        ${numbers ? nothing : html`<p class="legend">${lanes.legend}</p>`}
      </figure>
    </div>`;
}

/** In place of charts without a curve: what will be here, and how it begins. */
function nothingYet(mayStart: boolean, host: string): TemplateResult {
  const { empty } = strings.kiosk;
  return html`<div class="rail idle" data-testid="empty">
    <h2>${empty.heading}</h2>
    <p>${empty.text}</p>
    <p>${mayStart ? empty.press : html`${empty.studio} <strong>${host}/studio</strong>`}</p>
  </div>`;
}

export function boardScene({ board }: Shown): TemplateResult {
  const one = (range: keyof Leaderboard) => html`<lehr-leaderboard
    fixed
    large
    rows=${BOARD_ROWS}
    range=${range}
    .board=${board}
  ></lehr-leaderboard>`;
  return html`${boardsOf(board).map(one)}`;
}

export function joinScene({ address, donors }: Shown): TemplateResult | typeof nothing {
  if (!address) return nothing;
  const words = strings.kiosk;
  const named = donors.toReversed().slice(0, NAMES);
  const names = listed(
    [
      ...named.map(({ name }) => name),
      ...(donors.length > NAMES ? [words.more(format.count(donors.length - NAMES))] : []),
    ],
    strings.language,
  );
  return html`<lehr-join-qr .address=${address}></lehr-join-qr>
    <div>
      <h2>${words.invitation}</h2>
      <p class="address">${shortened(address)}</p>
      <ol>
        ${words.steps.map((step) => html`<li>${step}</li>`)}
      </ol>
      <p class="names" data-testid="here">
        ${donors.length > 0 ? html`${names} <span class="label">${words.here(donors.length)}</span>` : words.nobody}
      </p>
    </div>`;
}

export function replayScene({ lastRun, replaying, numbers }: Shown): TemplateResult | typeof nothing {
  if (!lastRun) return nothing;
  return html`<lehr-replay .run=${lastRun} ?playing=${replaying} ?numbers=${numbers}></lehr-replay>`;
}

/** In every scene: how far it is, what all of them do, and how to join. */
export function band({ now, donors, address, empty }: Shown): TemplateResult {
  if (empty) return html`${present(now, donors)} ${invitation(address)}`;
  return html`<section>
      <div class="best">
        <h2 class="label">${strings.kiosk.best[now.measure]}</h2>
        <lehr-gain .now=${now}></lehr-gain>
      </div>
      <p class="length number" data-testid="length">${now.length}</p>
      ${gapLine(now)}
      <lehr-thermometer .heat=${now.heat}></lehr-thermometer>
    </section>
    ${together(now, donors)} ${invitation(address)}`;
}

function counted(value: number | null | undefined): string {
  return value === null || value === undefined ? '\u2013' : format.count(value);
}

/** Who is here: two rows of `dl.figures`. */
function donorFigures({ donors: count }: Standing, donors: readonly Donor[]): TemplateResult {
  const cores = donors.reduce((sum, donor) => sum + donor.cores, 0);
  return html`${figure(counted(count), strings.figures.donors(count ?? 0), 'donors')}
    ${figure(counted(count === null ? null : cores), strings.kiosk.cores(cores), 'cores')}`;
}

/** All there is to count where nothing runs. */
function present(now: Standing, donors: readonly Donor[]): TemplateResult {
  return html`<dl class="figures present">${donorFigures(now, donors)}</dl>`;
}

function together(now: Standing, donors: readonly Donor[]): TemplateResult {
  const { stats, best, job, elapsed } = now;
  const { kiosk, figures: words } = strings;
  const budget = job?.budget ? words.budgetOf(format.duration(job.budget)) : words.budget;
  return html`<dl class="figures">
    ${donorFigures(now, donors)}
    ${figure(stats ? format.short(stats.rate) : '\u2013', words.rate, 'rate')}
    ${figure(format.duration(elapsed), budget, 'elapsed')}
    ${figure(counted(stats?.reissued), kiosk.reissued(stats?.reissued ?? 0), 'reissued')}
    ${figure(counted(stats?.rejected), kiosk.rejected(stats?.rejected ?? 0), 'rejected')}
    ${figure(stats ? format.short(stats.moves) : '\u2013', kiosk.moves, 'moves')}
    ${figure(counted(best?.version), words.improvements(best?.version ?? 0), 'improvements')}
  </dl>`;
}

function invitation(address: string): TemplateResult | typeof nothing {
  if (!address) return nothing;
  return html`<section class="invite">
    <lehr-join-qr .address=${address}></lehr-join-qr>
    <div>
      <h2>${strings.kiosk.join}</h2>
      <p class="address">${shortened(address)}</p>
      <p class="label">${strings.kiosk.joinNote}</p>
    </div>
  </section>`;
}

function shortened(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
