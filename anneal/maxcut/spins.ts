import { EXPONENTIAL } from '../acceptance.ts';
import type { Random } from '../random.ts';
import type { IsingProblem } from './problem.ts';
import { rowsOf } from './rows.ts';

/** Levels of the acceptance table: small enough to stay in the fastest cache beside the spins. */
const LEVELS = 1_024;
const STEP = EXPONENTIAL.length / LEVELS;

/**
 * Spins under a problem's couplings, with the cost of every flip kept up to date. All integers: `cost[i]` is half of what
 * flipping spin i adds to E · divisor, so that a flip that changes nothing costs 0 and the sum fits an int32.
 */
export class Spins {
  readonly n: number;
  readonly spin: Int32Array;
  readonly cost: Int32Array;
  /** E · divisor, without the constant. */
  energy = 0;
  private readonly hasFields: boolean;
  private readonly fields: Int32Array;
  /** Neighbours of i, each with its coupling: from row[i] to row[i + 1]. */
  private readonly row: Int32Array;
  private readonly near: Int32Array;
  /** What of the costs passes at the present temperature, falling: a cost below a random one of them does. */
  private readonly threshold = new Int32Array(LEVELS);
  /** For `recombine`. */
  private readonly mark: Uint8Array;
  private readonly group: Int32Array;

  /** `rows`: the problem's, where they are known. */
  constructor(problem: Pick<IsingProblem, 'n' | 'fields' | 'couplings'>, { row, near } = rowsOf(problem)) {
    const { n, fields } = problem;
    this.n = n;
    this.fields = fields;
    this.hasFields = fields.some((h) => h !== 0);
    this.spin = new Int32Array(n).fill(1);
    this.cost = new Int32Array(n);
    this.mark = new Uint8Array(n);
    this.group = new Int32Array(n);
    this.row = row;
    this.near = near;
  }

  /** Takes these spins of +1 and −1. O(n + couplings). */
  load(spins: ArrayLike<number>): void {
    const { n, spin, cost, row, near, fields } = this;
    spin.set(spins);
    let twice = 0;
    for (let i = 0; i < n; i++) {
      let pull = 0;
      for (let k = row[i]; k < row[i + 1]; k += 2) pull += near[k + 1] * spin[near[k]];
      cost[i] = -spin[i] * (pull + fields[i]);
      twice += spin[i] * (pull + 2 * fields[i]);
    }
    this.energy = twice / 2;
  }

  /**
   * From here on a flip of cost c passes where c < temperature · (−ln u): Metropolis' rule in units of the costs.
   * Rounded up, which changes nothing for integers.
   */
  heat(temperature: number): void {
    const { threshold } = this;
    // Beyond an int32 everything passes anyway.
    for (let i = 0; i < LEVELS; i++)
      threshold[i] = Math.min(0x7fffffff, Math.ceil(temperature * EXPONENTIAL[STEP * i + (STEP >> 1)]));
  }

  /** Tries to flip the spins from..to−1 once, in order. A random number is drawn only where it decides. */
  sweep(from: number, to: number, random: Random): void {
    const { spin, cost, row, near, threshold } = this;
    const highest = threshold[0];
    let gained = 0;
    for (let i = from; i < to; i++) {
      const c = cost[i];
      if (c >= highest) continue;
      if (c > 0 && c >= threshold[random.next() >>> 22]) continue;
      gained += c;
      cost[i] = -c;
      const twice = 2 * spin[i];
      spin[i] = -spin[i];
      for (let k = row[i], end = row[i + 1]; k < end; k += 2) {
        const j = near[k];
        cost[j] += near[k + 1] * twice * spin[j];
      }
    }
    this.energy += 2 * gained;
  }

  /** Flips whatever gains until nothing does. Ends: the energy is an integer and falls. */
  quench(): void {
    const { n, cost } = this;
    for (let settled = false; !settled; ) {
      settled = true;
      for (let i = 0; i < n; i++) {
        if (cost[i] >= 0) continue;
        this.flip(i);
        settled = false;
      }
    }
  }

  /**
   * Crosses the present spins with a rival's: where the two differ falls into connected groups whose turns do not touch one
   * another, so each group can take the better of both (partition crossover, as known for tours and NK landscapes:
   * R. Tinós, D. Whitley and F. Chicano, 2015). On a tie the present spins stay. The result is at most as high as either.
   * Without fields a rival and its mirror image are the same; the one that differs less is taken. O(n + couplings).
   */
  recombine(rival: ArrayLike<number>): void {
    const { n, spin, mark } = this;
    let differ = 0;
    for (let i = 0; i < n; i++) if (spin[i] !== rival[i]) differ++;
    const mirrored = !this.hasFields && 2 * differ > n;
    for (let i = 0; i < n; i++) mark[i] = (spin[i] !== rival[i]) === mirrored ? 0 : 1;
    for (let i = 0; i < n; i++) {
      if (mark[i] === 0) continue;
      const size = this.gather(i);
      if (this.costOfGroup(size) < 0) for (let k = 0; k < size; k++) this.flip(this.group[k]);
      for (let k = 0; k < size; k++) mark[this.group[k]] = 0;
    }
  }

  /** The marked spins that hang together with i, into `group`, each marked 2; how many. */
  private gather(i: number): number {
    const { row, near, mark, group } = this;
    let size = 1;
    group[0] = i;
    mark[i] = 2;
    for (let at = 0; at < size; at++) {
      for (let k = row[group[at]], end = row[group[at] + 1]; k < end; k += 2) {
        if (mark[near[k]] !== 1) continue;
        mark[near[k]] = 2;
        group[size++] = near[k];
      }
    }
    return size;
  }

  /** As `cost`, of turning the whole group: what its members pull at one another does not change. */
  private costOfGroup(size: number): number {
    const { row, near, mark, group, spin, cost } = this;
    let sum = 0;
    for (let at = 0; at < size; at++) {
      const i = group[at];
      let within = 0;
      for (let k = row[i], end = row[i + 1]; k < end; k += 2) {
        if (mark[near[k]] === 2) within += near[k + 1] * spin[near[k]];
      }
      sum += cost[i] + spin[i] * within;
    }
    return sum;
  }

  private flip(i: number): void {
    const { spin, cost, row, near } = this;
    const c = cost[i];
    this.energy += 2 * c;
    cost[i] = -c;
    const twice = 2 * spin[i];
    spin[i] = -spin[i];
    for (let k = row[i], end = row[i + 1]; k < end; k += 2) {
      const j = near[k];
      cost[j] += near[k + 1] * twice * spin[j];
    }
  }
}
