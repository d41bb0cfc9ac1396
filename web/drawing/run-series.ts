/** A job's whole run as curves: what was reached, and how hot it was and will be. Pure. */
import type { HeatSample, JobSample } from '../../peer/procedures.ts';

/** Both axes in seconds of budget used. */
export interface RunSeries {
  /** How far above the baseline the best was, in per cent, at each of `at`; it stays until a better one comes. */
  readonly gap: { readonly at: readonly number[]; readonly percent: readonly number[] };
  /** In per cent of the hottest; the first `done` points are past. */
  readonly heat: {
    readonly at: readonly number[];
    readonly percent: readonly number[];
    readonly done: number;
  };
  /** Where the axis ends. */
  readonly end: number;
  /** What `gap` is above: the best known, or where none is, the best so far. */
  readonly baseline: 'reference' | 'best';
}

/** What is as good as the baseline is drawn here, per cent: a log scale has no zero. */
export const LEAST_GAP = 0.01;
/** Of the whole fall, where the baseline is the best so far. */
const FLOOR = 0.03;
const LEAST_SECONDS = 10;

export interface Run {
  readonly history: readonly JobSample[];
  readonly cooling: readonly HeatSample[];
  readonly elapsed: number;
  readonly heat: number;
  readonly budget: number | null;
  /** Energy of the best known; null where none is. */
  readonly reference: number | null;
}

/** Null before anything was reached. */
export function runSeries({ history, cooling, elapsed, heat, budget, reference }: Run): RunSeries | null {
  const last = history.at(-1);
  if (!last) return null;
  const now = Math.max(elapsed, last.elapsed);
  const isReference = reference !== null && reference !== 0;
  const base = isReference ? reference : last.energy;
  const above = (energy: number) => (base === 0 ? 0 : (100 * (energy - base)) / Math.abs(base));
  const most = Math.max(...history.map(({ energy }) => above(energy)));
  // The best so far is above itself by nothing: without a floor near the rest its last step would look deepest.
  const least = isReference ? LEAST_GAP : Math.max(LEAST_GAP, FLOOR * most);
  const percent = (energy: number) => Math.max(least, above(energy));
  const past = cooling.filter((sample) => sample.elapsed < now);
  const future = cooling.filter((sample) => sample.elapsed > now);
  const curve = [...past, { elapsed: now, heat }, ...future];
  return {
    gap: {
      at: [...history.map((sample) => sample.elapsed), now],
      percent: [...history, last].map(({ energy }) => percent(energy)),
    },
    heat: {
      at: curve.map((sample) => sample.elapsed),
      percent: curve.map((sample) => 100 * Math.min(1, Math.max(0, sample.heat))),
      done: past.length + 1,
    },
    end: Math.max(LEAST_SECONDS, now, budget ?? 0, future.at(-1)?.elapsed ?? 0),
    baseline: isReference ? 'reference' : 'best',
  };
}
