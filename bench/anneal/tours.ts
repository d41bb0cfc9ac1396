import { tourLength } from '../../anneal/tsp/distance.ts';
import { distanceOf } from '../../anneal/tsp/distance-of.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import type { Row } from '../row.ts';
import { anneal } from './anneal.ts';
import { GOALS, type Goal, OTHERS, TWIN, UNIFORM } from './goals.ts';
import { measure } from './measure.ts';
import { ratioToC } from './ratio.ts';
import type { TourFile } from './tour-files.ts';
import { uniform } from './uniform.ts';

export interface TourOptions {
  readonly files: readonly TourFile[];
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

/** The table of tours: medians of the gaps, and the ratio to C. */
export function benchTours(options: TourOptions): Row[] {
  if (options.files.length === 0) return [];
  // First, since the twin too has a process to itself: what ran before would show in V8's code.
  const twins = twinRows(options);
  options.say('instance        cities   s    median     best    worst   moves/s   goal (aim)');
  const files = options.files.map((file) => fileRow(file, options));
  return [...twins, ...files, ...(options.random ? [randomRow(options)] : [])];
}

function fileRow({ name, text, problem, optimum }: TourFile, options: TourOptions): Row {
  const own = GOALS[name];
  const goal = own && (options.seconds ?? own.seconds) >= own.seconds ? own : OTHERS;
  const length = (order: Int32Array) => measure(text, order);
  return row({ name, problem, yardstick: optimum, goal, length }, options);
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
  /** Null where nothing is known: then the best of these runs. */
  readonly yardstick: number | null;
  readonly goal: Goal;
  /** Of a tour, not by the kernel's account. */
  readonly length: (order: Int32Array) => number;
}

function row(instance: Instance, options: TourOptions): Row {
  const { name, problem, goal } = instance;
  const seconds = options.seconds ?? (options.quick ? goal.quick : undefined) ?? goal.seconds;
  const { lengths, speed } = runs(instance, seconds, options.seeds);
  const [best, median, worst] = [lengths[0]!, medianOf(lengths), lengths.at(-1)!];
  const yardstick = instance.yardstick ?? best;
  const isKnown = instance.yardstick !== null;
  const met = !isKnown || ratioOf(median, yardstick) <= goal.goal;
  const aim = goal.aim === null ? '' : ` (${percent(goal.aim)})`;
  const optimal =
    goal.aim === 1
      ? `, ${lengths.filter((each) => each <= yardstick).length} of ${lengths.length} optimal`
      : '';
  const asked = isKnown
    ? `${met ? 'met' : 'MISSED'} ${percent(goal.goal)}${aim}${optimal}`
    : `no optimum known: over the best of these, ${best}`;
  const gaps = [median, best, worst].map((x) => percent(ratioOf(x, yardstick)).padStart(9)).join('');
  options.say(
    `${name.padEnd(14)}${String(problem.n).padStart(8)}${String(seconds).padStart(4)} ${gaps}${String(Math.round(speed)).padStart(10)}   ${asked}`,
  );
  return {
    name: `${name}, ${seconds} s on one core${isKnown ? '' : ', beside the best of these runs'}`,
    unit: 'length',
    ours: median,
    yardstick,
    ratio: ratioOf(median, yardstick),
    goal: isKnown ? `<= ${goal.goal}` : 'none',
    met,
  };
}

/** Lengths as the cities say them, shortest first, and moves a CPU second on average. */
function runs({ name, problem, length }: Instance, seconds: number, seeds: number) {
  const lengths: number[] = [];
  let speed = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const run = anneal(tsp, problem, { seconds, seed });
    const measured = length(decodeTour(run.state, problem.n));
    if (measured !== run.energy)
      throw new Error(`${name}: the kernel says ${run.energy}, the cities say ${measured}.`);
    lengths.push(measured);
    speed += run.moves / run.seconds / seeds;
  }
  return { lengths: lengths.sort((a, b) => a - b), speed };
}

/** Of lengths in their order: of an even number the mean of the middle two. */
function medianOf(lengths: readonly number[]): number {
  const middle = lengths.length / 2;
  return (lengths[Math.ceil(middle) - 1]! + lengths[Math.floor(middle)]!) / 2;
}

/** Of lengths; cities that all lie in one place have none. */
const ratioOf = (length: number, yardstick: number) => (length === yardstick ? 1 : length / yardstick);

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(3)} %`;

/** JavaScript beside the same kernel in C, on the files named for it, or the last that the twin knows; none without gcc. */
function twinRows({ files, say }: TourOptions): Row[] {
  const named = files.filter(({ name }) => TWIN.names.includes(name));
  if (named.length > 0) return named.flatMap((file) => twinRow(file, say) ?? []);
  for (const file of [...files].reverse()) {
    const row = twinRow(file, say);
    if (row !== null) return [row];
  }
  return [];
}

function twinRow({ name, problem }: TourFile, say: TourOptions['say']): Row | null {
  const speeds = ratioToC(problem);
  if (speeds === null) return null;
  const { script, c, ratio } = speeds;
  // Of few cities the calls are timed, not the loops.
  const isAsked = problem.n >= TWIN.cities;
  const met = !isAsked || ratio >= TWIN.goal;
  const speed = `${Math.round(script)} moves/s in JavaScript, ${Math.round(c)} in C: ${ratio.toFixed(3)}`;
  const asked = isAsked
    ? `${met ? 'met' : 'MISSED'} ${TWIN.goal} (${TWIN.aim})`
    : 'too few cities for the goal';
  say(`${name.padEnd(14)}${speed}   ${asked}`);
  return {
    name: `${name}, JavaScript beside C`,
    unit: 'moves/s',
    ours: Math.round(script),
    yardstick: Math.round(c),
    ratio,
    goal: isAsked ? `>= ${TWIN.goal}` : 'none',
    met,
  };
}
