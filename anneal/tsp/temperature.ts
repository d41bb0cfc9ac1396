import { temperatureOfAcceptance } from '../acceptance.ts';
import { Random } from '../random.ts';
import { Distance } from './distance.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES } from './records.ts';
import { Search, SMALLEST_KICKED } from './search.ts';
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
