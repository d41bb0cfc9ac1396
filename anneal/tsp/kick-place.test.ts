import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../random.ts';
import { KickPlace } from './kick-place.ts';

function seeded(seed: number): Random {
  const random = new Random();
  random.seed(seed);
  return random;
}

/** Each city lists the next and the seventh one on either side of it on a ring. */
function ring(n: number): Int32Array {
  return Int32Array.from({ length: 4 * n }, (_, i) => ((i >> 2) + [1, n - 1, 7 % n, n - (7 % n)][i & 3]) % n);
}

/** Cities round a ring, visited in an order of our own: `position` of each. */
function shuffled(n: number, seed: number): Int32Array {
  const random = seeded(seed);
  const position = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [position[i], position[j]] = [position[j], position[i]];
  }
  return position;
}

test('three segments, none of them empty, leave at least one city in its place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 3_000 }), fc.nat(), fc.boolean(), (n, seed, along) => {
      const place = new KickPlace(shuffled(n, seed), ring(n));
      const random = seeded(seed);
      for (let i = 0; i < 20; i++) {
        if (along) place.chooseAlong(random);
        else place.choose(random);
        const { before, b, c, d } = place;
        expect(Math.min(b, c, d)).toBeGreaterThan(0);
        expect(b + c + d).toBeLessThan(n);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThan(n);
      }
    }),
  );
});

test('in a small problem the cuts lie behind cities close in space, wherever the tour visits them', () => {
  const n = 1_000;
  const position = shuffled(n, 1);
  const order = new Int32Array(n);
  for (let city = 0; city < n; city++) order[position[city]] = city;
  const place = new KickPlace(position, ring(n));
  const random = seeded(2);
  let close = 0;
  for (let i = 0; i < 200; i++) {
    place.choose(random);
    const { before, b, c, d } = place;
    const cities = [0, b, b + c, b + c + d].map((ahead) => order[(before + ahead) % n]);
    const apart = cities.map((city) => Math.min((city - cities[0] + n) % n, (cities[0] - city + n) % n));
    // Three walks of eight steps, at most seven cities each; of cities at random, 4 % lie as close.
    if (Math.max(...apart) <= 168) close++;
  }
  expect(close).toBeGreaterThan(100);
});

test('a kick along the tour swaps short segments', () => {
  const place = new KickPlace(shuffled(1_000, 1), ring(1_000));
  const random = seeded(3);
  for (let i = 0; i < 200; i++) {
    place.chooseAlong(random);
    expect(place.b + place.c + place.d).toBeLessThanOrEqual(90);
  }
});
