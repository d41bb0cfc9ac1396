/** Most of what the definition of a problem needs whose states are permutations: what is left is reading, energy and delta. */
import type { ProblemDefinition } from './define-problem.ts';

/** What stands at each of the places 0..n−1, each once. */
export type Permutation = Uint16Array;
/** Two places, different ones where there are two, that change what stands there. */
export type Swap = readonly [number, number];

/** A place of a state takes two bytes, and one where that is enough. */
const MOST = 65_536;
const widthOf = (n: number) => (n <= 256 ? 1 : 2);

/**
 * The part of a definition that is the same for all permutations: begun by chance (R. A. Fisher and F. Yates), changed by swaps,
 * travelling as a byte a place, or two beyond 256. Spread it into `defineProblem({ … })`; what comes behind replaces a part of it.
 *
 * @param sizeOf how many places an instance has: a whole number in 1..65,536
 */
export function permutations<Instance>(
  sizeOf: (instance: Instance) => number,
): Pick<
  ProblemDefinition<Instance, Permutation, Swap>,
  'size' | 'init' | 'propose' | 'apply' | 'encode' | 'validate'
> {
  return {
    size(instance) {
      const n = sizeOf(instance);
      if (n > MOST) throw new Error(`${n} places are too many for a permutation; the limit is ${MOST}`);
      return n;
    },
    init(instance, chance) {
      const p = Uint16Array.from({ length: sizeOf(instance) }, (_, i) => i);
      for (let i = p.length - 1; i > 0; i--) swap(p, i, chance.below(i + 1));
      return p;
    },
    propose(instance, _, chance) {
      const n = sizeOf(instance);
      const a = chance.below(n);
      return [a, (a + 1 + chance.below(n - 1)) % n];
    },
    apply: (_, p, [a, b]) => swap(p, a, b),
    encode(_, p) {
      const width = widthOf(p.length);
      return Uint8Array.from(
        { length: width * p.length },
        (_, i) => p[Math.floor(i / width)] >> (8 * (i % width)),
      );
    },
    validate(instance, bytes) {
      const n = sizeOf(instance);
      const width = widthOf(n);
      if (bytes.length !== width * n)
        throw new Error(`a permutation of ${n} has ${width * n} bytes, not ${bytes.length}`);
      const p = Uint16Array.from({ length: n }, (_, i) =>
        width === 1 ? bytes[i] : bytes[2 * i] | (bytes[2 * i + 1] << 8),
      );
      const seen = new Uint8Array(n);
      for (const each of p) {
        if (each >= n || seen[each] === 1)
          throw new Error(
            `no permutation of 0..${n - 1}: ${each} is ${each >= n ? 'too large' : 'there twice'}`,
          );
        seen[each] = 1;
      }
      return p;
    },
  };
}

function swap(p: Permutation, a: number, b: number): void {
  const there = p[a];
  p[a] = p[b];
  p[b] = there;
}
