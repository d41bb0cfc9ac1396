import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutations } from './permutations.ts';
import { Random } from './random.ts';

const all = permutations((n: number) => n);

function chanceOf(seed: number): Random {
  const random = new Random();
  random.seed(seed);
  return random;
}

describe('permutations', () => {
  test('begin as permutations, stay some under swaps, and survive their bytes, beyond 256 places too', () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(255, 256, 257, 1_000));
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const chance = chanceOf(seed);
        const p = all.init(n, chance);
        for (let i = 0; i < 5; i++) {
          const [a, b] = all.propose(n, p, chance);
          expect(a === b).toBe(n === 1);
          const there = [p[a], p[b]];
          all.apply(n, p, [a, b]);
          expect([p[b], p[a]]).toEqual(there);
        }
        expect([...p].sort((x, y) => x - y)).toEqual(Array.from({ length: n }, (_, i) => i));
        const bytes = all.encode(n, p);
        expect(bytes).toHaveLength(n <= 256 ? n : 2 * n);
        expect(all.validate(n, bytes)).toEqual(p);
      }),
    );
  });

  test('every order and every pair of places comes up', () => {
    const chance = chanceOf(1);
    const starts = new Set<string>();
    const swaps = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const p = all.init(4, chance);
      starts.add(p.join());
      swaps.add(all.propose(4, p, chance).join());
    }
    expect(starts.size).toBe(24);
    expect(swaps.size).toBe(12);
  });

  test.each([
    [3, [0, 1], 'a permutation of 3 has 3 bytes, not 2'],
    [3, [0, 1, 3], 'no permutation of 0..2: 3 is too large'],
    [3, [0, 1, 1], 'no permutation of 0..2: 1 is there twice'],
    [300, [0, 1], 'a permutation of 300 has 600 bytes, not 2'],
    [300, Array(600).fill(0), '0 is there twice'],
    [300, Array(600).fill(255), '65535 is too large'],
  ])('of %i places, a stranger’s %j is refused: %s', (n, bytes, says) => {
    expect(() => all.validate(n, Uint8Array.from(bytes))).toThrow(says);
  });

  test('of more places than two bytes can name are refused', () => {
    expect(all.size(65_536)).toBe(65_536);
    expect(() => all.size(65_537)).toThrow('the limit is 65536');
  });
});
