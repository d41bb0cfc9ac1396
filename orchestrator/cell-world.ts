import type { Division, Part } from '../anneal/kind.ts';
import type { Lineage } from './provenance.ts';
import type { Point } from './strategy.ts';

/** One state in many hands: what cells.ts cuts, puts together and writes down. */
export class CellWorld {
  readonly division: Division;
  readonly seed: number;
  /** Its cells that donors have in hand. */
  out = 0;
  /** The state as it was last written down; at first where it began, or the division's own start. */
  private base: Point;
  /** What was put into it since then. */
  private parts: Point[] = [];

  constructor(division: Division, from: Point | null, seed: number) {
    this.division = division;
    this.seed = seed;
    this.base = from ?? { state: division.state(), energy: division.energy };
  }

  get energy(): number {
    return this.division.energy;
  }

  /** Cells put into it since it was written down. */
  get untold(): number {
    return this.parts.length;
  }

  /** Puts a cell back as a donor answered it. */
  take(part: Part, outcome: Point): void {
    if (this.division.merge(part, outcome.state)) this.parts.push(outcome);
  }

  grewFrom(isFalse: (state: Uint8Array) => boolean): boolean {
    return isFalse(this.base.state) || this.parts.some(({ state }) => isFalse(state));
  }

  /** The state as it is, and how it came to be. */
  writeDown(lineage: Lineage): Point {
    const written = { state: this.division.state(), energy: this.energy };
    lineage.spliced(written, this.base, this.parts, this.seed);
    this.base = written;
    this.parts = [];
    return written;
  }
}
