import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../kind.ts';
import { tsp } from '../kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from '../problem.ts';
import { encodeTour } from '../state.ts';
import { BitReader, BitWriter, Model } from './bit-coder.ts';
import { packing } from './packing.ts';

/** n cities strewn by the seed, some of them on the same spot. */
function strewn(n: number, seed: number): TspProblem {
  return euclidean(
    Float64Array.from({ length: 2 * n }, (_, i) => ((i + 1) * (seed + 7919)) % 1009),
    'nearest',
  );
}

const orderOf = (n: number) =>
  fc.array(fc.nat(1_000_000), { minLength: n, maxLength: n }).map((keys) =>
    keys
      .map((key, i) => [key, i] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map(([, i]) => i),
  );

const problems = fc.integer({ min: 3, max: 60 }).chain((n) =>
  fc.record({
    problem: fc.oneof(
      fc.nat(1_000).map((seed) => strewn(n, seed)),
      fc
        .nat(1_000)
        .map((seed) =>
          greatCircle(Float64Array.from({ length: 2 * n }, (_, i) => ((i * (seed + 13)) % 160) - 80)),
        ),
      fc.nat(1_000).map((seed) =>
        matrix(
          n,
          Array.from({ length: (n * (n - 1)) / 2 }, (_, i) => ((i + 1) * (seed + 31)) % 97),
        ),
      ),
    ),
    order: orderOf(n),
  }),
);

/** A good tour, as kernels give them. */
function annealed(problem: TspProblem): Uint8Array {
  const kernel = tsp.createKernel(problem);
  const moves = 5 * problem.n;
  kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves });
  kernel.run(moves);
  return kernel.answer().state;
}

