import type { Distance } from '../distance.ts';
import { partnersOf, type Scope } from './scope.ts';

/** A part's answer about to go in: by how much its own edges grew. */
interface Change {
  readonly distance: Distance;
  readonly change: number;
}

/** Never, unless something wrote into what is not its own; without a word the walk would have no end. */
const NO_CYCLE = 'the links of this tour lead to no cycle';

/** A tour as an order and as each city's two neighbours, kept the same. */
export class Links {
  order: Int32Array;
  /** Where the next walk goes: it takes the place of `order` when it is whole. */
  private spare: Int32Array;
  private readonly position: Int32Array;
  /** Neighbours of city c at 2c and 2c + 1. */
  private readonly link: Int32Array;
  /** For each city the cycle it is on, where there is more than one. */
  private readonly cycle: Int32Array;

  constructor(order: Int32Array) {
    const n = order.length;
    this.order = order;
    this.spare = new Int32Array(n);
    this.position = new Int32Array(n);
    this.link = new Int32Array(2 * n);
    this.cycle = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      this.position[order[i]] = i;
      this.link[2 * order[i]] = order[i === 0 ? n - 1 : i - 1];
      this.link[2 * order[i] + 1] = order[i + 1 === n ? 0 : i + 1];
    }
  }

  /** The tour from city 0 towards the lower numbered of its neighbours. */
  canonical(): Int32Array {
    const { order, position } = this;
    const n = order.length;
    const at = position[0];
    const ahead = order[at + 1 === n ? 0 : at + 1];
    const behind = order[at === 0 ? n - 1 : at - 1];
    const tour = new Int32Array(n);
    const step = ahead <= behind ? 1 : n - 1;
    for (let i = 0, p = at; i < n; i++) {
      tour[i] = order[p];
      p += step;
      if (p >= n) p -= n;
    }
    return tour;
  }

  /** These cities in tour order with their joins; without those that have both neighbours outside. */
  scope(cities: Int32Array): Scope {
    const { order, position } = this;
    const n = order.length;
    const places = cities.map((city) => position[city]).sort();
    const m = places.length;
    const gap = (i: number, j: number) => places[j] !== (places[i] + 1 === n ? 0 : places[i] + 1);
    const kept: number[] = [];
    for (let i = 0; i < m; i++)
      if (!(gap(i === 0 ? m - 1 : i - 1, i) && gap(i, i + 1 === m ? 0 : i + 1))) kept.push(i);
    const joined = Uint8Array.from(kept, (i, k) => (gap(i, kept[k + 1 === kept.length ? 0 : k + 1]) ? 1 : 0));
    return { cities: Int32Array.from(kept, (i) => order[places[i]]), joined };
  }

  /**
   * Puts a part's new order in, and links the cycles this may leave. Returns the change of length, or null when nothing
   * was changed: linking would have cost more than an improvement brought.
   */
  replace(scope: Scope, order: Int32Array, { distance, change }: Change): number | null {
    this.relink(scope, order);
    if (this.walk()) return change;
    const undo: number[] = [];
    const cost = this.patch(scope.cities, distance, undo);
    if (cost !== null && (change >= 0 || change + cost <= 0) && this.walk()) return change + cost;
    for (let i = undo.length - 4; i >= 0; i -= 4) this.swap(undo[i], undo[i + 2], undo[i + 1], undo[i + 3]);
    this.relink(
      scope,
      order.map((_, i) => i),
      order,
    );
    this.walk();
    return null;
  }

  /** Replaces the free edges of the scope as `from` orders its places by those of `order`. */
  private relink(scope: Scope, order: Int32Array, from: Int32Array = order.map((_, i) => i)): void {
    const { link } = this;
    const { cities, joined } = scope;
    const partner = partnersOf(joined);
    const m = order.length;
    const was = new Int32Array(m);
    for (let i = 0; i < m; i++) was[from[i]] = i;
    for (let i = 0; i < m; i++) {
      const place = order[i];
      const city = cities[place];
      const before = order[i === 0 ? m - 1 : i - 1];
      const after = order[i + 1 === m ? 0 : i + 1];
      if (partner[place] < 0) {
        link[2 * city] = cities[before];
        link[2 * city + 1] = cities[after];
        continue;
      }
      const inside = before === partner[place] ? after : before;
      const w = was[place];
      const wasBefore = from[w === 0 ? m - 1 : w - 1];
      const old = cities[wasBefore === partner[place] ? from[w + 1 === m ? 0 : w + 1] : wasBefore];
      link[link[2 * city] === old ? 2 * city : 2 * city + 1] = cities[inside];
    }
  }

  /** Brings order and position in line with the links; false, and nothing changed, when they are no single cycle. */
  private walk(): boolean {
    const { link, position, spare } = this;
    const n = spare.length;
    const first = this.order[0];
    let previous = first;
    let city = link[2 * first + 1];
    let count = 0;
    spare[count++] = first;
    while (city !== first) {
      if (count === n) throw new Error(NO_CYCLE);
      spare[count++] = city;
      const next = link[2 * city] === previous ? link[2 * city + 1] : link[2 * city];
      previous = city;
      city = next;
    }
    if (count < n) return false;
    this.spare = this.order;
    this.order = spare;
    for (let i = 0; i < n; i++) position[spare[i]] = i;
    return true;
  }

  /**
   * Joins cycle after cycle, smallest first, to another by the cheapest exchange of two edges at these cities: every
   * cycle passes there. Notes the exchanges in `undo`; returns what they cost, or null when there is no exchange.
   */
  private patch(cities: Int32Array, distance: Distance, undo: number[]): number | null {
    const { cycle } = this;
    const sizes = this.label(cities);
    let total = 0;
    for (let left = sizes.length; left > 1; left--) {
      const smallest = sizes.indexOf(Math.min(...sizes));
      const { cost, exchange } = this.cheapest(cities, smallest, distance);
      if (exchange.length === 0) return null;
      const [a, b, c, d] = exchange;
      this.swap(a, b, c, d);
      undo.push(a, b, c, d);
      total += cost;
      const joined = cycle[c];
      sizes[joined] += sizes[smallest];
      sizes[smallest] = Number.POSITIVE_INFINITY;
      for (const city of cities) if (cycle[city] === smallest) cycle[city] = joined;
    }
    return total;
  }

  /** The cheapest exchange of an edge at a city of this cycle for one at a city of another. */
  private cheapest(cities: Int32Array, cycle: number, distance: Distance) {
    const { link } = this;
    const inside = cities.filter((city) => this.cycle[city] === cycle);
    const outside = cities.filter((city) => this.cycle[city] !== cycle);
    const longer = (city: number) =>
      Math.max(distance.between(city, link[2 * city]), distance.between(city, link[2 * city + 1]));
    const most = outside.map(longer);
    let cost = Number.POSITIVE_INFINITY;
    let exchange: readonly number[] = [];
    for (const a of inside) {
      const mostOfA = longer(a);
      for (let i = 0; i < outside.length; i++) {
        const c = outside[i];
        const ac = distance.between(a, c);
        if (ac - mostOfA - most[i] >= cost) continue;
        for (let side = 0; side < 4; side++) {
          const b = this.neighbour(a, side & 1);
          const d = this.neighbour(c, side >> 1);
          const sum = ac + distance.between(b, d) - distance.between(a, b) - distance.between(c, d);
          if (sum >= cost) continue;
          cost = sum;
          exchange = [a, b, c, d];
        }
      }
    }
    return { cost, exchange };
  }

  /** The lower numbered neighbour for 0, the other for 1: whichever way the tour was walked. */
  private neighbour(city: number, which: number): number {
    const { link } = this;
    const [one, other] = [link[2 * city], link[2 * city + 1]];
    return one < other === (which === 0) ? one : other;
  }

  /** Replaces the edges a–b and c–d by a–c and b–d. */
  private swap(a: number, b: number, c: number, d: number): void {
    this.relinkOne(a, b, c);
    this.relinkOne(b, a, d);
    this.relinkOne(c, d, a);
    this.relinkOne(d, c, b);
  }

  private relinkOne(city: number, from: number, to: number): void {
    const { link } = this;
    link[link[2 * city] === from ? 2 * city : 2 * city + 1] = to;
  }

  /** Numbers the cycles through these cities; returns their sizes. */
  private label(cities: Int32Array): number[] {
    const { cycle, link } = this;
    for (const city of cities) cycle[city] = -1;
    const sizes: number[] = [];
    for (const start of cities) {
      if (cycle[start] >= 0) continue;
      let size = 0;
      let previous = -1;
      let city = start;
      do {
        if (size === this.order.length) throw new Error(NO_CYCLE);
        cycle[city] = sizes.length;
        size++;
        const next = link[2 * city] === previous ? link[2 * city + 1] : link[2 * city];
        previous = city;
        city = next;
      } while (city !== start);
      sizes.push(size);
    }
    return sizes;
  }
}
