import type { Steps } from '../steps.ts';
import { type Coupling, Net } from './net.ts';
import type { IsingProblem } from './problem.ts';
import { rowSteps } from './rows.ts';

/** A spin with more neighbours is not looked at, so that a look stays short. */
const MOST_NEAR = 8;
/** Spins looked at, or copied, in one step. */
const STEP = 1_000;

/** What spins are annealed under: as an `IsingProblem`, in units of 1/divisor of an energy, whatever that is. */
export interface SpinModel extends Pick<IsingProblem, 'n' | 'fields' | 'couplings'> {
  readonly divisor: number;
  /** Units in one of the problem's. */
  readonly scale: number;
  /** What the spins that were removed add, in units; without the problem's own constant, which may be too large for a number of them. */
  readonly removed: number;
}

/**
 * A problem without the spins that need no search, as their best value follows from their neighbours'. A state of the
 * model has the energy of the best state of the whole that agrees with it.
 */
export interface Reduction {
  readonly model: SpinModel;
  /** Of spins of the whole those that stay in the model. */
  project(spins: Int32Array): Int32Array;
  /** All spins of the whole, with the best values for those that did not stay. */
  lift(spins: Int32Array): Int32Array;
}

/**
 * Removes spins while one of two exact rules applies. A field counts as a coupling to one more spin, which is always up.
 *
 *   followed       A coupling as strong as all others of the spin together: it follows that neighbour, which takes the
 *                  others over. So goes every spin of one or two neighbours.
 *   star-triangle  Three neighbours a, b, c: what the spin adds at its best, −|J_a a + J_b b + J_c c|, is a constant
 *                  and three couplings between them, if these come out whole.
 *
 * Sparse graphs lose most of their spins (G70 six of seven), dense ones none. Data reduction for Max-Cut: D. Ferizovic et
 * al., "Engineering kernelization for maximum cut", 2020; the triangle: M. E. Fisher, "Transformations of Ising models", 1959.
 * No spin's couplings come to add up to more, so what fitted an int32 still does. One spin always stays. In steps.
 */
export function* reduced(problem: IsingProblem): Steps<Reduction> {
  const { n } = problem;
  const net = new Net(problem, yield* rowSteps(problem));
  yield;
  const log = new Removals();
  const waiting = Array.from({ length: n }, (_, spin) => spin);
  /** Those of three neighbours; their turn comes when no spin follows another any more. */
  const stars: number[] = [];
  for (let at = 0, star = 0, looks = 0; log.count < n - 1; ) {
    if (++looks % STEP === 0) yield;
    const isStar = at === waiting.length;
    const spin = isStar ? stars[star++] : waiting[at++];
    if (spin === undefined) break;
    if (net.gone[spin] === 1 || net.degree(spin) > MOST_NEAR) continue;
    const near = net.around(spin);
    if (isStar ? becomesTriangle(net, spin, near) : follows(net, spin, near)) {
      log.add(spin, near);
      for (const [other] of near) if (other !== net.up) waiting.push(other);
    } else if (near.length === 3 && !isStar) stars.push(spin);
  }
  if (log.count === 0) {
    const model = { ...problem, scale: 1, removed: 0 };
    return { model, project: (spins) => spins, lift: (spins) => spins };
  }
  const kept = Int32Array.from(waiting.slice(0, n).filter((spin) => net.gone[spin] === 0));
  return reductionTo(yield* modelOf(problem, net, kept), { n, kept, log });
}

interface Kept {
  /** Spins of the whole. */
  readonly n: number;
  /** Those that stay, in their order. */
  readonly kept: Int32Array;
  readonly log: Removals;
}

/** Apart, so that what lives as long as a kernel holds nothing of the net, which is several times as large. */
function reductionTo(model: SpinModel, { n, kept, log }: Kept): Reduction {
  return {
    model,
    project: (spins) => kept.map((spin) => spins[spin]),
    lift(spins) {
      const all = new Int32Array(n + 1);
      // The field's.
      all[n] = 1;
      for (let i = 0; i < kept.length; i++) all[kept[i]] = spins[i];
      log.restore(all);
      return all.subarray(0, n);
    },
  };
}

/** Spins that were removed, each with what it was coupled to then. */
class Removals {
  count = 0;
  /** A removal after the other: neighbours with their couplings, how many they are, the spin. */
  private readonly numbers: number[] = [];

  add(spin: number, near: readonly Coupling[]): void {
    this.count++;
    for (const [other, coupling] of near) this.numbers.push(other, coupling);
    this.numbers.push(near.length, spin);
  }

  /** The last first, each takes its best value: it opposes what its neighbours, which are all there by then, pull at it. */
  restore(spins: Int32Array): void {
    const { numbers } = this;
    for (let at = numbers.length; at > 0; ) {
      const spin = numbers[--at];
      const count = numbers[--at];
      let pull = 0;
      for (let k = 0; k < count; k++) {
        const coupling = numbers[--at];
        pull += coupling * spins[numbers[--at]];
      }
      spins[spin] = pull > 0 ? -1 : 1;
    }
  }
}

function follows(net: Net, spin: number, near: readonly Coupling[]): boolean {
  let [leader, strongest, sum] = [net.up, 0, 0];
  for (const [other, coupling] of near) {
    sum += Math.abs(coupling);
    if (Math.abs(coupling) > Math.abs(strongest)) [leader, strongest] = [other, coupling];
  }
  if (2 * Math.abs(strongest) < sum) return false;
  net.remove(spin);
  net.constant -= Math.abs(strongest);
  for (const [other, coupling] of near)
    if (other !== leader) net.couple(leader, other, strongest > 0 ? -coupling : coupling);
  return true;
}

function becomesTriangle(net: Net, spin: number, near: readonly Coupling[]): boolean {
  if (near.length !== 3) return false;
  const [[a, toA], [b, toB], [c, toC]] = near;
  if ((toA + toB + toC) % 2 !== 0) return false;
  // What the spin adds where all three are up, and where one is down.
  const up = -Math.abs(toA + toB + toC);
  const [downA, downB, downC] = [toA, toB, toC].map((one) => -Math.abs(toA + toB + toC - 2 * one));
  net.remove(spin);
  net.constant += (up + downA + downB + downC) / 4;
  net.couple(a, b, (up + downC - downA - downB) / 4);
  net.couple(a, c, (up + downB - downA - downC) / 4);
  net.couple(b, c, (up + downA - downB - downC) / 4);
  return true;
}

/** The spins that stay, numbered anew in their order. */
function* modelOf(problem: IsingProblem, net: Net, kept: Int32Array): Steps<SpinModel> {
  const number = new Int32Array(problem.n);
  for (let i = 0; i < kept.length; i++) number[kept[i]] = i;
  const fields = new Int32Array(kept.length);
  const couplings: number[] = [];
  for (let i = 0; i < kept.length; i++) {
    if (i % STEP === STEP - 1) yield;
    for (const [other, coupling] of net.around(kept[i]).sort(([a], [b]) => a - b)) {
      if (other === net.up) fields[i] = coupling;
      else if (other > kept[i]) couplings.push(i, number[other], coupling);
    }
  }
  const { scale } = net;
  return {
    n: kept.length,
    divisor: scale * problem.divisor,
    scale,
    removed: net.constant,
    fields,
    couplings: Int32Array.from(couplings),
  };
}
