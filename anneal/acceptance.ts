import { naturalLog } from './portable.ts';
import type { Random } from './random.ts';

const SIZE = 4096;

/** −ln of the midpoints of 4,096 equal parts of 0..1: exponentially distributed, falling from 9.01 to 0.0001. */
export const EXPONENTIAL: Float64Array = Float64Array.from(
  { length: SIZE },
  (_, i) => -naturalLog((i + 0.5) / SIZE),
);

/** Metropolis' rule: a rise by `delta` energy units at `temperature` (1/256 units) passes with probability e^(−delta/T). */
export function accepts(delta: number, temperature: number, random: Random): boolean {
  return delta <= 0 || delta * 256 < temperature * EXPONENTIAL[random.next() >>> 20];
}
