import { type IsingProblem, MAX_FIELD } from './problem.ts';
import type { Rows } from './rows.ts';

/** Couplings are counted in 1/16 where that fits: star-triangle steps halve them, and can so be stacked four deep. */
const FINEST = 16;

export type Coupling = readonly [other: number, coupling: number];

/**
 * A problem's couplings while spins are removed. A field is a coupling to the spin `up`, number n, which is always +1. A spin's
 * neighbours are copied out of the problem when they are first asked for, so that what is dense costs nothing.
 */
export class Net {
  readonly up: number;
  /** Units in one of the problem's. */
  readonly scale: number;
  /** What the removed spins add whatever the others do, in units. */
  constant = 0;
  readonly gone: Uint8Array;
  private readonly fields: Int32Array;
  private readonly rows: Rows;
  private readonly nets: (Map<number, number> | undefined)[];

  constructor({ n, fields }: IsingProblem, rows: Rows) {
    this.up = n;
    this.fields = fields;
    this.rows = rows;
    this.gone = new Uint8Array(n);
    this.nets = new Array(n);
    let scale = FINEST;
    for (let i = 0; i < n; i++) while (scale > 1 && scale * this.reach(i) > MAX_FIELD) scale /= 2;
    this.scale = scale;
  }

  /** How many spins this one is coupled to, `up` included. */
  degree(spin: number): number {
    const { row } = this.rows;
    return this.nets[spin]?.size ?? (row[spin + 1] - row[spin]) / 2 + (this.fields[spin] === 0 ? 0 : 1);
  }

  /** Whom it is coupled to, `up` included, and how. */
  around(spin: number): Coupling[] {
    const net = this.nets[spin];
    if (net !== undefined) return [...net];
    const { row, near } = this.rows;
    const all: Coupling[] = [];
    for (let k = row[spin]; k < row[spin + 1]; k += 2) all.push([near[k], this.scale * near[k + 1]]);
    if (this.fields[spin] !== 0) all.push([this.up, this.scale * this.fields[spin]]);
    return all;
  }

  /** Takes a spin out, and its couplings with it. */
  remove(spin: number): void {
    for (const [other] of this.around(spin)) if (other !== this.up) this.net(other).delete(spin);
    this.nets[spin] = undefined;
    this.gone[spin] = 1;
  }

  /** Adds to the coupling of two spins that stay. */
  couple(a: number, b: number, by: number): void {
    if (a !== this.up) add(this.net(a), b, by);
    if (b !== this.up) add(this.net(b), a, by);
  }

  private net(spin: number): Map<number, number> {
    const known = this.nets[spin];
    if (known !== undefined) return known;
    const net = new Map(this.around(spin));
    this.nets[spin] = net;
    return net;
  }

  private reach(spin: number): number {
    const { row, near } = this.rows;
    let sum = Math.abs(this.fields[spin]);
    for (let k = row[spin]; k < row[spin + 1]; k += 2) sum += Math.abs(near[k + 1]);
    return sum;
  }
}

/** No coupling of zero is kept. */
function add(net: Map<number, number>, other: number, by: number): void {
  const sum = (net.get(other) ?? 0) + by;
  if (sum === 0) net.delete(other);
  else net.set(other, sum);
}
