import { html, nothing, type TemplateResult } from 'lit';
import type { Standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';
import { isolated } from '../strings/listed.ts';
import { titleOf } from '../strings/title.ts';

/** One number and what it counts: a row of `dl.figures`. */
export function figure(value: string, label: string, testid: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="number" data-testid=${testid}>${value}</dd></div>`;
}

/** Of the other jobs; the rest is counted. */
const NAMED = 3;

/** The jobs that run beside the one that is shown: who donates works for these too. */
export function besideLine(titles: readonly string[]): TemplateResult | typeof nothing {
  if (titles.length === 0) return nothing;
  const named = titles.slice(0, NAMED).map(titleOf);
  const all = strings.hero.other.more(named.map(isolated).join(', '), titles.length - named.length);
  return html`<p class="label beside" data-testid="beside">${strings.figures.beside(all)}</p>`;
}

/** How far the best tour is from the best known one. */
export function gapLine(now: Standing): TemplateResult {
  const words = now.measure === 'length' ? strings.figures : strings.figures.ofSpins;
  if (now.gap === null)
    return html`<p class="gap label" data-testid="gap">${now.job && !now.job.reference ? words.noReference : '\u00a0'}</p>`;
  if (now.gap === 0) return html`<p class="gap equal" data-testid="gap">${words.equal}</p>`;
  const label = now.gap < 0 ? words.gapBelow : words.gap;
  return html`<p class="gap"><span class="number" data-testid="gap">${format.percent(Math.abs(now.gap))}</span> ${label}</p>`;
}
