import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Division, Part, Piece } from '../../kind.ts';
import { Random } from '../../random.ts';
import { tsp } from '../kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from '../problem.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { decodeScope, encodeScope } from './scope.ts';

function scattered(n: number, seed: number): TspProblem {
  const random = new Random();
  random.seed(seed);
  return euclidean(
    Float64Array.from({ length: 2 * n }, () => random.below(10_000)),
    'nearest',
  );
}

function onEarth(n: number, seed: number): TspProblem {
  const random = new Random();
  random.seed(seed);
  const places = Array.from({ length: n }, () => [
    random.below(36_000) / 100 - 180,
    random.below(17_000) / 100 - 85,
  ]);
  return greatCircle(Float64Array.from(places.flat()));
}

const PROBLEMS: Readonly<Record<string, TspProblem>> = {
  'the plane': scattered(1_500, 1),
  'the sphere': onEarth(1_200, 2),
};

/** A part's kernel run for a while: what a donor answers. */
function annealed(problem: TspProblem, part: Part, seed: number, temperature: number) {
  const kernel = tsp.parts!.createKernel(problem, part.scope);
  kernel.start({ seed, state: null, schedule: { from: temperature, to: 0 }, moves: 1_500 });
  kernel.run(1_500);
  return kernel.answer();
}

/** Some order that keeps the joins, most likely a bad one: together such parts leave many cycles. */
function shuffled(part: Part, n: number, seed: number): Uint8Array {
  const { joined } = decodeScope(part.scope, n);
  const random = new Random();
  random.seed(seed);
  const m = joined.length;
  const first = joined[m - 1] === 1 ? 1 : 0;
  const groups: number[][] = [];
  for (let i = first; i < m + first; i++) {
    const pair = joined[i % m] === 1 ? [i % m, (i + 1) % m] : [i % m];
    if (pair.length === 2) i++;
    groups.push(random.below(2) === 1 ? pair : pair.reverse());
  }
  for (let i = groups.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [groups[i], groups[j]] = [groups[j]!, groups[i]!];
  }
  return encodeTour(groups.flat());
}

function divide(problem: TspProblem, seed: number): Division {
  return tsp.parts!.divide(problem, null, seed);
}

/** Cuts until there is no more room. */
function cutAll(division: Division, size: number): Part[] {
  const parts: Part[] = [];
  for (let misses = 0; misses < 5; ) {
    const part = division.cut(size);
    if (part) parts.push(part);
    else misses++;
  }
  return parts;
}

