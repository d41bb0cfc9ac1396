/**
 * Which of the other chains' states a task of a late chain is given as mates, so that its kernel takes over what they did
 * better (the kind's crossover). Pure.
 *
 * Chains that were annealed apart are short in different places, and their crossover is shorter than each by more than the
 * same time of annealing gives (docs/decisions/mating.md). Mixed too early they become alike: then only the sum of their time
 * is left, and the more of them there are, the less each had. So they keep apart until most of a cooling is over.
 */
import type { CoolingPlan } from './cooling-plan.ts';
import type { Lane } from './lane.ts';
import { mix } from './random.ts';
import type { Point } from './strategy.ts';

/** Share of a cooling after which chains mate. */
export const MATE_FROM = 0.75;
/** Mates of one task: with each round of tasks what is good in one chain reaches five times as many. */
const MATES = 4;
/** Rounds of tasks that the rest of a budget is to have, once chains mate. */
const ROUNDS = 6;
/** … but no task shorter than this: the way to a donor and back takes some tens of milliseconds too, … */
const SHORTEST_ROUND = 60;
/** … and a large problem's states take long to pack, to check and to carry. */
const ROUND_MILLIS_PER_CITY = 0.02;
const LONGEST_SHORTEST = 500;

/** Chains that few donors keep in turn, where there is time enough: each is to have so many moves a city in a cooling. */
const MOVES_PER_CITY = 15;
const MOST_IN_TURN = 4;

/** What the choice of mates looks at: all chains, and the best of them. */
export interface Population {
  readonly best: Point | null;
  readonly lanes: ReadonlyMap<number, Lane>;
  /** Lanes have been numbered up to here; some are gone. */
  readonly laneCount: number;
}

interface RoundOptions {
  readonly most: number;
  readonly size: number;
}

/** Milliseconds of a task of a problem of so many cities, spins …, that would take `most`: chains that mate meet often, and none comes late to it. */
export function roundMillis(plan: CoolingPlan, elapsed: number, { most, size }: RoundOptions): number {
  const shortest = Math.max(
    SHORTEST_ROUND,
    Math.min(LONGEST_SHORTEST, Math.round(ROUND_MILLIS_PER_CITY * size)),
  );
  const begin = plan.progress(elapsed);
  if (begin >= MATE_FROM)
    return Math.min(most, Math.max(shortest, Math.round(plan.remaining(elapsed) / ROUNDS)));
  const end = plan.progress(elapsed + most);
  if (end <= MATE_FROM) return most;
  return Math.min(most, Math.max(shortest, Math.round((most * (MATE_FROM - begin)) / (end - begin))));
}

/** Chains worth having when `moves` can still be done in all, for a problem of this size. */
export function chainsWorth(moves: number, size: number): number {
  return Math.max(1, Math.min(MOST_IN_TURN, Math.floor(moves / (MOVES_PER_CITY * size))));
}

/** The best, and others by chance: at most `most` different states, none of them the lane's own. */
export function matesOf(
  lane: Lane,
  { best, lanes, laneCount }: Population,
  { most, seed }: { readonly most: number; readonly seed: number },
): readonly Point[] {
  const chosen = new Set<Point>();
  const wanted = Math.min(MATES, most);
  if (best && wanted > 0 && best !== lane.at) chosen.add(best);
  let chance = mix(seed ^ mix(lane.id * 0x10001 + lane.step + 1));
  for (let tries = 4 * wanted; tries > 0 && chosen.size < wanted; tries--) {
    chance = mix(chance + tries);
    const at = lanes.get(chance % laneCount)?.at;
    if (at && at !== lane.at) chosen.add(at);
  }
  return [...chosen];
}
