import { accepts } from '../acceptance.ts';
import { checkTask, type Kernel, type KernelAnswer, type KernelTask, ProblemError } from '../kind.ts';
import { Random } from '../random.ts';
import { finish, type Steps } from '../steps.ts';
import { type Distance, JOIN, tourLength } from './distance.ts';
import { distanceSteps } from './distance-of.ts';
import { Crossover } from './merge/crossover.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES } from './records.ts';
import { Search, SMALLEST_KICKED } from './search.ts';
import { everyCity, spaceOf } from './space.ts';
import { Starts } from './starts.ts';
import { decodeTour, encodeTour } from './state.ts';

/** Cities of the queue that one move of the first descent takes: about as long as a kick and its repair. */
const CITIES_PER_MOVE = 16;
/**
 * Up to this size great-circle and ATT distances are looked up in a table of 4 n² bytes, two to three times as fast as computing
 * them; it has room in the search's memory. Elsewhere in the plane a square root costs no more than the table's cache misses.
 */
const TABULATED = 2_048;
/** Mates of one task at most: what travels with it, and how long its first moves take, must stay bounded. */
export const MOST_MATES = 8;

/** What the tour becomes by a mate. */
interface Child {
  readonly order: Int32Array;
  readonly gain: number;
}

/**
 * Anneals local optima (a large-step Markov chain, O. Martin, S. W. Otto and E. W. Felten, 1991).
 *
 * A move is one of three things. First each mate takes one, in which the tour takes over the mate's better parts, as found when
 * the task began: thoroughly where the task ends cold, as before what is taken over in full leaves chains alike. While the
 * tour is not locally optimal yet, a move improves around 16 cities. From then on, a move kicks a random place, repairs it
 * to a local optimum again, and keeps or undoes the whole by Metropolis' rule. Every move ends within about a millisecond but
 * the first few of a very large, bad start. In steps.
 */
export function* tspKernelSteps(problem: TspProblem): Steps<Kernel> {
  return yield* annealer(yield* distanceSteps(problem), null);
}

/**
 * The same over any distances. `partner` makes them a part of a larger problem: the cities come in the order of a tour,
 * which is the start of a task that names none, and every city with a partner (else −1) is its neighbour there and stays so;
 * the edge between the two counts nothing. In steps.
 */
export function* annealer(input: Distance, partner: Int32Array | null): Steps<Kernel> {
  const { n } = input;
  // Inside the kernel the cities are numbered so that neighbours are close in memory; a part's come so.
  const outer = partner === null ? (yield* spaceOf(input)).order : everyCity(n);
  const inner = new Int32Array(n);
  for (let i = 0; i < n; i++) inner[outer[i]] = i;
  const renumbered = partner === null ? yield* input.renumbered(outer) : input;
  const space = yield* spaceOf(renumbered);
  const distance = yield* workable(renumbered, partner && outer.map((city) => inner[partner[city]] ?? -1));
  const joins = partner === null ? 0 : partner.filter((city) => city >= 0).length / 2;
  const candidates = yield* space.candidates(Math.min(CANDIDATES, n - 1));
  const search = yield* Search.steps(distance, candidates);

  const random = new Random();
  /** Made for the first task with mates. */
  let crossover: Crossover | null = null;
  /** One a mate of the task, made before its first move. */
  let children: Child[] = [];
  /** Mates that the task at hand is through with. */
  let met = 0;
  const starts = new Starts(distance, space);
  let task: KernelTask | null = null;
  let done = 0;
  let length = 0;

  const decoded = (state: Uint8Array) => decodeTour(state, n).map((city) => inner[city]);

  /** The tour as it is. */
  const tour = () => (met > 0 && met < children.length ? children[met - 1].order : search.order);

  function* meet(order: Int32Array, mates: readonly Uint8Array[], isThorough: boolean): Steps<void> {
    children = [];
    met = 0;
    if (mates.length === 0) return;
    crossover ??= new Crossover(distance, candidates);
    crossover.load(order);
    for (const mate of mates) {
      yield;
      const gain = yield* crossover.take(decoded(mate), random, isThorough);
      children.push({ order: crossover.order.slice(), gain });
    }
  }

  function step(current: KernelTask): void {
    if (met < children.length) {
      const { order, gain } = children[met++];
      length -= gain;
      if (met === children.length) search.load(order);
      return;
    }
    if (!search.settled) {
      length -= search.descend(CITIES_PER_MOVE);
      return;
    }
    if (n < SMALLEST_KICKED) {
      // There is nothing to kick: a move looks at every city again, so that none is free, as donors are credited by moves.
      search.load(search.order);
      length -= search.descend(Number.POSITIVE_INFINITY);
      return;
    }
    const { from, to } = current.schedule;
    const temperature = from + ((to - from) * done) / current.moves;
    search.commit();
    const delta = search.kick(random) - search.descend(Number.POSITIVE_INFINITY);
    if (accepts(delta, temperature, random)) length += delta;
    else search.rollback();
  }

  function* begin(next: KernelTask): Steps<void> {
    checkTask(next);
    // Until all is ready there is none.
    task = null;
    const order = next.state ? decoded(next.state) : partner ? inner : yield* starts.of(next.seed);
    yield;
    search.load(order);
    yield;
    length = tourLength(distance, order);
    random.seed(next.seed);
    yield* meet(order, matesOf(next), next.schedule.to === 0);
    task = next;
    done = 0;
  }

  return {
    start: (next) => finish(begin(next)),
    begin,
    run(moves) {
      if (task === null) throw new Error('start(task) comes before run(moves).');
      const target = Math.min(task.moves, done + moves);
      for (; done < target; done++) step(task);
      return done;
    },
    answer(): KernelAnswer {
      if (task === null) throw new Error('start(task) comes before answer().');
      const state = encodeTour(tour().map((city) => outer[city]));
      return { state, energy: length + joins * JOIN, moves: done };
    },
  };
}

function* workable(distance: Distance, partner: Int32Array | null): Steps<Distance> {
  if (partner !== null) return yield* distance.joined(partner);
  return distance.laborious && distance.n <= TABULATED ? yield* distance.tabulated() : distance;
}

function matesOf({ mates = [] }: KernelTask): readonly Uint8Array[] {
  if (mates.length > MOST_MATES)
    throw new ProblemError(`A task takes at most ${MOST_MATES} mates, not ${mates.length}.`);
  return mates;
}
