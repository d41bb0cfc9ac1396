import { accepts } from '../acceptance.ts';
import { checkTask, type Kernel, type KernelAnswer, type KernelTask, ProblemError } from '../kind.ts';
import { Random } from '../random.ts';
import { Distance, JOIN, tourLength } from './distance.ts';
import { Crossover } from './merge/crossover.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES } from './records.ts';
import { Search, SMALLEST_KICKED } from './search.ts';
import { spaceOf } from './space.ts';
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

/**
 * Anneals local optima (a large-step Markov chain, O. Martin, S. W. Otto and E. W. Felten, 1991).
 *
 * A move is one of three things. First each mate takes one, in which the tour takes over the mate's better parts. While the
 * tour is not locally optimal yet, a move improves around 16 cities. From then on, a move kicks a random place, repairs it
 * to a local optimum again, and keeps or undoes the whole by Metropolis' rule. Every move ends within about a millisecond but
 * the first few of a very large, bad start, and those of the mates (2 ms in 13,509 cities).
 */
export function createTspKernel(problem: TspProblem): Kernel {
  return annealer(Distance.of(problem), null);
}

/**
 * The same over any distances. `partner` makes them a part of a larger problem: the cities come in the order of a tour,
 * which is the start of a task that names none, and every city with a partner (else −1) is its neighbour there and stays so;
 * the edge between the two counts nothing.
 */
export function annealer(input: Distance, partner: Int32Array | null): Kernel {
  const { n } = input;
  // Inside the kernel the cities are numbered so that neighbours are close in memory; a part's come so.
  const outer = partner === null ? spaceOf(input).order : Int32Array.from({ length: n }, (_, i) => i);
  const inner = new Int32Array(n);
  for (let i = 0; i < n; i++) inner[outer[i]] = i;
  const renumbered = partner === null ? input.renumbered(outer) : input;
  const space = spaceOf(renumbered);
  const distance = workable(renumbered, partner && outer.map((city) => inner[partner[city]] ?? -1));
  const joins = partner === null ? 0 : partner.filter((city) => city >= 0).length / 2;
  const candidates = space.candidates(Math.min(CANDIDATES, n - 1));
  const search = new Search(distance, candidates);

  const random = new Random();
  /** Made for the first task with mates. */
  let crossover: Crossover | null = null;
  let mates: readonly Int32Array[] = [];
  /** Mates that the task at hand is through with; until all are, its tour is the crossover's. */
  let met = 0;
  const starts = new Starts(distance, space);
  let task: KernelTask | null = null;
  let done = 0;
  let length = 0;

  const decoded = (state: Uint8Array) => decodeTour(state, n).map((city) => inner[city]);

  /** The tour as it is. */
  const tour = () => (met < mates.length && crossover ? crossover.order : search.order);

  function meet(mate: Int32Array): void {
    crossover ??= new Crossover(distance, candidates);
    if (met === 0) crossover.load(search.order);
    length -= crossover.take(mate, random);
    met++;
    if (met === mates.length) search.load(crossover.order);
  }

  function step(current: KernelTask): void {
    if (met < mates.length) {
      meet(mates[met]);
      return;
    }
    if (!search.settled) {
      length -= search.descend(CITIES_PER_MOVE);
      return;
    }
    if (n < SMALLEST_KICKED) return;
    const { from, to } = current.schedule;
    const temperature = from + ((to - from) * done) / current.moves;
    search.commit();
    const delta = search.kick(random) - search.descend(Number.POSITIVE_INFINITY);
    if (accepts(delta, temperature, random)) length += delta;
    else search.rollback();
  }

  return {
    start(next) {
      checkTask(next);
      if (next.state === null) {
        search.load(partner === null ? starts.of(next.seed) : inner);
      } else {
        search.load(decoded(next.state));
      }
      length = tourLength(distance, search.order);
      random.seed(next.seed);
      mates = matesOf(next).map(decoded);
      met = 0;
      task = next;
      done = 0;
    },
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

function workable(distance: Distance, partner: Int32Array | null): Distance {
  if (partner !== null) return distance.joined(partner);
  return distance.laborious && distance.n <= TABULATED ? distance.tabulated() : distance;
}

function matesOf({ mates = [] }: KernelTask): readonly Uint8Array[] {
  if (mates.length > MOST_MATES)
    throw new ProblemError(`A task takes at most ${MOST_MATES} mates, not ${mates.length}.`);
  return mates;
}
