import { checkTask, type Kernel, type KernelAnswer, type KernelTask, ProblemError } from '../kind.ts';
import { Random } from '../random.ts';
import type { Steps } from '../steps.ts';
import type { IsingProblem } from './problem.ts';
import { reduced } from './reduction.ts';
import { rowSteps } from './rows.ts';
import { Spins } from './spins.ts';
import { decodeSpins, encodeSpins } from './state.ts';
import { warmth } from './temperature.ts';

/** Flips tried in one move, about: 10 to 30 microseconds, as long as a move of the other kinds. */
const ATTEMPTS = 2_048;
/** A state takes n / 8 bytes, so mates cost little; as many as the TSP's. */
export const MOST_MATES = 8;
/** Sweeps of the shortest anneal, and how many times as long the longest is. */
const SWEEPS = 400;
const LONGEST = 64;
/** No anneal begins cooler than this share of the temperature at which a tenth of the flips that cost anything pass. */
const COOLEST = 0.7;
/** Temperatures it steps down through. */
const STEPS = 25;

/**
 * Anneals local optima, as the TSP's kernel does, with an anneal as the kick: from the local optimum at hand, heat up to the
 * schedule's temperature, cool linearly to zero within 400 to 25,600 sweeps of single-spin flips, descend, and then take of the
 * two optima, wherever they differ in separate groups of spins, the better of each group (`Spins.recombine`). Sparse problems
 * improve in many places at once, dense ones all or nothing. What is annealed is the problem without the spins that need no
 * search (reduction.ts); states that come and go are of the whole. docs/decisions/maxcut.md has the measurements. In steps.
 *
 * A move tries about 2,048 flips: a stretch of a sweep, or several sweeps of a small problem. The move that ends an anneal
 * takes longer, O(n + couplings); the first moves of a task are its mates, each crossed in likewise. Answers are always local
 * optima.
 */
export function* maxcutKernelSteps(problem: IsingProblem): Steps<Kernel> {
  const { model, project, lift } = yield* reduced(problem);
  yield;
  const { n, divisor, scale, removed } = model;
  const spins = new Spins(model, yield* rowSteps(model));
  const decoded = (state: Uint8Array) => project(decodeSpins(state, problem.n));
  const stretches = Math.ceil(n / ATTEMPTS);
  const stretch = Math.ceil(n / stretches);
  const sweepsPerMove = Math.max(1, Math.floor(ATTEMPTS / n));
  const shortest = Math.max(STEPS, Math.ceil((SWEEPS * stretches) / sweepsPerMove));

  const random = new Random();
  const best = new Int32Array(n);
  const kept = { spin: new Int32Array(n), cost: new Int32Array(n), energy: 0 };
  let task: KernelTask | null = null;
  let mates: readonly Int32Array[] = [];
  let done = 0;
  let coolest = 0;
  /** The anneal under way: its number from 1, its moves, those done, and the temperature it began at. */
  let anneal = { number: 0, moves: 0, done: 0, peak: 0 };

  function step({ schedule, moves }: KernelTask): void {
    if (done < mates.length) {
      spins.recombine(mates[done]);
      spins.quench();
      best.set(spins.spin);
      return;
    }
    if (anneal.done === anneal.moves) {
      anneal.number++;
      anneal.moves = shortest * Math.min(LONGEST, luby(anneal.number));
      anneal.done = 0;
      anneal.peak = Math.max(coolest, schedule.from + ((schedule.to - schedule.from) * done) / moves);
    }
    const level = Math.floor((anneal.done * STEPS) / anneal.moves);
    // In 1/256 energy units; a cost is half of an energy times the divisor.
    if (anneal.done === 0 || level !== Math.floor(((anneal.done - 1) * STEPS) / anneal.moves))
      spins.heat((anneal.peak * (1 - level / STEPS) * divisor) / 512);
    if (stretches === 1) for (let i = 0; i < sweepsPerMove; i++) spins.sweep(0, n, random);
    else {
      const from = (anneal.done % stretches) * stretch;
      spins.sweep(from, Math.min(n, from + stretch), random);
    }
    if (++anneal.done < anneal.moves) return;
    settle();
    best.set(spins.spin);
  }

  /** To the local optimum below the better of each group: between two groups that took different sides a spin may have to turn. */
  function settle(): void {
    spins.quench();
    spins.recombine(best);
    spins.quench();
  }

  return {
    start(next) {
      checkTask(next);
      random.seed(next.seed);
      mates = matesOf(next).map(decoded);
      if (next.state !== null) best.set(decoded(next.state));
      else for (let i = 0; i < n; i++) best[i] = random.next() < 0 ? -1 : 1;
      spins.load(best);
      spins.quench();
      best.set(spins.spin);
      coolest = COOLEST * warmth(spins, divisor);
      task = next;
      done = 0;
      anneal = { number: 0, moves: 0, done: 0, peak: 0 };
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
      settle();
      const answer = {
        state: encodeSpins(lift(spins.spin)),
        energy: ((spins.energy + removed) / scale + problem.constant) / problem.divisor + 0,
        moves: done,
      };
      spins.spin.set(kept.spin);
      spins.cost.set(kept.cost);
      spins.energy = kept.energy;
      return answer;
    },
  };
}

function matesOf({ mates = [] }: KernelTask): readonly Uint8Array[] {
  if (mates.length > MOST_MATES)
    throw new ProblemError(`A task takes at most ${MOST_MATES} mates, not ${mates.length}.`);
  return mates;
}

/**
 * 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 …: as much time for long anneals as for short ones, whichever serves the problem (M. Luby,
 * A. Sinclair and D. Zuckerman, 1993).
 */
function luby(number: number): number {
  let size = 1;
  while (size < number + 1) size *= 2;
  return size === number + 1 ? size / 2 : luby(number - size / 2 + 1);
}
