/**
 * Where the chains of a cooling stood some tasks ago. What heat made of them since is shorter as a whole, but not everywhere: part
 * by part a state of a while ago is the better one, and worth a mate (docs/decisions/mating.md). With many chains the others' present
 * is variety enough, and a mate more costs bytes and time at each of them; so this is for few. Pure.
 */
import { seededRandom } from './random.ts';
import type { Point } from './strategy.ts';

/** Share of a cooling from which on states are kept: hotter ones are better nowhere. */
const KEPT_FROM = 0.3;
/** States that are kept, the newest: what few chains leave behind in the rest of a cooling. */
const MOST_KEPT = 24;
/** Of a task's mates those that come from here at most. */
const MATES = 4;
/** Chains, beyond which there are none. */
const FEW = 8;
/** Cities, spins …, beyond which there are none: four more tours beside a task are packed in one turn, which of so many takes 50 ms. */
const LARGEST = 50_000;

/** Whether so few chains of a problem of so many cities, spins … take over from the past. */
export function isFew({ lanes, size }: { readonly lanes: number; readonly size: number }): boolean {
  return lanes <= FEW && size <= LARGEST;
}

interface Joining {
  /** Where the chain stands. */
  readonly own: Point | null;
  /** Mates of one task. */
  readonly most: number;
  /** How many there are. */
  readonly chains: number;
  /** kind.size of the problem. */
  readonly size: number;
  readonly seed: number;
}

export class Past {
  /** In the order they were reached. */
  private points: Point[] = [];
  /** What a chain has met since `unmet` was first asked in this cooling, by the lane's id. */
  private readonly met = new Map<number, Set<Point>>();

  /** A chain reached a point when the cooling stood at `progress`. What an earlier cooling left goes as the next one begins. */
  keep(point: Point, progress: number): void {
    if (progress < KEPT_FROM) {
      this.points = [];
      this.met.clear();
      return;
    }
    this.points.push(point);
    if (this.points.length > MOST_KEPT) this.points.shift();
  }

  /**
   * These mates, and of the past some by chance, none of them among these or at `own`: at most `most` in all. The same for
   * the same seed and past.
   */
  join(mates: readonly Point[], { own, most, chains, size, seed }: Joining): readonly Point[] {
    if (!isFew({ lanes: chains, size })) return mates;
    const others = this.points.filter((point) => point !== own && !mates.includes(point));
    const wanted = Math.min(MATES, most - mates.length, others.length);
    const random = seededRandom(seed);
    const chosen: Point[] = [];
    while (chosen.length < wanted) chosen.push(...others.splice(random() % others.length, 1));
    return [...mates, ...chosen];
  }

  /** Of these and the past, the newest first, `most` at most that the lane has not been given here yet, none of them at `own`. */
  unmet(
    lane: number,
    others: readonly Point[],
    { own, most }: Pick<Joining, 'own' | 'most'>,
  ): readonly Point[] {
    const met = this.met.get(lane) ?? new Set();
    this.met.set(lane, met);
    const all = new Set([...others, ...this.points.toReversed()]);
    const chosen = [...all].filter((point) => point !== own && !met.has(point)).slice(0, most);
    for (const point of chosen) met.add(point);
    return chosen;
  }

  forget(isFalse: (state: Uint8Array) => boolean): void {
    this.points = this.points.filter(({ state }) => !isFalse(state));
  }
}
