import type { Point } from './strategy.ts';

/** One Markov chain: a donor takes it over for one task at a time, whoever is free. */
export interface Lane {
  readonly id: number;
  /** Where the chain stands; null before its first task was verified, and before it begins anew. */
  at: Point | null;
  /** The cooling it is in, by its number: see Coolings. */
  cooling: number;
  /** Tasks of this lane that were verified: numbers its tasks. */
  step: number;
  /** How often the task at hand was given out without a verified answer. */
  attempts: number;
  /** Not to be given out before: on the clock. */
  notBefore: number;
  /** Whose better parts the task at hand takes over; null: not chosen yet. */
  mates: readonly Point[] | null;
}

/**
 * Pause before a task goes out once more: at once the first time (its donor closed a tab), then ever longer, so that a
 * donor who fails or lies at once, and is therefore always free, cannot make us spin. Milliseconds.
 */
export function retryPause(attempts: number): number {
  return attempts <= 1 ? 0 : Math.min(2_000, 25 * 2 ** Math.min(attempts - 2, 10));
}

/** Orders lanes for work: a task that failed first, then a fresh lane, then the one with the fewest tasks done. */
export function moreUrgent(a: Lane, b: Lane): number {
  if (a.attempts > 0 !== b.attempts > 0) return a.attempts > 0 ? -1 : 1;
  if (a.at === null || b.at === null) return a.at === b.at ? a.id - b.id : a.at === null ? -1 : 1;
  return a.step - b.step || a.at.energy - b.at.energy || a.id - b.id;
}

/** Orders lanes when only the shortest counts: a task that failed first all the same, and what has not begun last. */
export function shorter(a: Lane, b: Lane): number {
  if (a.attempts > 0 !== b.attempts > 0) return a.attempts > 0 ? -1 : 1;
  const [x, y] = [a, b].map(({ at }) => at?.energy ?? Number.POSITIVE_INFINITY);
  return x === y ? a.id - b.id : x! - y!;
}

/** So many of the lanes that stand at the longest tours; none with a task to repeat, which would be lost. */
export function longest(lanes: Iterable<Lane>, count: number): readonly Lane[] {
  if (count <= 0) return [];
  const standing = [...lanes].filter(({ attempts, at }) => attempts === 0 && at);
  return standing.sort((a, b) => b.at!.energy - a.at!.energy).slice(0, count);
}

/** When the first of the lanes that have to wait may go on; null when none has to. */
export function earliestDue(lanes: Iterable<Lane>, now: number): number | null {
  let due: number | null = null;
  for (const { notBefore } of lanes) {
    if (notBefore > now && (due === null || notBefore < due)) due = notBefore;
  }
  return due;
}
