import { logMarks } from '../drawing/log-marks.ts';
import { LEAST_GAP, type RunSeries } from '../drawing/run-series.ts';
import { format, strings } from '../strings/language.ts';
import { paletteFrom } from './palette.ts';

export type Uplot = typeof import('uplot');

/** How far the best was from the best known, on a log scale; or how hot the kiln was and will be. */
export type Curve = 'gap' | 'heat';

/** Seconds between two marks of the time. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800,
];

type Library = readonly [Uplot, CSSStyleSheet];

let library: Promise<Library> | null = null;

async function load(): Promise<Library> {
  const [plot, rules] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css?inline')]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules.default);
  return [plot.default, sheet];
}

/** uPlot and its few rules, fetched when the first chart is drawn; null where they cannot be. */
export async function plotLibrary(): Promise<Library | null> {
  library ??= load();
  try {
    return await library;
  } catch {
    // A page older than its server cannot fetch it: the numbers stay, and a reload is said elsewhere.
    library = null;
    return null;
  }
}

/** What uPlot draws: seconds, then percents; of the heat what was and what will be. */
export function curves(series: RunSeries, curve: Curve): import('uplot').AlignedData {
  if (curve === 'gap') return [[...series.gap.at], [...series.gap.percent]];
  const { at, percent, done } = series.heat;
  const past = percent.map((value, i) => (i < done ? value : null));
  const future = percent.map((value, i) => (i >= done - 1 ? value : null));
  return [[...at], past, future];
}

interface Place {
  readonly curve: Curve;
  /** Whose colours and letters are taken. */
  readonly host: Element;
  /** What is filled. */
  readonly root: Element;
  /** Second in which the run ends, asked at every drawing. */
  readonly end: () => number;
}

/** How a curve looks in this size and theme. */
export function plotOptions(UPlot: Uplot, { curve, host, root, end }: Place): import('uplot').Options {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isGap = curve === 'gap';
  return {
    width: root.clientWidth,
    height: root.clientHeight,
    padding: [0.4 * rem, 1.3 * rem, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => [0, end()] }, y: isGap ? gapScale : { range: () => [0, 105] } },
    axes: axes(host, rem, isGap),
    series: isGap ? gapLines(UPlot, host, rem) : heatLines(host, rem),
  };
}

const gapScale: import('uplot').Scale = {
  distr: 3,
  range: (_, least, most) => [Math.max(LEAST_GAP, least * 0.7), Math.max(1, most * 1.3)],
};

function axes(host: Element, rem: number, isGap: boolean): import('uplot').Axis[] {
  const { faint, rule } = paletteFrom(host);
  const axis = {
    stroke: faint,
    font: `${0.875 * rem}px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: rule, width: 1 },
    ticks: { show: false },
    border: { show: false },
    gap: 0.25 * rem,
  };
  const percent = (value: number | null) =>
    value === null ? '' : `${new Intl.NumberFormat(strings.language).format(value)}\u202f%`;
  return [
    {
      ...axis,
      gap: 0.5 * rem,
      size: 1.7 * rem,
      space: 4.5 * rem,
      incrs: STEPS,
      values: (_, seconds) => seconds.map((value) => format.duration(value)),
    },
    {
      ...axis,
      size: 3.8 * rem,
      space: 1.6 * rem,
      values: (_, values) => values.map(percent),
      // The library's own, for a scale that begins at 0.098, never come to an end.
      ...(isGap
        ? {
            splits: (plot, _, from, to) => logMarks(from, to, plot.bbox.height / devicePixelRatio),
            filter: (_, marks) => marks,
          }
        : {}),
    },
  ];
}

/** A best stays until a better one comes. */
function gapLines(UPlot: Uplot, host: Element, rem: number): import('uplot').Series[] {
  const paths = UPlot.paths.stepped?.({ align: 1 });
  const { ink } = paletteFrom(host);
  return [{}, { stroke: ink, width: 0.125 * rem, points: { show: false }, ...(paths ? { paths } : {}) }];
}

function heatLines(host: Element, rem: number): import('uplot').Series[] {
  const { faint, hot, ramp } = paletteFrom(host);
  const fill = `rgb(${(ramp.at(-1) ?? []).join(' ')} / 0.14)`;
  return [
    {},
    { stroke: hot, width: 0.125 * rem, points: { show: false }, fill },
    { stroke: faint, width: 0.0625 * rem, dash: [0.3 * rem, 0.3 * rem], points: { show: false } },
  ];
}
