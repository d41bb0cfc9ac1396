import type { Steps } from '../../steps.ts';
import type { Distance } from '../distance.ts';
import { distanceSteps } from '../distance-of.ts';
import type { TspProblem } from '../problem.ts';
import { everyCity, spaceOf } from '../space.ts';

/** Neighbours of a city that its successor is looked for among. */
export const NEAR = 10;
/** Cities whose edges are measured in one step: some milliseconds. */
const STEP = 2_000;

/** Numbers of four bytes in a cache line. */
const LINE = 16;

/** Each city's nearest others, nearest first: all of a large problem take half a second. */
export class Near {
  /** Cities. */
  readonly n: number;
  /** Of the edges to the near cities. */
  readonly lengths: Int32Array;
  /** Room for the tour that is being read, so that no answer takes memory of its own for it. */
  readonly order: Int32Array;
  readonly seen: Uint8Array;
  /** The same in two bytes a city, as its state has them: of the quick form, which larger problems have none of. */
  readonly cities: Uint16Array;
  private halves: Uint16Array | null = null;
  /** Made of what touch() read, so that no compiler leaves its reading out. */
  touched = 0;

  /** `lists`: `k` neighbours a row. */
  private constructor(
    readonly distance: Distance,
    readonly lists: Int32Array,
    readonly k: number,
  ) {
    const { n } = distance;
    this.n = n;
    this.lengths = new Int32Array(n * k);
    this.order = new Int32Array(n);
    this.seen = new Uint8Array(n);
    this.cities = new Uint16Array(n <= 65_536 ? n : 0);
  }

  /** `lists` in two bytes a city, made once: of 65,536 cities at most. */
  get shortLists(): Uint16Array {
    this.halves ??= Uint16Array.from(this.lists);
    return this.halves;
  }

  /**
   * Brings lists and lengths into the processor's caches. Whoever reads a tour goes from city to city and knows each only from the one
   * before: where an answer wakes a process that slept, each step waits for memory. Read in a row they come many at a time
   * (docs/decisions/packing.md).
   */
  touch(lists: Int32Array | Uint16Array): void {
    const { lengths } = this;
    const step = lists.BYTES_PER_ELEMENT === 2 ? 2 * LINE : LINE;
    let sum = 0;
    for (let i = 0; i < lists.length; i += step) sum += lists[i];
    for (let i = 0; i < lengths.length; i += LINE) sum += lengths[i];
    this.touched = sum;
  }

  static *steps(distance: Distance): Steps<Near> {
    const { n } = distance;
    const k = Math.min(NEAR, n - 1);
    const space = yield* spaceOf(distance);
    const near = new Near(distance, yield* space.nearest(everyCity(n), k), k);
    const { lists, lengths } = near;
    for (let city = 0; city < n; city++) {
      if (city % STEP === 0) yield;
      for (let i = city * k; i < (city + 1) * k; i++) lengths[i] = distance.between(city, lists[i]);
    }
    return near;
  }
}

const known = new WeakMap<TspProblem, Near>();

/** Undefined before nearSteps() came to an end. */
export function nearOf(problem: TspProblem): Near | undefined {
  return known.get(problem);
}

/** Made once. */
export function* nearSteps(problem: TspProblem): Steps<Near> {
  let near = known.get(problem);
  if (near === undefined) {
    near = yield* Near.steps(yield* distanceSteps(problem));
    known.set(problem, near);
  }
  return near;
}
