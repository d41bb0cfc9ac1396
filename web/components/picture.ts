import { html, type TemplateResult } from 'lit';
import type { Standing } from '../controllers/standing.ts';
import { strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';
import './lehr-spin-grid.ts';
import './lehr-tour-map.ts';

/**
 * The current job as its kind is drawn: a tour on its map, or spins as a grid.
 * @param fill   take the container's height
 * @param still  it does not move any more, and keeps no worker
 */
export function picture(now: Standing, fill = false, still = !now.best): TemplateResult {
  const title = now.job ? titleOf(now.job.title) : '';
  const words = now.view.surface === 'spins' ? strings.spins : strings.map;
  const label = title && now.best ? words.live(title, now.length) : words.waiting;
  if (now.view.surface === 'spins') {
    return html`<lehr-spin-grid
      ?fill=${fill}
      .state=${now.best?.state ?? null}
      .n=${now.job?.n ?? 0}
      ?mirror=${now.measure === 'cut'}
      ?still=${still}
      .label=${label}
    ></lehr-spin-grid>`;
  }
  return html`<lehr-tour-map
    ?fill=${fill}
    .view=${now.view}
    .tour=${now.tour}
    .heat=${now.heat}
    ?still=${still}
    .label=${label}
  ></lehr-tour-map>`;
}
