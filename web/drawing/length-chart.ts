import type { JobSample } from '../../peer/procedures.ts';

/** A length that is no part of the course: the given order's, the best known. */
export interface Mark {
  readonly name: string;
  readonly energy: number;
}

export interface Course {
  /** In order of time. */
  readonly samples: readonly JobSample[];
  /** Seconds: the course goes on level to here. */
  readonly elapsed: number;
  readonly marks: readonly Mark[];
  /** More is better, as of a cut: drawn rising. */
  readonly rising: boolean;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** In pixels of the frame, y downwards. */
export interface LengthChart {
  /** SVG path data. */
  readonly line: string;
  readonly times: readonly { readonly x: number; readonly seconds: number }[];
  readonly lengths: readonly { readonly y: number; readonly energy: number }[];
  /** Between two of them: how exactly they have to be written. */
  readonly step: number;
  /** Those that are near enough to be shown without pressing the course flat. */
  readonly marks: readonly (Mark & { readonly y: number })[];
}

/** A mark farther away than this many heights of the course is left out. */
const NEAR = 2;
/** Seconds between ticks. */
const TIMES = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
] as const;

/** Null where nothing is known yet. The course goes in steps, since a best stays until a better one comes. */
export function lengthChart(
  { samples, elapsed, marks, rising }: Course,
  { width, height }: Frame,
): LengthChart | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || width <= 0 || height <= 0) return null;
  const energies = samples.map(({ energy }) => energy);
  const [lowest, highest] = [Math.min(...energies), Math.max(...energies)];
  // A level course cannot be pressed flat.
  const reach = highest > lowest ? NEAR * (highest - lowest) : Number.POSITIVE_INFINITY;
  const shown = marks.filter(({ energy }) => energy >= lowest - reach && energy <= highest + reach);
  const all = [...energies, ...shown.map(({ energy }) => energy)];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = 0.04 * (most - least) || 0.01 * Math.abs(highest) || 1;
  // No room below nothing: a length is never negative.
  const [low, high] = [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
  const step = roundStep(high - low, height / 40);
  const end = Math.max(elapsed, last.elapsed, first.elapsed + 1);
  const x = (seconds: number) => tenth((width * (seconds - first.elapsed)) / (end - first.elapsed));
  const y = (energy: number) => {
    const part = (energy - low) / (high - low);
    return tenth(height * (rising ? part : 1 - part));
  };
  const steps = samples.slice(1).map((sample) => `H${x(sample.elapsed)}V${y(sample.energy)}`);
  return {
    line: `M0 ${y(first.energy)}${steps.join('')}H${x(end)}`,
    times: timesBetween(first.elapsed, end, width / 80).map((seconds) => ({ x: x(seconds), seconds })),
    lengths: multiples(step, low, high).map((energy) => ({ y: y(energy), energy })),
    step,
    marks: shown.map((mark) => ({ ...mark, y: y(mark.energy) })),
  };
}

function timesBetween(from: number, to: number, most: number): number[] {
  const step = TIMES.find((size) => (to - from) / size <= most) ?? (to - from) / Math.max(1, most);
  return multiples(step, from, to);
}

/** Between round numbers, of which `most` at most lie in the span; energies are integers. */
function roundStep(span: number, most: number): number {
  const least = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((size) => size * power).find((size) => size >= least) ?? 10 * power;
  return Math.max(1, step);
}

function multiples(step: number, from: number, to: number): number[] {
  const all: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) all.push(i * step || 0);
  return all;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