describe.each(Object.entries(PROBLEMS))('a tour on %s in many hands', (_name, problem) => {
  const n = tsp.size(problem);

  test('no two parts that are out share a city, and each says its own length', () => {
    const division = divide(problem, 7);
    const parts = cutAll(division, 150);
    expect(parts.length).toBeGreaterThan(4);
    const all = parts.flatMap((part) => Array.from(decodeScope(part.scope, n).cities));
    expect(new Set(all).size).toBe(all.length);
    for (const part of parts) {
      const asItIs = encodeTour(Int32Array.from(decodeScope(part.scope, n).cities, (_, i) => i));
      expect(tsp.parts!.energy(problem, part.scope, asItIs)).toBe(part.energy);
    }
  });

  test('divisions of one problem at the same time cut what each cuts alone', () => {
    const scopes = (divisions: readonly Division[]) =>
      [1, 2, 3, 4].flatMap((round) =>
        divisions.map((division) => {
          const part = division.cut(200)!;
          division.merge(part, shuffled(part, n, round));
          return part.scope;
        }),
      );
    // A copy is a problem of its own, with nothing to share.
    const [one, other] = [5, 6].map((seed) => scopes([divide({ ...problem }, seed)]));
    const together = scopes([divide(problem, 5), divide(problem, 6)]);
    expect(together).toEqual(one!.flatMap((scope, round) => [scope, other![round]]));
  });

  test('a part annealed alone brings exactly what it says', () => {
    const division = divide(problem, 8);
    for (let round = 0; round < 10; round++) {
      const part = division.cut(200)!;
      const answer = annealed(problem, part, round, 0);
      expect(tsp.parts!.energy(problem, part.scope, answer.state)).toBe(answer.energy);
      const before = division.energy;
      expect(division.merge(part, answer.state)).toBe(true);
      expect(division.energy).toBe(before + answer.energy - part.energy);
      expect(tsp.energy(problem, division.state())).toBe(division.energy);
    }
  });

  test('whatever comes back in whatever order, or not at all, leaves one tour of the length it says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pick: fc.nat(), lost: fc.boolean(), heat: fc.nat(400_000) }), { maxLength: 12 }),
        fc.nat(),
        (events, seed) => {
          const division = divide(problem, seed);
          const out = cutAll(division, 120);
          for (const { pick, lost, heat } of events) {
            const [part] = out.splice(pick % out.length, 1);
            const before = division.energy;
            if (lost) division.release(part!);
            else division.merge(part!, annealed(problem, part!, pick, heat).state);
            if (lost) expect(division.energy).toBe(before);
            expect(tsp.energy(problem, division.state())).toBe(division.energy);
            const again = division.cut(120);
            if (again) out.push(again);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test('the same parts put into the same tour give the same bytes, which is how a proof is checked', () => {
    const division = divide(problem, 11);
    const whole = division.state();
    const pieces: Piece[] = [];
    let patched = 0;
    for (let round = 0; round < 4; round++) {
      for (const part of cutAll(division, 150)) {
        const state = shuffled(part, n, round);
        const change = tsp.parts!.energy(problem, part.scope, state) - part.energy;
        const before = division.energy;
        if (!division.merge(part, state)) continue;
        pieces.push({ scope: part.scope, state });
        if (division.energy !== before + change) patched++;
      }
    }
    // Else this test would not see that cycles are linked in the same places.
    expect(patched).toBeGreaterThan(0);
    const spliced = tsp.parts!.splice(problem, whole, pieces);
    expect(spliced.energy).toBe(division.energy);
    expect(spliced.state).toEqual(division.state());
  });

  test('parts in many hands shorten the tour like one hand does', () => {
    const division = divide(problem, 9);
    const before = division.energy;
    for (let round = 0; round < 3; round++)
      for (const [i, part] of cutAll(division, 150).entries())
        division.merge(part, annealed(problem, part, 31 * round + i, 0).state);
    expect(division.energy).toBeLessThan(0.93 * before);
    expect(tsp.energy(problem, division.state())).toBe(division.energy);
  });

  test('the same seed cuts the same parts', () => {
    expect(cutAll(divide(problem, 5), 100)).toEqual(cutAll(divide(problem, 5), 100));
    expect(cutAll(divide(problem, 5), 100)).not.toEqual(cutAll(divide(problem, 6), 100));
  });

  test('a part is taken back once', () => {
    const division = divide(problem, 10);
    const part = division.cut(100)!;
    division.release(part);
    expect(() => division.release(part)).toThrow('not out');
    expect(() => division.merge(part, new Uint8Array(0))).toThrow('not out');
  });
});

describe('a part', () => {
  const problem = PROBLEMS['the plane']!;
  const n = tsp.size(problem);
  const part = divide(problem, 3).cut(150)!;
  const { cities, joined } = decodeScope(part.scope, n);

  test('is annealed the same however it is sliced, and keeps its joins', () => {
    const task = { seed: 3, state: null, schedule: { from: 20_000, to: 0 }, moves: 3_000 };
    const whole = tsp.parts!.createKernel(problem, part.scope);
    whole.start(task);
    whole.run(3_000);
    const sliced = tsp.parts!.createKernel(problem, part.scope);
    sliced.start(task);
    for (let done = 0; done < 3_000; ) done = sliced.run(7);
    expect(sliced.answer()).toEqual(whole.answer());
    const { state, energy } = whole.answer();
    expect(tsp.parts!.energy(problem, part.scope, state)).toBe(energy);
  });

  test('whose order parts what is joined is refused', () => {
    const i = joined.indexOf(1);
    expect(i).toBeGreaterThanOrEqual(0);
    const order = Array.from(cities.keys());
    // The join's far end goes elsewhere.
    const [moved] = order.splice((i + 1) % cities.length, 1);
    order.splice((i + 10) % order.length, 0, moved!);
    expect(() => tsp.parts!.energy(problem, part.scope, encodeTour(order))).toThrow(
      'of the part’s'.replace('’', "'"),
    );
  });

  test.each([
    ['that is cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1), 'bytes'],
    ['of nothing', () => new Uint8Array(0), 'cities, not 0'],
    ['that names a city beyond the last', (bytes: Uint8Array) => bytes.fill(255, 4, 6), 'the last of'],
    [
      'that names a city twice',
      (bytes: Uint8Array) => {
        bytes.copyWithin(4, 6, 8);
        return bytes;
      },
      'twice',
    ],
  ])('%s is refused', (_name, spoil, message) => {
    const bytes = spoil(encodeScope({ cities, joined }, n));
    expect(() => decodeScope(bytes, n)).toThrow(message);
  });

  test('survives its bytes, in two and in four bytes a city', () => {
    for (const size of [n, 100_000]) {
      expect(decodeScope(encodeScope({ cities, joined }, size), size)).toEqual({ cities, joined });
    }
    expect(decodeTour(encodeTour(cities.map((_, i) => i)), cities.length)).toHaveLength(cities.length);
  });
});

test('what has no places cannot be divided', () => {
  const table = matrix(20, new Int32Array(190).fill(1));
  expect(tsp.parts!.isDivisible(table)).toBe(false);
  expect(() => tsp.parts!.divide(table, null, 1)).toThrow('on a map');
});
