import type { Row } from '../row.ts';

export { median } from '../report.ts';

interface Pair {
  readonly ours: number;
  readonly yardstick: number;
}

/** @param goal for ours, such as `<= 50`; empty: none */
export function rowOf(name: string, unit: string, { ours, yardstick }: Pair, goal: string): Row {
  const [sense, limit = ''] = goal.split(' ');
  const met = goal === '' || (sense === '<=' ? ours <= Number(limit) : ours >= Number(limit));
  return { name, unit, ours, yardstick, ratio: ours / yardstick, goal, met };
}

/** The value that so many per cent do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
