/** The three pictures of <lehr-how>, drawn in code. */
import { css, type SVGTemplateResult, svg } from 'lit';

/** The same cities in every picture: a round trip that is a tangle, and one that is not. */
const CITIES = [
  [18, 52], [34, 20], [62, 12], [92, 26], [104, 58], [86, 86], [54, 96], [26, 80], [60, 44], [76, 62],
] as const; // biome-ignore format: pairs
const TANGLE = [0, 5, 2, 7, 4, 8, 6, 1, 9, 3];
const ROUND = [0, 1, 2, 3, 8, 9, 4, 5, 6, 7];
const LESSER = [
  [0, 1, 8, 2, 3, 4, 9, 5, 6, 7],
  [0, 1, 2, 8, 9, 3, 4, 5, 6, 7],
  [0, 8, 1, 2, 3, 4, 9, 5, 6, 7],
  [0, 1, 2, 3, 4, 8, 9, 5, 6, 7],
];

function path(order: readonly number[]): string {
  return `M${order.map((city) => CITIES[city]?.join(' ')).join('L')}Z`;
}

/** A tour in a box of 122 × 108. */
function tour(order: readonly number[], kind: string): SVGTemplateResult {
  return svg`<path class="tour ${kind}" d=${path(order)}></path>`;
}

const dots = svg`${CITIES.map(([x, y]) => svg`<circle class="city" cx=${x} cy=${y} r="2.6"></circle>`)}`;

function windowFrame(x: number, y: number, width: number, height: number): SVGTemplateResult {
  return svg`<g class="frame">
    <rect x=${x} y=${y} width=${width} height=${height} rx="6"></rect>
    <path d="M${x} ${y + 14}H${x + width}"></path>
    <circle cx=${x + 9} cy=${y + 7.2} r="1.8"></circle><circle cx=${x + 16} cy=${y + 7.2} r="1.8"></circle>
  </g>`;
}

function sheet(x: number, y: number): SVGTemplateResult {
  return svg`<rect class="sheet" x=${x} y=${y} width="122" height="108" rx="3"></rect>`;
}

const given = svg`
  ${sheet(26, 62)}${sheet(20, 56)}${sheet(14, 50)}
  <g class="rests" transform="translate(14 50)">${tour(TANGLE, 'hot')}${dots}</g>
  ${windowFrame(208, 34, 164, 150)}
  <path class="way" d="M150 104H198"></path>
  <g class="goes"><g transform="translate(14 50)">${sheet(0, 0)}${tour(TANGLE, 'hot')}${dots}</g></g>`;

const annealed = svg`
  ${windowFrame(70, 20, 210, 172)}
  <g transform="translate(90 46) scale(1.35)">
    ${tour(TANGLE, 'hot fades')}${tour(LESSER[0] ?? [], 'warm comes-and-goes')}${tour(ROUND, 'cool comes')}${dots}
  </g>
  <g class="glass"><rect x="312" y="40" width="14" height="128" rx="7"></rect><rect class="mercury" x="316" y="46" width="6" height="116" rx="3"></rect></g>`;

const joined = svg`
  ${[0, 1, 2, 3].map(
    (i) => svg`${windowFrame(12, 4 + i * 52, 62, 48)}
      <g class="arrives" style="animation-delay:${i * 0.35}s"><g transform="translate(26 ${20 + i * 52}) scale(0.27)">${tour(LESSER[i] ?? [], 'warm thick')}</g></g>`,
  )}
  <path class="way" d="M84 28C130 28 130 105 164 105M84 80C120 80 130 105 164 105M84 132C120 132 130 105 164 105M84 184C130 184 130 105 164 105"></path>
  <circle class="seal" cx="184" cy="105" r="18"></circle>
  <path class="tick" d="M175 105l6.5 7 12-14"></path>
  <path class="way" d="M206 105H226"></path>
  <g class="settles" transform="translate(234 38) scale(1.22)">${tour(ROUND, 'cool')}${dots}</g>`;

/** In a box of 390 × 216 each. */
export const HOW_PICTURES = [given, annealed, joined] as const;

/** Without motion (how-motion.ts) the pictures show their end. */
export const howStyle = css`
  .tour {
    fill: none;
    stroke-width: 2.2;
    stroke-linejoin: round;
  }
  .thick {
    stroke-width: 6;
  }
  .hot {
    stroke: var(--hot);
  }
  .warm {
    stroke: var(--amber);
  }
  .cool {
    stroke: var(--cool);
  }
  .city {
    fill: var(--city);
  }
  .frame {
    fill: none;
    stroke: var(--ink-faint);
    stroke-width: 1.4;
  }
  .frame rect,
  .sheet {
    fill: var(--raised);
  }
  .frame circle {
    fill: var(--ink-faint);
    stroke: none;
  }
  .sheet {
    stroke: var(--rule);
    stroke-width: 1.4;
  }
  .way {
    fill: none;
    stroke: var(--ink-faint);
    stroke-width: 1.4;
    stroke-dasharray: 3 5;
  }
  .glass rect:first-child {
    fill: none;
    stroke: var(--ink-faint);
    stroke-width: 1.4;
  }
  .mercury {
    fill: var(--hot);
    transform-origin: 319px 162px;
    transform: scaleY(0.12);
  }
  .seal {
    fill: var(--raised);
    stroke: var(--cool);
    stroke-width: 1.6;
  }
  .tick {
    fill: none;
    stroke: var(--cool);
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .rests {
    opacity: 0.3;
  }
  .goes {
    transform: translate(215px, 8px);
  }
  .fades,
  .comes-and-goes {
    opacity: 0;
  }
`;
