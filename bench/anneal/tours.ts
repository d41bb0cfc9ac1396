import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { tourLength } from '../../anneal/tsp/distance.ts';
import { distanceOf } from '../../anneal/tsp/distance-of.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import { tsplib } from '../../formats/import/tsplib.ts';
import type { Row } from '../row.ts';
import { anneal } from './anneal.ts';
import { GOALS, type Goal, OTHERS, TWIN, UNIFORM } from './goals.ts';
import { measure } from './measure.ts';
import { ratioToC } from './ratio.ts';
import { uniform } from './uniform.ts';

export const TSPLIB_FOLDER = '../shared/data/tsplib';
/** The files of the quick run: every metric, a clustered one, and what fits into a minute of those with goals. */
const QUICK = ['att532', 'ali535', 'pr1002', 'si1032', 'fl1400', 'pr2392', 'pla7397'];

export interface TourOptions {
  readonly files: readonly string[];
  /** CPU seconds a run; null: as many as the instance's goal names. */
  readonly seconds: number | null;
  readonly seeds: number;
  /** Files without a goal of their own have less time then. */
  readonly quick: boolean;
  /** With the random cities: when no file was named. */
  readonly random: boolean;
  /** Prints a line of the table; nothing with --json. */
  readonly say: (line: string) => void;
}

/** A file itself, or a folder's TSPLIB files, by size; of the default folder, those with goals. */
export function tourFiles(path: string, quick: boolean, byDefault: boolean): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const cities = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  const wanted = (name: string) => (quick ? QUICK.includes(name) : !byDefault || name in GOALS);
  return readdirSync(path)
    .filter((name) => name.endsWith('.tsp') && wanted(basename(name, '.tsp')))
    .sort((a, b) => cities(a) - cities(b) || (a < b ? -1 : 1))
    .map((name) => join(path, name));
}

/** The table of tours: medians of the gaps, and the ratio to C. */
export function benchTours(options: TourOptions): Row[] {
  if (options.files.length === 0) return [];
  // First, since the twin too has a process to itself: what ran before would show in V8's code.
  const twins = twinRows(options);
  options.say('instance        cities   s    median     best    worst   moves/s   goal (aim)');
  const files = options.files.flatMap((file) => fileRow(file, options) ?? []);
  return [...twins, ...files, ...(options.random ? [randomRow(options)] : [])];
}

function fileRow(file: string, options: TourOptions): Row | null {
  const name = basename(file, '.tsp');
  const optimum = optimumOf(file);
  if (optimum === null) {
    console.error(`${name}: no optimum in ${join(dirname(file), 'optima.tsv')}; left out.`);
    return null;
  }
  const text = readFileSync(file, 'utf8');
  const own = GOALS[name];
  const goal = own && (options.seconds ?? own.seconds) >= own.seconds ? own : OTHERS;
  const length = (order: Int32Array) => measure(text, order);
  return row({ name, problem: tsplib(text).problem, yardstick: optimum, goal, length }, options);
}

function randomRow(options: TourOptions): Row {
  const problem = uniform(UNIFORM.cities, UNIFORM.seed);
  const length = (order: Int32Array) => tourLength(distanceOf(problem), order);
  const name = `uniform${UNIFORM.cities}`;
  return row({ name, problem, yardstick: UNIFORM.reference, goal: UNIFORM, length }, options);
}

interface Instance {
  readonly name: string;
  readonly problem: TspProblem;
  readonly yardstick: number;
  readonly goal: Goal;
  /** Of a tour, not by the kernel's account. */
  readonly length: (order: Int32Array) => number;
}

function row({ name, problem, yardstick, goal, length }: Instance, options: TourOptions): Row {
  const seconds = options.seconds ?? (options.quick ? goal.quick : undefined) ?? goal.seconds;
  const lengths: number[] = [];
  let speed = 0;
  for (let seed = 1; seed <= options.seeds; seed++) {
    const run = anneal(tsp, problem, { seconds, seed });
    const measured = length(decodeTour(run.state, problem.n));
    if (measured !== run.energy)
      throw new Error(`${name}: the kernel says ${run.energy}, the cities say ${measured}.`);
    lengths.push(measured);
    speed += run.moves / run.seconds / options.seeds;
  }
  lengths.sort((a, b) => a - b);
  const median = lengths[(lengths.length - 1) >> 1];
  const met = median / yardstick <= goal.goal;
  const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(3)} %`.padStart(9);
  const gaps = [median, lengths[0], lengths[lengths.length - 1]].map((x) => percent(x / yardstick)).join('');
  const aim = goal.aim === null ? '' : ` (${percent(goal.aim).trim()})`;
  options.say(
    `${name.padEnd(14)}${String(problem.n).padStart(8)}${String(seconds).padStart(4)} ${gaps}${String(Math.round(speed)).padStart(10)}   ${met ? 'met' : 'MISSED'} ${percent(goal.goal).trim()}${aim}`,
  );
  return {
    name: `${name}, ${seconds} s on one core`,
    unit: 'length',
    ours: median,
    yardstick,
    ratio: median / yardstick,
    goal: `<= ${goal.goal}`,
    met,
  };
}

/** JavaScript beside the same kernel in C, on the files named for it, or the last that the twin knows; none without gcc. */
function twinRows({ files, say }: TourOptions): Row[] {
  const named = files.filter((file) => TWIN.names.includes(basename(file, '.tsp')));
  if (named.length > 0) return named.flatMap((file) => twinRow(file, say) ?? []);
  for (const file of [...files].reverse()) {
    const row = twinRow(file, say);
    if (row !== null) return [row];
  }
  return [];
}

function twinRow(file: string, say: TourOptions['say']): Row | null {
  const name = basename(file, '.tsp');
  const speeds = ratioToC(tsplib(readFileSync(file, 'utf8')).problem);
  if (speeds === null) return null;
  const { script, c, ratio } = speeds;
  const met = ratio >= TWIN.goal;
  const speed = `${Math.round(script)} moves/s in JavaScript, ${Math.round(c)} in C: ${ratio.toFixed(3)}`;
  say(`${name.padEnd(14)}${speed}   ${met ? 'met' : 'MISSED'} ${TWIN.goal} (${TWIN.aim})`);
  return {
    name: `${name}, JavaScript beside C`,
    unit: 'moves/s',
    ours: Math.round(script),
    yardstick: Math.round(c),
    ratio,
    goal: `>= ${TWIN.goal}`,
    met,
  };
}

function optimumOf(file: string): number | null {
  const table = readFileSync(join(dirname(file), 'optima.tsv'), 'utf8');
  const line = table.split('\n').find((text) => text.split('\t')[0].trim() === basename(file, '.tsp'));
  return line === undefined ? null : Number(line.split('\t')[1]);
}
