import { accepts } from '../acceptance.ts';
import { checkTask, type Kernel, type KernelAnswer, type KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import { Distance, JOIN, tourLength } from './distance.ts';
import { greedyTour } from './greedy.ts';
import { uncrossLongEdges } from './long-edges.ts';
import type { TspProblem } from './problem.ts';
import { CANDIDATES, Search, SMALLEST_KICKED } from './search.ts';
import { type Space, spaceOf } from './space.ts';
import { decodeTour, encodeTour } from './state.ts';

/** Cities of the queue that one move of the first descent takes: about as long as a kick and its repair. */
const CITIES_PER_MOVE = 16;
/**
 * Up to this size great-circle distances are looked up in a table of 4 n² bytes, twice as fast as computing arcs. In the
 * plane a square root costs no more than the table's cache misses.
 */
const TABULATED = 2_048;

/**
 * Anneals local optima (a large-step Markov chain, O. Martin, S. W. Otto and E. W. Felten, 1991).
 *
 * A move is one of two things. While the start tour is not yet locally optimal, a move improves around 16 cities. From
 * then on, a move kicks a random place, repairs it to a local optimum again, and keeps or undoes the whole by
 * Metropolis' rule. Every move ends within about a millisecond but the first few of a very large, bad start.
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
  // Inside the kernel the cities are numbered so that neighbours are close in memory.
  const outer = spaceOf(input).order;
  const inner = new Int32Array(n);
  for (let i = 0; i < n; i++) inner[outer[i]] = i;
  const renumbered = input.renumbered(outer);
  const space = spaceOf(renumbered);
  const distance = workable(renumbered, partner && outer.map((city) => inner[partner[city]] ?? -1));
  const joins = partner === null ? 0 : partner.filter((city) => city >= 0).length / 2;
  const search = new Search(distance, space.candidates(Math.min(CANDIDATES, n - 1)));

  const random = new Random();
  let own: Int32Array | null = null;
  let task: KernelTask | null = null;
  let done = 0;
  let length = 0;

  function step(current: KernelTask): void {
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
        own ??= partner === null ? startTour(distance, space) : inner;
        search.load(own);
      } else {
        search.load(decodeTour(next.state, n).map((city) => inner[city]));
      }
      length = tourLength(distance, search.order);
      random.seed(next.seed);
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
      const state = encodeTour(search.order.map((city) => outer[city]));
      return { state, energy: length + joins * JOIN, moves: done };
    },
  };
}

function workable(distance: Distance, partner: Int32Array | null): Distance {
  if (partner !== null) return distance.joined(partner);
  return distance.spherical && distance.n <= TABULATED ? distance.tabulated() : distance;
}

function startTour(distance: Distance, space: Space): Int32Array {
  const order = greedyTour(distance, space);
  uncrossLongEdges(distance, order);
  return order;
}
