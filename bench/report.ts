/** Rows of the result: numbers beside a yardstick, and whether the goal is met. */

import type { Row } from './row.ts';

/** A goal for the ratio, or, where `absolute`, for the number itself. */
export interface Goal {
  readonly sense: '>=' | '<=';
  readonly limit: number;
  readonly absolute?: boolean;
}

export function rowOf(name: string, unit: string, goal: Goal | null, ours: number, yardstick: number): Row {
  const ratio = ours / yardstick;
  const value = goal?.absolute ? ours : ratio;
  const met = goal === null || (goal.sense === '>=' ? value >= goal.limit : value <= goal.limit);
  const text = goal === null ? '' : `${goal.sense} ${goal.limit}${goal.absolute ? ` ${unit}` : ''}`;
  return { name, unit, ours, yardstick, ratio, goal: text, met };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Three digits that matter, whole numbers from 1,000 on. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

const WIDTHS = [44, 13, 10, 10, 7, 16];

/** `others`: for each further router, its share of the yardstick. */
export function line(cells: readonly string[], others: readonly string[] = []): string {
  const [name = '', ...rest] = cells;
  const fixed = rest.map((cell, i) => cell.padStart(WIDTHS[i + 1]!));
  return [name.padEnd(WIDTHS[0]!), ...fixed, ...others.map((cell) => cell.padStart(16))].join(' ');
}

export function lineOf(row: Row, others: readonly string[]): string {
  const verdict =
    row.goal === '' ? '' : `${row.met ? 'met' : 'MISSED'} ${row.goal.replace(` ${row.unit}`, '')}`;
  const numbers = [row.unit, short(row.ours), short(row.yardstick), row.ratio.toFixed(2)];
  return line([row.name, ...numbers, verdict], others);
}
