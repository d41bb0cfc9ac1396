import { html, nothing, type TemplateResult } from 'lit';
import type { ReadProblem } from '../../worker/files/protocol.ts';
import { figure } from '../components/figure.ts';
import '../components/lehr-tour-map.ts';
import '../components/lehr-wishes.ts';
import { faultIn } from '../strings/fault.ts';
import { format, strings } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';
import { titleOf } from '../strings/title.ts';
import type { Phase } from './draft.ts';
import type { Wishes } from './wishes.ts';

const orders = new WeakMap<ReadProblem, Uint32Array>();

/** The places in the order they came in. */
function givenTour(read: ReadProblem): Uint32Array {
  const order = orders.get(read) ?? Uint32Array.from({ length: read.n }, (_, city) => city);
  orders.set(read, order);
  return order;
}

/** The places as they were read, joined in their order. */
export function stage(read: ReadProblem): TemplateResult {
  if (read.kind !== 'tsp')
    return html`<div class="reading"><p>${format.count(read.n)} ${studio.ready.spins(read.n)}</p></div>`;
  return html`<div class="stage">
    <lehr-tour-map
      fill
      .view=${read}
      .tour=${givenTour(read)}
      .heat=${0.75}
      .label=${studio.ready.picture(titleOf(read.title), `${format.count(read.n)} ${studio.ready.cities(read.n)}`)}
    ></lehr-tour-map>
  </div>
  ${credit(read.source)}`;
}

/** Whom the places are from. */
export function credit(source: string | undefined): TemplateResult | typeof nothing {
  return source ? html`<p class="label credit">${source}</p>` : nothing;
}

export interface Ready {
  readonly allowed: boolean;
  readonly signIn: TemplateResult | typeof nothing;
  readonly start: (wishes: Wishes) => void;
  readonly again: () => void;
  /** Sends no more of it. */
  readonly stop: () => void;
}

/** What was read, and what may be asked of it. */
export function panel(
  { read, sending, failure }: Extract<Phase, { is: 'ready' }>,
  { allowed, signIn, start, again, stop }: Ready,
): TemplateResult {
  const words = studio.ready;
  return html`<section class="panel" data-testid="ready">
      <h1 tabindex="-1">${titleOf(read.title) || words.heading}</h1>
      ${facts(read)}
      ${
        failure
          ? html`<p class="wrong" role="alert" data-testid="failure">${words.failed(failure)}</p>`
          : nothing
      }
      <lehr-wishes
        .suggested=${titleOf(read.title)}
        .unit=${read.unit}
        ?spins=${read.kind !== 'tsp'}
        .sending=${sending}
        ?allowed=${allowed}
        @lehr-start=${(event: CustomEvent<Wishes>) => start(event.detail)}
        @lehr-again=${again}
        @lehr-stop=${stop}
      ></lehr-wishes>
    </section>
    ${signIn === nothing ? nothing : html`<div class="sign"><p class="label">${words.needsToken}</p>${signIn}</div>`}`;
}

function facts(read: ReadProblem): TemplateResult {
  const words = studio.ready;
  const { n, given, extent, surface, unit, notes } = read;
  const across = extent && `${bare(format.length(extent.wide, unit))} × ${format.length(extent.tall, unit)}`;
  return html`<dl class="figures">
      ${figure(format.count(n), (read.kind === 'tsp' ? words.cities : words.spins)(n), 'count')}
      ${given === null ? nothing : figure(format.length(given, unit), words.given, 'given')}
      ${across ? figure(across, words.extent, 'extent') : nothing}
    </dl>
    ${surface === 'none' ? html`<p class="label">${words.noPlaces}</p>` : nothing}
    ${
      notes.length > 0
        ? html`<ul class="notes" data-testid="notes">
          ${notes.map((note) => html`<li>${faultIn(strings.language, note)}</li>`)}
        </ul>`
        : nothing
    }`;
}

/** Without its unit, which stands once: `75 × 67 km`. */
function bare(length: string): string {
  return length.split('\u202f', 1)[0] ?? length;
}
