import { html, type TemplateResult } from 'lit';
import type { Standing } from '../controllers/standing.ts';
import { format, strings } from '../strings/language.ts';

/** One number and what it counts: a row of `dl.figures`. */
export function figure(value: string, label: string, testid: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="number" data-testid=${testid}>${value}</dd></div>`;
}

/** How far the best tour is from the best known one. */
export function gapLine(now: Standing): TemplateResult {
  const words = now.measure === 'length' ? strings.figures : strings.figures.ofSpins;
  if (now.gap === null)
    return html`<p class="gap label" data-testid="gap">${now.job && !now.job.reference ? words.noReference : '\u00a0'}</p>`;
  const label = now.gap === 0 ? words.equal : now.gap < 0 ? words.gapBelow : words.gap;
  return html`<p class="gap"><span class="number" data-testid="gap">${format.percent(Math.abs(now.gap))}</span> ${label}</p>`;
}
