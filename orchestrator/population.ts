/**
 * Which of the other chains' states a task of a late chain is given as mates, so that its kernel takes over what they did
 * better (the kind's crossover). Pure.
 *
 * Chains that were annealed apart are short in different places, and their crossover is shorter than each by more than the
 * same time of annealing gives (docs/decisions/mating.md). Mixed too early they become alike: then only the sum of their time
 * is left, and the more of them there are, the less each had. So they keep apart until most of a cooling is over.
 */
import type { CoolingPlan } from './cooling-plan.ts';
import type { Coolings } from './coolings.ts';
import type { Lane } from './lane.ts';
import { isFew } from './past.ts';
import { mix } from './random.ts';
import type { Point } from './strategy.ts';
import { SHORTEST } from './task.ts';

/**
 * Share of a cooling in which a lane begins anew, not where the best stands. A chain never leaves the way round the whole that it
 * began with, so those that begin with the first one's are one chain in all that matters; and what that one gained so
 * early, the heat takes away (docs/decisions/kernel.md). Nor does a chain that goes on into the next cooling: there it begins
 * anew too, and takes over from the bests of those before when it is nearly cold (docs/decisions/coolings.md).
 */
const YOUNG = 0.1;
/**
 * … from when the first answer is there: a lone donor’s other chains open then, and it may have taken longer than that to get
 * ready. Beyond this share there is too little heat left for a chain that begins.
 */
const LATEST_START = 0.5;

/** Share of a cooling after which chains mate. */
export const MATE_FROM = 0.75;
/** … and take over from what earlier coolings came to: before, all would soon be alike, and like that. */
const ELITE_FROM = 0.9;
/** Mates of one task: with each round of tasks what is good in one chain reaches five times as many. */
const MATES = 4;
/**
 * … but two of a large problem, whose mates are half of a task's bytes, once the first ones have made chains alike: they have less
 * left to give then (docs/decisions/packing.md).
 */
const LATER_MATES = 2;
const LARGE = 5_000;
const ALIKE_FROM = 0.84;
/** Rounds of tasks that the rest of a cooling is to have, once chains mate. */
const ROUNDS = 6;
/** … but no task shorter than this: the way to a donor and back takes some tens of milliseconds too, … */
const SHORTEST_ROUND = 60;
/** … and a large problem's states take long to pack, to check and to carry. */
const ROUND_MILLIS_PER_CITY = 0.02;
const LONGEST_SHORTEST = 500;
/** … and a thousand donors' tasks the orchestrator, one thread: 2,000 a second at most. */
const ROUND_MILLIS_PER_LANE = 0.5;
/** The last round of few chains is so many tasks of the shortest one: of eight mates each, they meet all two dozen states that are kept. */
const FINISHING = 3;

/** Chains that few donors keep in turn, where there is time enough: each is to have so many moves a city in a cooling. */
const MOVES_PER_CITY = 15;
const MOST_IN_TURN = 4;
/** … and where it is one of several coolings: what they come to is more different, and a later one has the time. */
const MOST_OF_MANY = 8;

/** Share of a cooling after which chains of a kind without crossover start again from the best, where they lag behind it. */
const GATHER_FROM = 0.7;
/** How far above the best, as a share of it, a chain may be when gathering begins; falls to 0 at the end. */
const GATHER_SLACK = 0.01;

/** What the choice of mates looks at. */
export interface Population {
  /** Of all coolings. */
  readonly best: Point | null;
  readonly lanes: ReadonlyMap<number, Lane>;
  /** Lanes have been numbered up to here; some are gone. */
  readonly laneCount: number;
  readonly coolings: Pick<Coolings, 'number' | 'best' | 'elite'>;
}

/** Progress of the cooling under way up to which lanes begin anew. */
export function youngUntil({ begun }: Pick<Coolings, 'begun'>): number {
  return Math.min(LATEST_START, begun + YOUNG);
}

interface MatesOptions {
  /** Mates of one task that its kind takes. */
  readonly most: number;
  /** kind.size of the problem. */
  readonly size: number;
  readonly seed: number;
  readonly progress: number;
}

