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

/** The temperature at which the rises are kept with this mean probability; 0 where there are none. */
export function temperatureOfAcceptance(rises: readonly number[], probability: number): number {
  if (rises.length === 0) return 0;
  let low = 0;
  let high = 256 * Math.max(...rises) * 16;
  // Each halving is exact in binary, so every engine takes the same path.
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (meanAcceptance(rises, middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

function meanAcceptance(rises: readonly number[], temperature: number): number {
  let kept = 0;
  for (const rise of rises) kept += countAbove((rise * 256) / temperature);
  return kept / (rises.length * EXPONENTIAL.length);
}

/** How many entries of the falling table lie above x. */
function countAbove(x: number): number {
  let low = 0;
  let high = EXPONENTIAL.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (EXPONENTIAL[middle] > x) low = middle + 1;
    else high = middle;
  }
  return low;
}