describe('packed tours', () => {
  test('come out as they went in, whatever the order and whatever the distances', () => {
    fc.assert(
      fc.property(problems, ({ problem, order }) => {
        const state = encodeTour(order);
        const packed = packing.pack(problem, state);
        expect(packing.unpack(problem, packed)).toEqual({ state, energy: tsp.energy(problem, state) });
        expect(packed.length).toBeLessThanOrEqual(state.length + 1);
        expect(packing.pack(problem, state)).toEqual(packed);
        const quick = packing.packQuick(problem, state);
        expect(packing.unpack(problem, quick)).toEqual({ state, energy: tsp.energy(problem, state) });
        expect(quick.length).toBeLessThanOrEqual(state.length + 1);
      }),
    );
  });

  test('in the quick form take little more than half a byte a city when they are good, and are known by it', () => {
    const problem = strewn(1_001, 4);
    const state = annealed(problem);
    const [quick, packed] = [packing.packQuick(problem, state), packing.pack(problem, state)];
    expect(packing.isQuick(quick)).toBe(true);
    expect(packing.isQuick(packed)).toBe(false);
    expect(packing.standsAlone(quick)).toBe(true);
    expect(quick.length).toBeLessThan(0.7 * problem.n);
    for (const wrong of [quick.subarray(0, -1), Uint8Array.from([...quick, 0]), quick.subarray(0, 1)])
      expect(() => packing.unpack(problem, wrong)).toThrow(ProblemError);
    const far = Uint8Array.from(quick);
    far.set([255, 255], 1 + (problem.n >> 1));
    expect(() => packing.unpack(problem, far)).toThrow('goes to city 65535');
    // All cities but one, and one of them twice.
    const cities = Array.from({ length: 1_001 }, (_, i) => i % 1_000);
    const places = Array.from({ length: 500 }, () => 255);
    const twice = Uint8Array.from([3, ...places, ...cities.flatMap((city) => [city & 255, city >> 8])]);
    expect(() => packing.unpack(problem, twice)).toThrow('visits 1000 ');
  });

  test('in the quick form are asked for while many tasks of a small problem are out', () => {
    const pays = (n: number, tasks: number) => packing.paysQuick({ n } as TspProblem, tasks);
    expect([pays(2_000, 49), pays(2_000, 50), pays(4_999, 1_000), pays(5_000, 1_000)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(() => packing.unpack(strewn(65_537, 1), Uint8Array.of(3, 0))).toThrow('no quick form');
  });

  test('of cities beyond two bytes a city too', () => {
    const problem = strewn(70_000, 5);
    const state = encodeTour(Int32Array.from({ length: 70_000 }, (_, i) => 69_999 - i));
    expect(packing.unpack(problem, packing.pack(problem, state)).state).toEqual(state);
  });

  test('take less than an eighth of their bytes when they are good', () => {
    const random = Float64Array.from({ length: 4_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 12);
    const problem = euclidean(random, 'nearest');
    const state = annealed(problem);
    expect(packing.pack(problem, state).length).toBeLessThan(state.length / 8);
    expect(packing.unpack(problem, packing.pack(problem, state)).state).toEqual(state);
  });

  test('of strangers give a tour or a ProblemError, whatever their bytes', () => {
    const problem = strewn(40, 3);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), fc.integer({ min: 0, max: 3 }), (noise, form) => {
        const bytes = Uint8Array.from([form, ...noise]);
        try {
          const { state, energy } = packing.unpack(problem, bytes);
          expect(tsp.energy(problem, state)).toBe(energy);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
      { numRuns: 500 },
    );
    expect(() => packing.unpack(problem, new Uint8Array())).toThrow(ProblemError);
  });

  test('of strangers end also where there is one city alone, or two', () => {
    for (const n of [1, 2]) {
      const problem = strewn(n, 3);
      for (const form of [0, 1, 2, 3]) {
        try {
          expect(packing.unpack(problem, Uint8Array.of(form, 0)).state).toHaveLength(2 * n);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }
    }
  });

  test('beside others come out as they went in, whatever the others are', () => {
    const problem = strewn(5_000, 9);
    const some = [3, 7, 4_999].map((step) =>
      encodeTour(Int32Array.from({ length: 5_000 }, (_, i) => (i * step) % 5_000)),
    );
    const [state, ...beside] = [annealed(problem), ...some] as [Uint8Array, ...Uint8Array[]];
    const alone = packing.pack(problem, state);
    const energy = tsp.energy(problem, state);
    expect(packing.standsAlone(alone)).toBe(true);
    for (const others of [[], [state], beside, [state, ...beside], Array.from({ length: 12 }, () => state)]) {
      const packed = packing.pack(problem, state, others);
      expect(packing.unpack(problem, packed, others)).toEqual({ state, energy });
      if (others.includes(state)) expect(packed.length).toBeLessThan(0.2 * alone.length);
    }
  });

  test('beside others that are missing, and of strangers, end in a ProblemError or a tour', () => {
    const problem = strewn(5_000, 9);
    const state = annealed(problem);
    const packed = packing.pack(problem, state, [state]);
    expect(packing.standsAlone(packed)).toBe(false);
    expect(() => packing.unpack(problem, packed)).toThrow(ProblemError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.integer({ min: 0, max: 255 }), (noise, count) => {
        try {
          const found = packing.unpack(problem, Uint8Array.from([2, count, ...noise]), [state]);
          expect(tsp.energy(problem, found.state)).toBe(found.energy);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('are prepared a few cities at a time, and once', () => {
    const problem = strewn(3_500, 1);
    expect([...packing.prepare(problem)].length).toBeGreaterThan(30);
    expect([...packing.prepare(problem)]).toEqual([]);
  });
});

test('bits come out as they went in, in any contexts, also those nothing is known of', () => {
  const bit = fc.record({ bit: fc.integer({ min: 0, max: 1 }), context: fc.integer({ min: -1, max: 2 }) });
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 2_000 }), (bits) => {
      const writer = new BitWriter(0);
      let model = new Model(3);
      for (const each of bits)
        if (each.context < 0) writer.raw(each.bit, 1);
        else writer.write(each.bit, model, each.context);
      const reader = new BitReader(writer.end(), 0);
      model = new Model(3);
      const read = bits.map(({ context }) => (context < 0 ? reader.raw(1) : reader.read(model, context)));
      expect(read).toEqual(bits.map((each) => each.bit));
    }),
  );
});

test('a bit that is right 99 times in 100 takes little more than a tenth of a bit', () => {
  const writer = new BitWriter(0);
  const model = new Model(1);
  for (let i = 0; i < 80_000; i++) writer.write(i % 100 === 0 ? 0 : 1, model, 0);
  expect(writer.end().length).toBeLessThan(1_200);
});
