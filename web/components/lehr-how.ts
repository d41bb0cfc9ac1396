import { css, html, LitElement, type SVGTemplateResult, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';

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

/** Three pictures of what happens here, drawn in code and calmly moved; still where less motion is asked for. No properties. */
@customElement('lehr-how')
export class LehrHow extends LitElement {
  static override styles = [
    shared,
    css`
      ol {
        list-style: none;
        height: 100%;
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 3.5rem;
        align-content: center;
      }
      svg {
        display: block;
        width: 100%;
        max-height: 22rem;
        overflow: visible;
      }
      h3 {
        margin-top: 1.6rem;
        font-size: 1.875rem;
        font-weight: 600;
        line-height: 1.15;
        letter-spacing: -0.015em;
        text-wrap: balance;
      }
      h3 .place {
        color: var(--hot-text);
        padding-inline-end: 0.35em;
      }
      p {
        margin-top: 0.6rem;
        font-size: 1.25rem;
        line-height: 1.4;
        color: var(--ink-soft);
        text-wrap: pretty;
      }
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
      @media (prefers-reduced-motion: no-preference) {
        .goes,
        .fades,
        .comes,
        .comes-and-goes,
        .mercury,
        .arrives,
        .settles {
          animation: 9s ease-in-out infinite both;
        }
        .goes {
          animation-name: goes;
        }
        .fades {
          animation-name: fades;
        }
        .comes {
          animation-name: comes;
        }
        .comes-and-goes {
          animation-name: comes-and-goes;
        }
        .mercury {
          animation-name: falls;
        }
        .arrives {
          animation-name: arrives;
        }
        .settles {
          animation-name: settles;
        }
      }
      @keyframes goes {
        0%,
        12% {
          transform: none;
        }
        40%,
        88% {
          transform: translate(215px, 8px);
          opacity: 1;
        }
        96% {
          transform: translate(215px, 8px);
          opacity: 0;
        }
        97% {
          transform: none;
          opacity: 0;
        }
        100% {
          transform: none;
          opacity: 1;
        }
      }
      @keyframes fades {
        0%,
        25% {
          opacity: 1;
        }
        45%,
        92% {
          opacity: 0;
        }
        100% {
          opacity: 1;
        }
      }
      @keyframes comes-and-goes {
        0%,
        25% {
          opacity: 0;
        }
        42%,
        52% {
          opacity: 1;
        }
        68%,
        100% {
          opacity: 0;
        }
      }
      @keyframes comes {
        0%,
        52% {
          opacity: 0;
        }
        70%,
        92% {
          opacity: 1;
        }
        100% {
          opacity: 0;
        }
      }
      @keyframes falls {
        0%,
        12% {
          transform: scaleY(1);
        }
        70%,
        92% {
          transform: scaleY(0.12);
        }
        100% {
          transform: scaleY(1);
        }
      }
      @keyframes arrives {
        0%,
        10% {
          transform: none;
          opacity: 1;
        }
        45% {
          transform: translate(118px, 0);
          opacity: 0;
        }
        88% {
          transform: none;
          opacity: 0;
        }
        100% {
          transform: none;
          opacity: 1;
        }
      }
      @keyframes settles {
        0% {
          opacity: 0.35;
        }
        40%,
        52% {
          opacity: 0.35;
        }
        70%,
        92% {
          opacity: 1;
        }
        100% {
          opacity: 0.35;
        }
      }
      @media (max-width: 70rem), (max-aspect-ratio: 5 / 4) {
        ol {
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
          gap: 2.5rem;
          height: auto;
        }
        h3 {
          font-size: 1.375rem;
          margin-top: 1rem;
        }
        p {
          font-size: 1rem;
        }
      }
    `,
  ];

  protected override render() {
    const { steps, pictures } = strings.kiosk.how;
    return html`<ol>
      ${[given, annealed, joined].map(
        (drawn, i) => html`<li>
          <svg viewBox="0 0 390 216" role="img" aria-label=${pictures[i] ?? ''}>${drawn}</svg>
          <h3><span class="place number">${i + 1}</span>${steps[i]?.[0]}</h3>
          <p>${steps[i]?.[1]}</p>
        </li>`,
      )}
    </ol>`;
  }
}
