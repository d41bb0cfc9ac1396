import { accepts, temperatureOfAcceptance } from '../acceptance.ts';
import { checkTask, type Kernel, type KernelKind, type KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import { finish, type Steps } from '../steps.ts';
import { decodeProblem } from './codec.ts';
import { type Distance, tourLength } from './distance.ts';
import { distanceSteps } from './distance-of.ts';
import { greedyTour } from './greedy.ts';
import { packing } from './packing/packing.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES } from './records.ts';
import { type Space, spaceOf } from './space.ts';
import { decodeTour, encodeTour } from './state.ts';

/** Moves proposed to measure the temperature scale. */
const PROPOSALS = 10_000;
const ACCEPTED = 0.1;
/** Below this, every exchange of two edges gives the same tour. */
const SMALLEST = 4;

/**
 * Annealing as the textbook has it, for teaching: from a random tour, a move proposes to exchange two edges, one of
 * them between a city and one of its candidates, and Metropolis' rule keeps it or not (S. Kirkpatrick, C. D. Gelatt and
 * M. P. Vecchi, "Optimization by Simulated Annealing", 1983; moves between neighbours only, as E. Bonomi and
 * J.-L. Lutton have it, 1984). About ten times farther from the optimum than `tsp` after the same time, and lovely to watch.
 */
export const tspClassicKernels = {
  name: 'tsp-classic',
  kernelVersion: 'tsp-classic/1',
  decode: decodeProblem,
  createKernel: (problem) => finish(kernelSteps(problem)),
  kernelSteps,
  packing,
} satisfies KernelKind<TspProblem>;

class Edges {
  readonly order: Int32Array;
  private readonly position: Int32Array;
  private readonly distance: Distance;
  private readonly candidates: Int32Array;
  private readonly k: number;
  private first = 0;
  private last = 0;

  private constructor(distance: Distance, candidates: Int32Array) {
    const { n } = distance;
    this.distance = distance;
    this.candidates = candidates;
    this.k = candidates.length / n;
    this.order = new Int32Array(n);
    this.position = new Int32Array(n);
  }

  static *steps(distance: Distance, space: Space): Steps<Edges> {
    const { n } = distance;
    const k = n < SMALLEST ? 0 : Math.min(CANDIDATES, n - 1);
    return new Edges(distance, k > 0 ? yield* space.candidates(k) : new Int32Array(0));
  }

  load(order: Int32Array): void {
    this.order.set(order);
    for (let i = 0; i < order.length; i++) this.position[order[i]] = i;
  }

  shuffle(random: Random): void {
    const { order } = this;
    for (let i = 0; i < order.length; i++) order[i] = i;
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      const city = order[i];
      order[i] = order[j];
      order[j] = city;
    }
    this.load(order);
  }

  /** Chooses an exchange for `exchange` to make; returns the length it adds, 0 where it would change nothing. */
  propose(random: Random): number {
    const { order, position, distance, k } = this;
    const n = order.length;
    const a = random.below(n);
    const b = this.candidates[a * k + random.below(k)];
    // Both cities' edges ahead go, or both behind.
    const way = random.next() < 0 ? 1 : n - 1;
    const [p, q] = [position[a], position[b]];
    const [afterP, afterQ] = [(p + way) % n, (q + way) % n];
    this.first = way === 1 ? afterP : p;
    this.last = way === 1 ? q : afterQ;
    if (afterP === q || afterQ === p) {
      this.last = this.first;
      return 0;
    }
    const [c, d] = [order[afterP], order[afterQ]];
    const came = distance.between(a, b) + distance.between(c, d);
    return came - distance.between(a, c) - distance.between(b, d);
  }

  /** Turns the path between the two edges, or the rest of the tour, which is the same: whichever is shorter. O(n). */
  exchange(): void {
    const { order, position } = this;
    const n = order.length;
    let [i, j] = [this.first, this.last];
    let count = ((j - i + n) % n) + 1;
    if (2 * count > n) {
      [i, j] = [(j + 1) % n, (i + n - 1) % n];
      count = n - count;
    }
    for (let swaps = count >> 1; swaps > 0; swaps--) {
      const a = order[i];
      const b = order[j];
      order[i] = b;
      position[b] = i;
      order[j] = a;
      position[a] = j;
      if (++i === n) i = 0;
      if (--j < 0) j = n - 1;
    }
  }
}

function* kernelSteps(problem: TspProblem): Steps<Kernel> {
  const { n } = problem;
  const distance = yield* distanceSteps(problem);
  const edges = yield* Edges.steps(distance, yield* spaceOf(distance));
  const random = new Random();
  let task: KernelTask | null = null;
  let done = 0;
  let length = 0;
  return {
    start(next) {
      checkTask(next);
      const order = next.state && decodeTour(next.state, n);
      random.seed(next.seed);
      if (order === null) edges.shuffle(random);
      else edges.load(order);
      length = tourLength(distance, edges.order);
      task = next;
      done = 0;
    },
    run(moves) {
      if (task === null) throw new Error('start(task) comes before run(moves).');
      const { schedule, moves: all } = task;
      const target = Math.min(all, done + moves);
      for (; done < target; done++) {
        if (n < SMALLEST) continue;
        const delta = edges.propose(random);
        if (!accepts(delta, schedule.from + ((schedule.to - schedule.from) * done) / all, random)) continue;
        edges.exchange();
        length += delta;
      }
      return done;
    },
    answer() {
      if (task === null) throw new Error('start(task) comes before answer().');
      return { state: encodeTour(edges.order), energy: length, moves: done };
    },
  };
}

/**
 * The temperature, in 1/256 energy units, at which a tenth of the proposals that lengthen a greedy tour are kept. Of that
 * tour and not of the state, as a job asks at its first state, which is random here. Deterministic.
 */
export function* classicTemperature(problem: TspProblem): Steps<number> {
  if (problem.n < SMALLEST) return 0;
  const distance = yield* distanceSteps(problem);
  const space = yield* spaceOf(distance);
  const edges = yield* Edges.steps(distance, space);
  edges.load(yield* greedyTour(distance, space));
  const random = new Random();
  random.seed(1);
  const rises: number[] = [];
  for (let i = 0; i < PROPOSALS; i++) {
    const delta = edges.propose(random);
    if (delta > 0) rises.push(delta);
  }
  return temperatureOfAcceptance(rises, ACCEPTED);
}
