import { expect, test } from 'vitest';
import { formatFor } from '../strings/format.ts';
import { Gains, NEWS, stepOfMetres } from './gains.ts';

test('what was gained in the last seconds adds up, and each gain is news for its time', () => {
  const gains = new Gains();
  for (const [energy, now] of [
    [100, 0],
    [90, 1000],
    [90, 1500],
    [85, 2000],
  ] as const)
    gains.take('a', energy, now);
  expect(gains.lately(2000)).toBe(15);
  expect(gains.lately(1000 + NEWS)).toBe(5);
  expect(gains.lately(2000 + NEWS)).toBe(0);
});

test('neither the first best of a job nor another job is a gain', () => {
  const gains = new Gains();
  gains.take(null, null, 0);
  gains.take('a', null, 0);
  gains.take('a', 100, 0);
  expect(gains.lately(0)).toBe(0);
  gains.take('a', 90, 1);
  gains.take('b', 50, 2);
  expect(gains.lately(2)).toBe(0);
});

test('a best that is worse takes back what was said', () => {
  const gains = new Gains();
  for (const energy of [100, 90, 95]) gains.take('a', energy, 0);
  expect(gains.lately(0)).toBe(0);
  gains.take('a', 94, 1);
  expect(gains.lately(1)).toBe(1);
});

test('of energies below nothing, as of a cut, the gain is as large', () => {
  const gains = new Gains();
  for (const energy of [-10, -14]) gains.take('cut', energy, 0);
  expect(gains.lately(0)).toBe(4);
});

test('a gain of a few metres is said, and is not none', () => {
  const said = (gain: number) => formatFor('en').length(gain, 'm', stepOfMetres(gain));
  expect([1, 3, 10, 4_321, 12_345].map(said)).toEqual(
    ['0.001', '0.003', '0.01', '4.32', '12'].map((kilometres) => `${kilometres}\u202fkm`),
  );
});
