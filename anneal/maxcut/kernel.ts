import { checkTask, type Kernel, type KernelAnswer, type KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import type { IsingProblem } from './problem.ts';
import { Spins } from './spins.ts';
import { decodeSpins, encodeSpins } from './state.ts';

/** Flips tried in one move, about: 10 to 30 microseconds, as long as a move of the other kinds. */
const ATTEMPTS = 2_048;
/** Sweeps of one anneal. */
const SWEEPS = 100;
/** Temperatures it steps down through. */
const STEPS = 25;

/**
 * Anneals local optima, as the TSP's kernel does, with an anneal as the kick: from the local optimum at hand, heat up to the
 * schedule's temperature, cool linearly to zero within 100 sweeps of single-spin flips, descend, and then take of the two
 * optima, wherever they differ in separate groups of spins, the better of each group (`Spins.recombine`). Sparse problems
 * improve in many places at once, dense ones all or nothing. docs/decisions/maxcut.md has the measurements.
 *
 * A move tries about 2,048 flips: a stretch of a sweep, or several sweeps of a small problem. Every 100 sweeps the move
 * that ends an anneal takes longer, O(n + couplings). Answers are always local optima.
 */
export function createMaxcutKernel(problem: IsingProblem): Kernel {
  const { n, divisor, constant } = problem;
  const spins = new Spins(problem);
  const stretches = Math.ceil(n / ATTEMPTS);
  const stretch = Math.ceil(n / stretches);
  const sweepsPerMove = Math.max(1, Math.floor(ATTEMPTS / n));
  const movesPerAnneal = Math.max(STEPS, Math.ceil((SWEEPS * stretches) / sweepsPerMove));

  const random = new Random();
  const best = new Int32Array(n);
  const kept = { spin: new Int32Array(n), cost: new Int32Array(n), energy: 0 };
  let task: KernelTask | null = null;
  let done = 0;
  let peak = 0;

  function step({ schedule, moves }: KernelTask): void {
    const at = done % movesPerAnneal;
    if (at === 0) peak = schedule.from + ((schedule.to - schedule.from) * done) / moves;
    const level = Math.floor((at * STEPS) / movesPerAnneal);
    // In 1/256 energy units; a cost is half of an energy times the divisor.
    if (at === 0 || level !== Math.floor(((at - 1) * STEPS) / movesPerAnneal))
      spins.heat((peak * (1 - level / STEPS) * divisor) / 512);
    if (stretches === 1) for (let i = 0; i < sweepsPerMove; i++) spins.sweep(0, n, random);
    else {
      const from = (done % stretches) * stretch;
      spins.sweep(from, Math.min(n, from + stretch), random);
    }
    if (at === movesPerAnneal - 1) endAnneal();
  }

  function endAnneal(): void {
    spins.quench();
    spins.recombine(best);
    best.set(spins.spin);
  }

  return {
    start(next) {
      checkTask(next);
      random.seed(next.seed);
      if (next.state !== null) best.set(decodeSpins(next.state, n));
      else for (let i = 0; i < n; i++) best[i] = random.next() < 0 ? -1 : 1;
      spins.load(best);
      spins.quench();
      best.set(spins.spin);
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
      // An anneal under way is ended for the answer, and goes on afterwards as if it had not been.
      kept.spin.set(spins.spin);
      kept.cost.set(spins.cost);
      kept.energy = spins.energy;
      spins.quench();
      spins.recombine(best);
      const answer = {
        state: encodeSpins(spins.spin),
        energy: (spins.energy + constant) / divisor + 0,
        moves: done,
      };
      spins.spin.set(kept.spin);
      spins.cost.set(kept.cost);
      spins.energy = kept.energy;
      return answer;
    },
  };
}
