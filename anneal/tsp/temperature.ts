import { temperatureOfAcceptance } from '../acceptance.ts';
import { Random } from '../random.ts';
import { finish, type Steps } from '../steps.ts';
import { cityMapSteps } from './cells/city-map.ts';
import { TourDivision } from './cells/division.ts';
import { isDivisible } from './cells/part.ts';
import { decodeScope, partnersOf } from './cells/scope.ts';
import { type Distance, JOIN } from './distance.ts';
import { distanceSteps } from './distance-of.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES } from './records.ts';
import { Search, SMALLEST_KICKED } from './search.ts';
import { spaceOf } from './space.ts';
import { decodeTour } from './state.ts';

/** Kicks measured: enough for the quantile to hold within some 10 %. */
const KICKS = 1_000;
const ACCEPTED = 0.1;

/** Larger problems are sampled: nobody may be kept waiting for seconds. */
const WHOLE = 4_096;
/** Cities of a sample, and how many there are of them. */
const SAMPLE = 300;
const SAMPLES = 3;

/** Cities of the queue, and kicks, in one step. */
const DESCENT_STEP = 1_000;
const KICKS_STEP = 200;

/**
 * The temperature, in 1/256 energy units, at which a tenth of the kicks along the tour, from the local optimum below
 * `state`, that end higher are kept. Always by this sort of kick, as the cooling schedule was tuned with it: at
 * the scale of kicks by a walk, about half, fl1400 stuck. Deterministic: a fixed seed, and kicks that are all undone.
 * About 20 ms for 1,000 cities; large problems with a map are measured in a few places.
 */
export function temperatureScale(problem: TspProblem, state: Uint8Array): number {
  return finish(temperatureSteps(problem, state));
}

/** The same in steps. */
export function* temperatureSteps(problem: TspProblem, state: Uint8Array): Steps<number> {
  const { n } = problem;
  if (n < SMALLEST_KICKED) return 0;
  const distance = yield* distanceSteps(problem);
  if (n > WHOLE && isDivisible(distance)) return yield* sampledScale(distance, state);
  const space = yield* spaceOf(distance);
  const search = yield* Search.steps(distance, yield* space.candidates(Math.min(CANDIDATES, n - 1)));
  search.load(decodeTour(state, n));
  yield;
  return temperatureOfAcceptance(yield* risesOf(search, KICKS), ACCEPTED);
}

function* sampledScale(distance: Distance, state: Uint8Array): Steps<number> {
  yield* cityMapSteps(distance);
  yield;
  const division = new TourDivision(distance, state, 1);
  yield;
  // The first part is that of the longest edges, and like no other place.
  division.cut(SAMPLE);
  const rises: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const part = division.cut(SAMPLE);
    if (!part) continue;
    const { cities, joined } = decodeScope(part.scope, distance.n);
    const local = yield* distance.renumbered(cities);
    const space = yield* spaceOf(local);
    const candidates = yield* space.candidates(CANDIDATES);
    const search = yield* Search.steps(yield* local.joined(partnersOf(joined)), candidates);
    search.load(cities.map((_, place) => place));
    // A kick may cut a join: that says nothing.
    for (const rise of yield* risesOf(search, Math.ceil(KICKS / SAMPLES)))
      if (rise < JOIN / 2) rises.push(rise);
  }
  return temperatureOfAcceptance(rises, ACCEPTED);
}

/** By how much each of so many kicks, all undone, lengthens the local optimum below the tour, where it does. */
function* risesOf(search: Search, kicks: number): Steps<number[]> {
  while (!search.settled) {
    search.descend(DESCENT_STEP);
    yield;
  }
  const random = new Random();
  random.seed(1);
  const rises: number[] = [];
  for (let i = 0; i < kicks; i++) {
    if (i % KICKS_STEP === KICKS_STEP - 1) yield;
    search.commit();
    const delta = search.kick(random, true) - search.descend(Number.POSITIVE_INFINITY);
    search.rollback();
    if (delta > 0) rises.push(delta);
  }
  return rises;
}
