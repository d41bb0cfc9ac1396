/** What stands in each scene of the kiosk, and in the band under all of them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Donor, Leaderboard } from '../../peer/procedures.ts';
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
}

export function liveScene({ now, series, donors, numbers }: Shown): TemplateResult {
  const { charts, lanes } = strings.kiosk;
  return html`<div class="map">${picture(now, true)}</div>
    <div class="rail">
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
        <p class="legend">${lanes.legend}</p>
      </figure>
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
  return html`${one('today')}${one('allTime')}`;
}

export function joinScene({ address, donors }: Shown): TemplateResult | typeof nothing {
  if (!address) return nothing;
  const words = strings.kiosk;
  const named = donors.toReversed().slice(0, NAMES);
  const names = new Intl.ListFormat(strings.language).format([
    ...named.map(({ name }) => name),
    ...(donors.length > NAMES ? [words.more(format.count(donors.length - NAMES))] : []),
  ]);
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

/** In every scene: how far it is, what all of them do, and how to join. */
export function band({ now, donors, address }: Shown): TemplateResult {
  return html`<section>
      <h2 class="label">${strings.kiosk.best[now.measure]}</h2>
      <p class="length number" data-testid="length">${now.length}</p>
      ${gapLine(now)}
      <lehr-thermometer .heat=${now.heat}></lehr-thermometer>
    </section>
    ${together(now, donors)} ${invitation(address)}`;
}

function together({ stats, best, job, elapsed, donors: count }: Standing, donors: readonly Donor[]) {
  const { kiosk, figures: words, leaderboard } = strings;
  const cores = donors.reduce((sum, donor) => sum + donor.cores, 0);
  const counted = (value: number | undefined) => (value === undefined ? '\u2013' : format.count(value));
  const budget = job?.budget ? words.budgetOf(format.duration(job.budget)) : words.budget;
  return html`<dl class="figures">
    ${figure(counted(count ?? undefined), words.donors(count ?? 0), 'donors')}
    ${figure(counted(count === null ? undefined : cores), kiosk.cores(cores), 'cores')}
    ${figure(stats ? format.short(stats.rate) : '\u2013', words.rate, 'rate')}
    ${figure(format.duration(elapsed), budget, 'elapsed')}
    ${figure(counted(stats?.reissued), kiosk.reissued(stats?.reissued ?? 0), 'reissued')}
    ${figure(counted(stats?.rejected), kiosk.rejected(stats?.rejected ?? 0), 'rejected')}
    ${figure(stats ? format.short(stats.moves) : '\u2013', leaderboard.moves, 'moves')}
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
