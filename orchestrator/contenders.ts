/**
 * The bests of a job between their finding and their telling. People are told of a state when everything behind it counts;
 * what was told and is found false later gives way to the best that was told before it. Pure.
 */
import type { Point } from './strategy.ts';

export interface Contender extends Point {
  readonly by: string;
  /** Milliseconds of budget used. */
  readonly elapsed: number;
  readonly temperature: number;
}

type StandingOf = (point: Point) => 'sound' | 'open' | 'false';

/** Bests that wait, and bests that were told: the oldest go first. */
const MOST = 16;

export class Contenders {
  /** Each shorter than the one before. */
  private open: Contender[] = [];
  private told: Contender[] = [];

  offer(contender: Contender): void {
    this.open.push(contender);
    if (this.open.length > MOST) this.open.shift();
  }

  /** The shortest of which everything counts, if it is shorter than what was told; it is told now. */
  elect(standing: StandingOf): Contender | null {
    const at = this.open.findLastIndex((contender) => standing(contender) === 'sound');
    if (at === -1) return null;
    const chosen = this.open[at]!;
    this.open.splice(0, at + 1);
    const last = this.told.at(-1);
    if (last && last.energy <= chosen.energy) return null;
    this.told.push(chosen);
    if (this.told.length > MOST) this.told.shift();
    return chosen;
  }

  /** Drops what is false; returns the best that was told and stays, null when none does. */
  purge(standing: StandingOf): Contender | null {
    const stays = (contender: Contender) => standing(contender) !== 'false';
    this.open = this.open.filter(stays);
    this.told = this.told.filter(stays);
    return this.told.at(-1) ?? null;
  }
}
