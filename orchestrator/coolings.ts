/**
 * The coolings that a search has seen: how often it was heated anew, and the best that each came to. These are its elite: the
 * chains of each cooling begin anew (search.ts), so the bests are short in different places, and late in a cooling its chains
 * take over from them. Pure.
 */
import type { Point } from './strategy.ts';

/** A fall of the progress by so much is a new cooling; that of a budget of moves is estimated anew at each answer. */
const HEATED = 0.5;
/** Bests that are kept, of the newest coolings. */
const ELITE = 8;

export class Coolings {
  /** Of the one under way: it was heated anew so often. */
  number = 0;
  private progress = 0;
  private firstAnswer: number | null = null;
  /** By the coolings' numbers. */
  private readonly bests = new Map<number, Point>();

  /** The plan's progress now. */
  at(progress: number): void {
    if (progress < this.progress - HEATED) this.number++;
    this.progress = progress;
  }

  /** A chain of whichever cooling did, at this progress of the one under way. */
  answered(progress: number): void {
    this.firstAnswer ??= progress;
  }

  /** Progress of the cooling under way from which on there are answers: later than 0 in the first, as donors get ready first. */
  get begun(): number {
    return this.number === 0 ? (this.firstAnswer ?? 0) : 0;
  }

  /** A chain of that cooling came to a point. */
  found(cooling: number, point: Point): void {
    const best = this.bests.get(cooling);
    if (best && best.energy <= point.energy) return;
    this.bests.set(cooling, point);
    if (this.bests.size > ELITE) this.bests.delete(Math.min(...this.bests.keys()));
  }

  /** Of the cooling under way. */
  get best(): Point | null {
    return this.bests.get(this.number) ?? null;
  }

  /** The best of each, the one under way included. */
  get elite(): readonly Point[] {
    return [...this.bests.values()];
  }

  forget(isFalse: (state: Uint8Array) => boolean): void {
    for (const [cooling, { state }] of this.bests) if (isFalse(state)) this.bests.delete(cooling);
  }
}
