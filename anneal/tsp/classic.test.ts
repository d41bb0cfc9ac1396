import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkKind } from '../conformance/check-kind.ts';
import { temperatureAt } from '../cooling.ts';
import { kinds } from '../kinds.ts';
import { Random } from '../random.ts';
import { tspClassic } from './classic-kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from './problem.ts';

function scattered(n: number, bound: number): Float64Array {
  const random = new Random();
  random.seed(n);
  return Float64Array.from({ length: 2 * n }, () => random.below(bound));
}

const PLANE = euclidean(scattered(200, 10_000), 'nearest');

function annealed(problem: TspProblem, moves: number, heat: number, slice = moves) {
  const kernel = tspClassic.createKernel(problem);
  const from = heat * tspClassic.temperatureScale(problem, new Uint8Array(0));
  kernel.start({ seed: 3, state: null, schedule: { from, to: 0 }, moves });
  for (let done = 0; done < moves; ) done = kernel.run(slice);
  return kernel.answer();
}

test('the classic kind is on the list of kinds', () => {
  expect(kinds.get('tsp-classic')).toBe(tspClassic);
});

test.each([
  ['in the plane', PLANE],
  ['on Earth', greatCircle(scattered(80, 90))],
  ['of a matrix', matrix(40, Array.from(scattered(390, 1_000)))],
])('a problem %s passes the conformance kit', (_, problem) => {
  const { checks } = checkKind(tspClassic, tspClassic.encode(problem), {
    moves: 1,
    mutants: 50,
    taskMoves: 3_000,
  });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

test('a task gives the recorded answer, bit for bit, however it is sliced', () => {
  const whole = annealed(PLANE, 20_000, 1);
  expect(createHash('sha256').update(whole.state).digest('hex').slice(0, 16)).toBe('8c9ab591bc234b7d');
  expect(annealed(PLANE, 20_000, 1, 37)).toEqual(whole);
});

test('of any few cities, the energy is exact after every slice, hot or cold', () => {
  const places = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(places, fc.nat(1_000), (cities, temperature) => {
      const problem = euclidean(Float64Array.from(cities.flat()), 'nearest');
      const kernel = tspClassic.createKernel(problem);
      kernel.start({ seed: 1, state: null, schedule: { from: 256 * temperature, to: 0 }, moves: 90 });
      for (let done = 0; done < 90; ) {
        done = kernel.run(7);
        const { state, energy } = kernel.answer();
        expect(tspClassic.energy(problem, state)).toBe(energy);
      }
    }),
  );
});

test('from a random tour a long cooling ends shorter than a quench, and both far below the start', () => {
  const heat = temperatureAt(0, 1);
  const start = annealed(PLANE, 1, 0).energy;
  const quenched = annealed(PLANE, 300_000, 0).energy;
  const cooled = annealed(PLANE, 300_000, heat).energy;
  expect(quenched).toBeLessThan(start / 3);
  expect(cooled).toBeLessThan(quenched);
});
