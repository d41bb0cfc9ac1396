/**
 * The temperature clock of one job. A hot kiln shows nothing: until three quarters of a cooling are over its tours are longer
 * than a quick descent's. People watch, and a budget may be cut short. So a budget of some length, and a job without one, opens
 * cold (a second of pure descent, in which the tour visibly shrinks) and is then cooled several times, each cooling twice as long
 * as the one before: soon good, ever better, and the last of a budget has half of its time. Each begins at full heat: the best is
 * kept anyway, and what half the heat does not leave, new chains do (search.ts). So does a job that was given a start: from a
 * tour of 1 %, pr2392 came in 4 s to 0.00, 0.05 and 0.15 % from full heat, from half of it to 0.11, 0.18 and 0.31 %; from one of
 * 0.2 % both came to 0.14 to 0.18 %.
 */
import { temperatureAt } from '../anneal/cooling.ts';

/** A budget up to this is one cooling: there is nothing to spare. Milliseconds, as all times here. */
const SINGLE = 15_000;
const OPENING = 1_000;
const SHORTEST_COOLING = 3_000;
/** Of a job without a budget, after nine that were each half as long as the next. */
const LONGEST_COOLING = 512 * SHORTEST_COOLING;

export interface CoolingPlan {
  /** 0 hottest … 1 cold: where the cooling stands. */
  progress(elapsed: number): number;
  /** Budget left; Infinity for an endless job. */
  remaining(elapsed: number): number;
  /** Of the cooling that is under way, or of the opening, from its beginning to its end. */
  length(elapsed: number): number;
  /** Of that, from now to its end. */
  left(elapsed: number): number;
  /** Nothing was heated yet. */
  isOpening(elapsed: number): boolean;
  /** 1/256 energy units; `scale` is kind.temperatureScale, `heat` at the cooling's beginning in scales, the most when left out. */
  temperature(elapsed: number, scale: number, heat?: number): number;
  /** The temperature as a share of the hottest, 0..1. */
  heat(elapsed: number): number;
}

/** @param budget milliseconds, or null for an endless job */
export function coolingPlan(budget: number | null): CoolingPlan {
  const at = latest(coolingOf(budget));
  const progress = (elapsed: number) => at(elapsed).progress;
  return {
    progress,
    remaining: (elapsed) => (budget === null ? Number.POSITIVE_INFINITY : Math.max(0, budget - elapsed)),
    length: (elapsed) => at(elapsed).length,
    left: (elapsed) => at(elapsed).left,
    isOpening: (elapsed) => elapsed < OPENING && (budget === null || budget > SINGLE),
    temperature: (elapsed, scale, heat) => temperatureAt(progress(elapsed), scale, heat),
    heat: (elapsed) => temperatureAt(progress(elapsed), 1) / temperatureAt(0, 1),
  };
}

/**
 * When a task that begins now and takes so many milliseconds is to be as cold as it gets: still in its cooling. At the very end
 * of one the next has begun, and a task that goes from here to there would heat what was just cooled.
 */
export function endOfTask(plan: Pick<CoolingPlan, 'left'>, elapsed: number, millis: number): number {
  return elapsed + Math.max(0, Math.min(millis, plan.left(elapsed) - 1));
}

/** Where a cooling stands: 0 hottest … 1 cold, its length, and how much of that is left. */
interface Cooling {
  readonly progress: number;
  readonly length: number;
  readonly left: number;
}

function coolingOf(budget: number | null): (elapsed: number) => Cooling {
  if (budget === null) return (elapsed) => opening(elapsed) ?? coolingAt(endless(elapsed - OPENING));
  if (budget <= SINGLE) return (elapsed) => coolingAt({ begun: elapsed, length: budget });
  const time = budget - OPENING;
  const coolings = Math.floor(Math.log2(time / SHORTEST_COOLING + 1));
  const first = time / (2 ** coolings - 1);
  const last = first * 2 ** (coolings - 1);
  return (elapsed) => {
    if (elapsed >= budget) return coolingAt({ begun: last, length: last });
    return opening(elapsed) ?? coolingAt(doubling(elapsed - OPENING, first, last));
  };
}

function opening(elapsed: number): Cooling | null {
  return elapsed < OPENING ? { progress: 1, length: OPENING, left: OPENING - elapsed } : null;
}

/** What was asked last, once: a task asks half a dozen times of the same moment. */
function latest(of: (elapsed: number) => Cooling): (elapsed: number) => Cooling {
  let moment = Number.NaN;
  let cooling: Cooling;
  return (elapsed) => {
    if (elapsed !== moment) {
      cooling = of(elapsed);
      moment = elapsed;
    }
    return cooling;
  };
}

interface Begun {
  /** Milliseconds ago; more than the length when it is over. */
  readonly begun: number;
  readonly length: number;
}

function coolingAt({ begun, length }: Begun): Cooling {
  const progress = length > 0 ? Math.min(1, begun / length) : 1;
  return { progress, length, left: Math.max(0, length - begun) };
}

/** So long after coolings of `first` · 1, 2, 4 … up to `last` began. */
function doubling(elapsed: number, first: number, last: number): Begun {
  let begun = elapsed;
  let length = first;
  for (; begun >= length && length < last; length *= 2) begun -= length;
  return { begun, length };
}

function endless(elapsed: number): Begun {
  const { begun, length } = doubling(elapsed, SHORTEST_COOLING, LONGEST_COOLING);
  return { begun: begun % length, length };
}
