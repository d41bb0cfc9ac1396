import { expect, test } from 'vitest';
import { freshId, globalIds, isId, MAX_ID } from './ids.ts';

test('ids are the integers 1..2^53', () => {
  expect([1, MAX_ID, 42].every(isId)).toBe(true);
  expect([0, -1, 1.5, MAX_ID + 2, Number.NaN, Infinity, '1', 1n, null, undefined].some(isId)).toBe(false);
});

test('global ids cover the whole range of the random source', () => {
  expect(globalIds(() => 0)()).toBe(1);
  const largest = globalIds(() => 1 - 2 ** -53)();
  expect(isId(largest)).toBe(true);
  expect(largest).toBeGreaterThan(MAX_ID - 2);
});

test('a fresh id passes over those taken', () => {
  const values = [0, 0, 0.5];
  const ids = globalIds(() => values.shift()!);
  expect(freshId(ids, new Set([1]))).toBe(MAX_ID / 2 + 1);
});
