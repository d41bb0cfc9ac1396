import { keysInOrder } from '../sort.ts';
import type { Steps } from '../steps.ts';
import type { Distance } from './distance.ts';
import { everyCity, type Space } from './space.ts';

/** Below this many fragments' ends, every pair is weighed. */
const FEW = 32;
const NEIGHBOURS = 8;
/** Edges looked at in one step: some milliseconds. */
const STEP = 10_000;
/** No cost is below minus this. */
const LOWEST = 1_073_741_824;

/**
 * The greedy tour: always the shortest edge that keeps every city at two edges at most and closes no circle early;
 * 14–18 % over the optimum on plane instances (D. S. Johnson and L. A. McGeoch, 1997).
 *
 * Works in rounds over the cities that still lack an edge, each round looking at their nearest few among themselves;
 * at most one of an end's neighbours is the other end of its own fragment, so that every round joins something.
 * O(n log n) for points. Ties go to the edge found first, so the tour is the same everywhere. In steps.
 */
export function greedyTour(distance: Distance, space: Space): Steps<Int32Array> {
  return joined(distance, space, (a, b) => distance.between(a, b));
}

/**
 * The same by savings: always the edge that saves most over going from each city to the hub and back (G. Clarke and J. W. Wright,
 * 1964). So far away from the hub comes first, and each hub gives another tour of the whole: not shorter than greedy's, but
 * another way round.
 */
export function savingsTour(distance: Distance, space: Space, hub: number): Steps<Int32Array> {
  const toHub = Int32Array.from({ length: distance.n }, (_, city) => distance.between(city, hub));
  return joined(distance, space, (a, b) => distance.between(a, b) - toHub[a] - toHub[b]);
}

/** What an edge between two cities costs, above −2^30 and below 2^28. */
type Cost = (a: number, b: number) => number;

function* joined(distance: Distance, space: Space, cost: Cost): Steps<Int32Array> {
  const fragments = new Fragments(distance.n);
  let open = everyCity(distance.n);
  while (fragments.count > 1) {
    const k = open.length <= FEW ? open.length - 1 : NEIGHBOURS;
    const lists = yield* space.nearest(open, k);
    const keys = yield* cheapestFirst(open, lists, cost);
    for (let i = 0; i < keys.length; i++) {
      if (i % STEP === 0) yield;
      const edge = keys[i] % lists.length;
      fragments.join(open[Math.trunc(edge / k)], lists[edge]);
    }
    yield;
    open = open.filter((city) => fragments.degree[city] < 2);
  }
  return fragments.walk();
}

/** Cost of each edge times the lists' length, and its index there: rising. Each pair of mutual neighbours appears twice, which does no harm. */
function cheapestFirst(cities: Int32Array, lists: Int32Array, cost: Cost): Steps<Float64Array> {
  const k = lists.length / cities.length;
  // Cost and index sort as one number: 2^30 times eight lists' entries of 200,000 cities stays below 2^53.
  const span = lists.length;
  return keysInOrder(span, (i) => (cost(cities[Math.trunc(i / k)], lists[i]) + LOWEST) * span + i);
}

/** Paths that grow together: degree and neighbours of each city, and a disjoint-set forest of the paths. */
class Fragments {
  readonly degree: Uint8Array;
  count: number;
  private readonly neighbour: Int32Array;
  private readonly parent: Int32Array;

  constructor(n: number) {
    this.count = n;
    this.degree = new Uint8Array(n);
    this.neighbour = new Int32Array(2 * n).fill(-1);
    this.parent = everyCity(n);
  }

  join(a: number, b: number): void {
    if (this.degree[a] > 1 || this.degree[b] > 1) return;
    const [rootA, rootB] = [this.root(a), this.root(b)];
    if (rootA === rootB) return;
    this.parent[rootA] = rootB;
    this.neighbour[2 * a + this.degree[a]++] = b;
    this.neighbour[2 * b + this.degree[b]++] = a;
    this.count--;
  }

  /** The cities of the one path left, end to end. */
  walk(): Int32Array {
    const n = this.degree.length;
    const order = new Int32Array(n);
    let previous = -1;
    let city = Math.max(
      0,
      this.degree.findIndex((degree) => degree < 2),
    );
    for (let i = 0; i < n; i++) {
      order[i] = city;
      const next =
        this.neighbour[2 * city] === previous ? this.neighbour[2 * city + 1] : this.neighbour[2 * city];
      previous = city;
      city = next;
    }
    return order;
  }

  private root(city: number): number {
    const { parent } = this;
    let root = city;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }
}
