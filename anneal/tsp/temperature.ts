import { EXPONENTIAL } from '../acceptance.ts';
import { Random } from '../random.ts';
import { Distance } from './distance.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES, Search, SMALLEST_KICKED } from './search.ts';
import { spaceOf } from './space.ts';
import { decodeTour } from './state.ts';

/** Kicks measured: enough for the quantile to hold within some 10 %. */
const KICKS = 1_000;
const ACCEPTED = 0.1;

/**
 * The temperature, in 1/256 energy units, at which a tenth of the kicks along the tour, from the local optimum below
 * `state`, that end higher are kept. Always by this sort of kick, as the cooling schedule was tuned with it: at
 * the scale of kicks by a walk, about half, fl1400 stuck. Deterministic: a fixed seed, and kicks that are all undone.
 * About 20 ms for 1,000 cities.
 */
export function temperatureScale(problem: TspProblem, state: Uint8Array): number {
  const { n } = problem;
  const distance = Distance.of(problem);
  const tour = decodeTour(state, n);
  if (n < SMALLEST_KICKED) return 0;
  const search = new Search(distance, spaceOf(distance).candidates(Math.min(CANDIDATES, n - 1)));
  search.load(tour);
  search.descend(Number.POSITIVE_INFINITY);
  const random = new Random();
  random.seed(1);
  const rises: number[] = [];
  for (let i = 0; i < KICKS; i++) {
    search.commit();
    const delta = search.kick(random, true) - search.descend(Number.POSITIVE_INFINITY);
    search.rollback();
    if (delta > 0) rises.push(delta);
  }
  return temperatureOfAcceptance(rises, ACCEPTED);
}

/** The temperature at which the rises are kept with this mean probability; 0 where there are none. */
function temperatureOfAcceptance(rises: readonly number[], probability: number): number {
  if (rises.length === 0) return 0;
  let low = 0;
  let high = 256 * Math.max(...rises) * 16;
  // Each halving is exact in binary, so every engine takes the same path.
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (meanAcceptance(rises, middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

function meanAcceptance(rises: readonly number[], temperature: number): number {
  let kept = 0;
  for (const rise of rises) kept += countAbove((rise * 256) / temperature);
  return kept / (rises.length * EXPONENTIAL.length);
}

/** How many entries of the falling table lie above x. */
function countAbove(x: number): number {
  let low = 0;
  let high = EXPONENTIAL.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (EXPONENTIAL[middle] > x) low = middle + 1;
    else high = middle;
  }
  return low;
}
