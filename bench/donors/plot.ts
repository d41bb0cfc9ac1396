/** A small line chart as SVG, readable on light and dark pages: both axes isLogarithmic, or the vertical one linear from 0. */
export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly isLogarithmic: boolean;
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  /** What it would be at best: drawn thin. */
  readonly isIdeal?: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 36;
const TOP = 48;
const BOTTOM = 92;
const COLOURS = ['#0b7', '#07c', '#c50', '#95c'];
const STYLE = `text{font:13px system-ui,sans-serif;fill:#222}.t{font-size:16px;font-weight:600}.g{stroke:#ddd}.i{stroke:#888}
@media (prefers-color-scheme:dark){text{fill:#ddd}.g{stroke:#444}.i{stroke:#999}}`;

export function chart({ title, x, y, isLogarithmic, series }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const across = axis(
    points.map(([value]) => value),
    { from: LEFT, to: WIDTH - RIGHT, isLogarithmic: true },
  );
  const up = axis(
    points.map(([, value]) => value),
    { from: HEIGHT - BOTTOM, to: TOP, isLogarithmic },
  );
  const grid = [
    ...across.ticks.map(
      (v) =>
        `<line class="g" x1="${across.at(v)}" x2="${across.at(v)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text x="${across.at(v)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(v)}</text>`,
    ),
    ...up.ticks.map(
      (v) =>
        `<line class="g" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${up.at(v)}" y2="${up.at(v)}"/><text x="${LEFT - 8}" y="${up.at(v) + 4}" text-anchor="end">${label(v)}</text>`,
    ),
  ];
  const coloured = series.filter(({ isIdeal }) => !isIdeal);
  const colourOf = (each: Series) => COLOURS[coloured.indexOf(each) % COLOURS.length];
  const lines = series.map((each) => {
    const path = each.points.map(([px, py]) => `${across.at(px)},${up.at(py)}`).join(' ');
    if (each.isIdeal) return `<polyline class="i" points="${path}" fill="none" stroke-dasharray="4 4"/>`;
    const colour = colourOf(each);
    const dots = each.points.map(
      ([px, py]) => `<circle cx="${across.at(px)}" cy="${up.at(py)}" r="4" fill="${colour}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
  });
  const named = series.filter(({ name }, i) => series.findIndex((other) => other.name === name) === i);
  const legend = named.map((each, i) => {
    const at = LEFT + (i % 2) * 290;
    const row = HEIGHT - 34 + 20 * (i >> 1);
    const stroke = each.isIdeal
      ? 'class="i" stroke-dasharray="4 4"'
      : `stroke="${colourOf(each)}" stroke-width="2"`;
    return `<line x1="${at}" x2="${at + 24}" y1="${row - 4}" y2="${row - 4}" ${stroke}/><text x="${at + 32}" y="${row}">${escaped(each.name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<text class="t" x="${LEFT}" y="24">${escaped(title)}</text>
<text x="${LEFT}" y="41">${escaped(y)}</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - BOTTOM + 36}" text-anchor="end">${escaped(x)}</text>
${[...grid, ...lines, ...legend].join('\n')}
</svg>
`;
}

interface Axis {
  at(value: number): number;
  readonly ticks: readonly number[];
}

function axis(values: readonly number[], range: { from: number; to: number; isLogarithmic: boolean }): Axis {
  const { from, to, isLogarithmic } = range;
  const most = Math.max(...values);
  const step = evenStep(most / 5);
  const high = isLogarithmic ? most : step * Math.ceil(most / step);
  const low = isLogarithmic ? Math.min(...values) : 0;
  const scale = (value: number) => (isLogarithmic ? Math.log(value) : value);
  const span = scale(high) - scale(low) || 1;
  const at = (value: number) =>
    Math.round(10 * (from + ((scale(value) - scale(low)) / span) * (to - from))) / 10;
  const ticks: number[] = [];
  if (isLogarithmic) {
    // Decades where there are some; else powers of two.
    const [base, factor] = high / low > 500 ? [10, 10] : [2, high / low > 256 ? 4 : 2];
    const lowest = base ** Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
    for (let tick = lowest; tick <= high * 1.001; tick *= factor) ticks.push(tick);
  } else for (let i = 0; i * step <= high * 1.001; i++) ticks.push(i * step);
  return { at, ticks };
}

/** 1, 2, 2.5 or 5 of some power of ten: the first that is no less. */
function evenStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * ([1, 2, 2.5, 5].find((step) => step * decade >= least) ?? 10);
}

const label = (value: number) => Number(value.toPrecision(3)).toLocaleString('en');
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
