import type { Steps } from './steps.ts';

/** Keys sorted by the engine at once, and merged in one step: some milliseconds. */
const BLOCK = 16_384;

/** Of the keys of 0 … n − 1 those in rising order; in steps. */
export function* keysInOrder(n: number, keyOf: (i: number) => number): Steps<Float64Array> {
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (i % BLOCK === 0) yield;
    keys[i] = keyOf(i);
  }
  return yield* sorted(keys);
}

/** The numbers in rising order, as `keys.sort()`, but in steps: blocks, merged two at a time. The given array may be changed. */
function* sorted(keys: Float64Array): Steps<Float64Array> {
  const n = keys.length;
  for (let from = 0; from < n; from += BLOCK) {
    keys.subarray(from, from + BLOCK).sort();
    yield;
  }
  let source = keys;
  let target: Float64Array = new Float64Array(n > BLOCK ? n : 0);
  for (let width = BLOCK; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      const middle = Math.min(n, from + width);
      const end = Math.min(n, from + 2 * width);
      for (let i = from, left = from, right = middle; i < end; i++) {
        if (i % BLOCK === 0) yield;
        const takesLeft = right === end || (left < middle && source[left] <= source[right]);
        target[i] = source[takesLeft ? left++ : right++];
      }
    }
    const merged = target;
    target = source;
    source = merged;
  }
  return source;
}
