import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../random.ts';
import { KickPlace } from './kick-place.ts';
import { LISTS, RECORD, TOUR } from './records.ts';

function seeded(seed: number): Random {
  const random = new Random();
  random.seed(seed);
  return random;
}

/** Each city lists the next and the seventh one on either side of it on a ring. */
function ring(n: number): Int32Array {
  return Int32Array.from({ length: 4 * n }, (_, i) => ((i >> 2) + [1, n - 1, 7 % n, n - (7 % n)][i & 3]) % n);
}

/** The ring's records, visited in an order of our own. */
function visited(position: Int32Array): Int32Array {
  const n = position.length;
  const near = ring(n);
  const memory = new Int32Array(n * RECORD);
  for (let city = 0; city < n; city++) {
    memory[city * RECORD] = TOUR + 1 + position[city];
    for (let i = 0; i < 4; i++) memory[city * RECORD + LISTS + 2 * i] = near[4 * city + i] * RECORD;
  }
  return memory;
}

function placeIn(position: Int32Array): KickPlace {
  return new KickPlace(visited(position), { n: position.length, first: 0, listed: 4 });
}

/** Cities in an order of our own: `position` of each. */
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
      const place = placeIn(shuffled(n, seed));
      const random = seeded(seed);
      for (let i = 0; i < 20; i++) {
        if (along) place.chooseAlong(random);
        else place.choose(random);
        const { before, b, c, d } = place;
        expect(Math.min(b, c, d)).toBeGreaterThan(0);
        expect(b + c + d).toBeLessThan(n);
        expect(before).toBeGreaterThan(TOUR);
        expect(before).toBeLessThanOrEqual(TOUR + n);
      }
    }),
  );
});

test('in a small problem the cuts lie behind cities close in space, wherever the tour visits them', () => {
  const n = 1_000;
  const position = shuffled(n, 1);
  const order = new Int32Array(n);
  for (let city = 0; city < n; city++) order[position[city]] = city;
  const place = placeIn(position);
  const random = seeded(2);
  let close = 0;
  for (let i = 0; i < 200; i++) {
    place.choose(random);
    const { before, b, c, d } = place;
    const cities = [0, b, b + c, b + c + d].map((ahead) => order[(before - TOUR - 1 + ahead) % n]);
    const apart = cities.map((city) => Math.min((city - cities[0] + n) % n, (cities[0] - city + n) % n));
    // Three walks of eight steps, at most seven cities each; of cities at random, 4 % lie as close.
    if (Math.max(...apart) <= 168) close++;
  }
  expect(close).toBeGreaterThan(100);
});

test('a kick along the tour swaps short segments', () => {
  const place = placeIn(shuffled(1_000, 1));
  const random = seeded(3);
  for (let i = 0; i < 200; i++) {
    place.chooseAlong(random);
    expect(place.b + place.c + place.d).toBeLessThanOrEqual(90);
  }
});
