import type { Random } from '../random.ts';
import type { Steps } from '../steps.ts';
import type { Distance } from './distance.ts';
import { type HotLoop, hotLoop } from './hot-loop.ts';
import { KickPlace } from './kick-place.ts';
import {
  FIRST,
  HEAD,
  HOW,
  KEEPING,
  LOOKED_UP,
  NUMBER,
  RECORD,
  recordsOf,
  TAIL,
  TOUR,
  WRITTEN,
} from './records.ts';
import { everyCity } from './space.ts';

/** Kicks need five different cities in a row. */
export const SMALLEST_KICKED = 5;

/**
 * The thread's one hot loop, made for its first search, and the search whose block lies in its memory. Only one works at a
 * time, so they take turns: the next copies its block in and the one before out, some 100 µs for 10,000 cities. Who worked
 * last stays until then, even when nobody else knows it any more.
 */
let loop: HotLoop | null = null;
let working: Search | null = null;

/** A tour and its local search; everything a kernel does to a tour but crossing it with others. */
export class Search {
  private readonly distance: Distance;
  /** As it was when another search took over. */
  private readonly block: Int32Array;
  private readonly place: KickPlace;
  private readonly loop: HotLoop;

  private constructor(distance: Distance, block: Int32Array, listed: number) {
    loop ??= hotLoop((i, j) => working!.distance.between(i, j));
    this.loop = loop;
    this.distance = distance;
    this.block = block;
    this.place = new KickPlace(loop.memory, { n: distance.n, first: block[FIRST], listed });
  }

  /** `candidates`: a row of equal length a city, nearest first. Begins with the cities in their order. */
  static *steps(distance: Distance, candidates: Int32Array): Steps<Search> {
    const { n } = distance;
    const search = new Search(distance, yield* recordsOf(distance, candidates), candidates.length / n);
    yield;
    search.load(everyCity(n));
    return search;
  }

  /** The tour: city numbers in visiting order. A new array. */
  get order(): Int32Array {
    const memory = this.enter();
    const order = new Int32Array(this.distance.n);
    for (let i = 0; i < order.length; i++) order[i] = memory[memory[TOUR + 1 + i] + NUMBER] >> 1;
    return order;
  }

  /** Takes a tour, and puts every city in the queue. */
  load(order: Int32Array): void {
    const memory = this.enter();
    const { n } = this.distance;
    const first = memory[FIRST];
    memory[HEAD] = memory[TAIL] = memory[WRITTEN] = memory[KEEPING] = 0;
    for (let i = 0; i < n; i++) memory[first + i * RECORD + NUMBER] = 2 * i;
    for (let i = 0; i < n; i++) {
      const city = first + order[i] * RECORD;
      memory[TOUR + 1 + i] = city;
      memory[city] = TOUR + 1 + i;
      this.loop.push(city);
    }
    memory[TOUR] = memory[TOUR + n];
    memory[TOUR + n + 1] = memory[TOUR + 1];
  }

  get settled(): boolean {
    const memory = this.enter();
    return memory[HEAD] === memory[TAIL];
  }

  /** Improves around at most `cities` cities of the queue; returns the length gained. */
  descend(cities: number): number {
    this.enter();
    return this.loop.descend(cities);
  }

  /** From here on the changes can be undone, as long as no other search works meanwhile. */
  commit(): void {
    const memory = this.enter();
    memory[WRITTEN] = 0;
    memory[KEEPING] = 1;
  }

  /** Undoes everything since `commit`. */
  rollback(): void {
    if (this.enter()[KEEPING] === 0)
      throw new Error('commit() comes before rollback(), and no other search works between them.');
    this.loop.rollback();
  }

  /**
   * A local double bridge: of three segments B C D in a row makes D C B, which no single move of the descent undoes (O. Martin,
   * S. W. Otto and E. W. Felten, 1991). Returns the length it costs, mostly > 0.
   */
  kick(random: Random, alongTour = false): number {
    this.enter();
    const { place } = this;
    if (alongTour) place.chooseAlong(random);
    else place.choose(random);
    return this.loop.swap(place.before, place.b, place.c, place.d);
  }

  /** The loop's memory, with this search's block in it. */
  private enter(): Int32Array {
    const { memory } = this.loop;
    if (working === this) return memory;
    if (working !== null) working.leave();
    memory.set(this.block);
    if (this.block[HOW] === LOOKED_UP) memory.set(this.distance.table, this.block.length);
    working = this;
    return memory;
  }

  private leave(): void {
    const { block } = this;
    block.set(this.loop.memory.subarray(0, block.length));
    // The journal is the loop's.
    block[WRITTEN] = block[KEEPING] = 0;
  }
}