interface RoundOptions {
  readonly most: number;
  readonly size: number;
  /** To have for the donors present. */
  readonly lanes: number;
}

/** Milliseconds of a task of a problem of so many cities, spins …, that would take `most`: chains that mate meet often, and none comes late to it. */
export function roundMillis(plan: CoolingPlan, elapsed: number, of: RoundOptions): number {
  const { most } = of;
  const [shortest, left] = [shortestRound(of), plan.left(elapsed)];
  const begin = plan.progress(elapsed);
  if (begin >= MATE_FROM) {
    const round = Math.min(most, Math.max(shortest, Math.round(left / ROUNDS)));
    if (!isFew(of)) return round;
    const thirds = Math.round(left / FINISHING);
    return Math.min(
      most,
      Math.max(SHORTEST, left <= shortest ? thirds : Math.min(round, Math.floor(left - shortest))),
    );
  }
  const end = plan.progress(elapsed + most);
  if (end <= MATE_FROM) return most;
  return Math.min(most, Math.max(shortest, Math.round((most * (MATE_FROM - begin)) / (end - begin))));
}

/**
 * Whether a cooling is so nearly over that the shortest of its few chains is all that counts: it meets what the others and the
 * past have that it has not met, in short tasks that end cold.
 */
export function isFinishing(plan: CoolingPlan, elapsed: number, of: Omit<RoundOptions, 'most'>): boolean {
  return isFew(of) && plan.progress(elapsed) >= MATE_FROM && plan.left(elapsed) <= shortestRound(of);
}

function shortestRound({ size, lanes }: Omit<RoundOptions, 'most'>): number {
  const needed = Math.round(Math.max(ROUND_MILLIS_PER_CITY * size, ROUND_MILLIS_PER_LANE * lanes));
  return Math.max(SHORTEST_ROUND, Math.min(LONGEST_SHORTEST, needed));
}

/** Chains worth having when `moves` can still be done in a cooling, alone or one of many, for a problem of this size. */
export function chainsWorth(moves: number, size: number, isOneOfMany: boolean): number {
  const most = isOneOfMany ? MOST_OF_MANY : MOST_IN_TURN;
  return Math.max(1, Math.min(most, Math.floor(moves / (MOVES_PER_CITY * size))));
}

/** Whether a chain is too far above the best for so late in a cooling. */
export function lags({ energy }: Point, best: Point, progress: number): boolean {
  if (progress < GATHER_FROM) return false;
  const slack = (GATHER_SLACK * (1 - progress)) / (1 - GATHER_FROM);
  // An energy may be negative, as of a cut.
  return energy > best.energy + Math.abs(best.energy) * slack;
}

/**
 * The best of its cooling, and others of it by chance; from ELITE_FROM on the best of all, and the elite's among the others: at
 * most `most` different states, none of them the lane's own.
 */
export function matesOf(
  lane: Lane,
  { best: bestOfAll, lanes, laneCount, coolings }: Population,
  { most, size, seed, progress }: MatesOptions,
): readonly Point[] {
  const isOpen = progress >= ELITE_FROM;
  const best = isOpen ? bestOfAll : coolings.best;
  const elite = isOpen ? coolings.elite : [];
  const pointOf = (index: number): Point | null | undefined => {
    if (index >= laneCount) return elite[index - laneCount];
    const other = lanes.get(index);
    return isOpen || other?.cooling === coolings.number ? other?.at : null;
  };
  const chosen = new Set<Point>();
  const wanted = Math.min(size >= LARGE && progress >= ALIKE_FROM ? LATER_MATES : MATES, most);
  if (best && wanted > 0 && best !== lane.at) chosen.add(best);
  let chance = mix(seed ^ mix(lane.id * 0x10001 + lane.step + 1));
  for (let tries = 4 * wanted; tries > 0 && chosen.size < wanted; tries--) {
    chance = mix(chance + tries);
    const at = pointOf(chance % (laneCount + elite.length));
    if (at && at !== lane.at) chosen.add(at);
  }
  return [...chosen];
}
