import type { Random } from '../random.ts';
import { LISTS, RECORD, TOUR } from './records.ts';

/** Steps of the walk from one cut to the next. */
const STEPS = 8;
/** Candidates a step chooses from. */
const BREADTH = 5;
/**
 * Up to this size a kick's cities are close in space, beyond it along the tour. Measured: the walk won below, tied at
 * 2,392 cities and lost at 7,397 (docs/decisions/kernel.md).
 */
const WALKED = 2_000;
/** Longest of the three segments that a kick along the tour swaps. */
const STRETCH = 30;

/**
 * Where a kick cuts: behind the slot `before`, and behind each of the three segments of `b`, `c` and `d` cities
 * that follow it.
 *
 * A random walk over the candidates finds four cities close in space, on whichever strands of the tour they lie
 * (D. Applegate, W. Cook and A. Rohe, "Chained Lin-Kernighan for Large Traveling Salesman Problems", 2003). Where
 * it comes to a city twice, and in large problems, the segments are three short neighbouring ones.
 */
export class KickPlace {
  before = 0;
  b = 0;
  c = 0;
  d = 0;
  private readonly n: number;
  private readonly memory: Int32Array;
  private readonly first: number;
  private readonly breadth: number;
  private readonly longest: number;
  private readonly cuts = new Int32Array(4);

  /**
   * Reads the slots of `n` cities anew at each choice, and the first of the `listed` candidates of each: records.ts. The first
   * city's record is at `first`. At least five cities.
   */
  constructor(memory: Int32Array, { n, first, listed }: { n: number; first: number; listed: number }) {
    this.n = n;
    this.memory = memory;
    this.first = first;
    this.breadth = Math.min(listed, BREADTH);
    this.longest = Math.max(1, Math.min(STRETCH, ((n - 2) / 4) | 0));
  }

  choose(random: Random): void {
    if (this.n > WALKED || !this.walk(random)) this.chooseAlong(random);
  }

  /** Three short neighbouring segments of a random place of the tour. */
  chooseAlong(random: Random): void {
    this.b = 1 + random.below(this.longest);
    this.c = 1 + random.below(this.longest);
    this.d = 1 + random.below(this.longest);
    this.before = TOUR + 1 + random.below(this.n);
  }

  /** Cuts behind four cities of a walk; false when they are not four. */
  private walk(random: Random): boolean {
    const { memory, breadth, cuts } = this;
    let city = this.first + RECORD * random.below(this.n);
    cuts[0] = memory[city];
    for (let found = 1; found < 4; found++) {
      for (let step = 0; step < STEPS; step++) city = memory[city + LISTS + 2 * random.below(breadth)];
      const at = memory[city];
      let i = found;
      for (; i > 0 && cuts[i - 1] > at; i--) cuts[i] = cuts[i - 1];
      cuts[i] = at;
    }
    return this.cut();
  }

  /** Takes the four slots in `cuts`, rising, such that the longest of the four stretches between them stays in place. */
  private cut(): boolean {
    const { cuts } = this;
    let first = 0;
    let longest = 0;
    for (let i = 0; i < 4; i++) {
      const stretch = this.stretch(i);
      if (stretch === 0) return false;
      if (stretch <= longest) continue;
      longest = stretch;
      first = (i + 1) & 3;
    }
    this.before = cuts[first];
    this.b = this.stretch(first);
    this.c = this.stretch((first + 1) & 3);
    this.d = this.stretch((first + 2) & 3);
    return true;
  }

  /** Cities from the i-th cut to the next one round the tour; 0 where both are the same. */
  private stretch(i: number): number {
    const { cuts } = this;
    return i < 3 ? cuts[i + 1] - cuts[i] : cuts[0] + this.n - cuts[3];
  }
}
