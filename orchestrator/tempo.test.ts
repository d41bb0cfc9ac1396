import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tempo } from './tempo.ts';

/** The beat with these tasks out, as it was told last. */
function restOf(lengths: readonly number[]): number {
  let told = 0;
  const tempo = new Tempo({
    set(millis) {
      told = millis;
    },
  });
  for (const millis of lengths) tempo.begins(millis);
  expect(told).toBe(tempo.rest);
  return told;
}

const tasks = (count: number, millis: number) => Array.from({ length: count }, () => millis);

test('answers of few tasks, or of short ones, are read as they come', () => {
  expect(restOf(tasks(49, 1_000))).toBe(0);
  expect(restOf(tasks(1_000, 250))).toBe(0);
});

test('answers of many long tasks lie, those of a hundred donors fifteen together, those of a thousand sixteen', () => {
  const hundred = restOf(tasks(100, 1_000));
  expect(hundred).toBeGreaterThan(130);
  expect(hundred).toBeLessThanOrEqual(150);
  expect(restOf(tasks(1_000, 1_000))).toBe(16);
});

test('short tasks among long ones count most', () => {
  expect(restOf([...tasks(100, 1_000), ...tasks(10, 60)])).toBe(0);
});

test('nothing lies without a beat', () => {
  const tempo = new Tempo(null);
  for (let i = 0; i < 1_000; i++) tempo.begins(1_000);
  expect(tempo.rest).toBe(0);
});

test('tasks that have ended count no more: what is out says the rest, whatever came before', () => {
  const lengths = fc.array(fc.integer({ min: 20, max: 1_125 }), { maxLength: 200 });
  fc.assert(
    fc.property(lengths, lengths, (before, now) => {
      const tempo = new Tempo({ set() {} });
      for (const millis of before) tempo.begins(millis);
      for (const millis of now) tempo.begins(millis);
      for (const millis of before) tempo.ends(millis);
      expect(tempo.rest).toBe(restOf(now));
      expect(tempo.rest).toBeLessThanOrEqual(150);
    }),
  );
});
