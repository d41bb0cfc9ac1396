import { expect, test } from 'vitest';
import { asLength, asQuality, asResult } from './units.ts';

test('metres are kilometres where they are many, and a short walk keeps its metres', () => {
  expect(asLength(1_570, 'm')).toBe('1,570 m');
  expect(asLength(226_430_123, 'm')).toBe('226,430 km');
  expect(asLength(7_542, '')).toBe('7,542');
});

test('a result is told to the last digit, with its unit', () => {
  expect(asResult(226_430_123, 'm')).toBe('length 226430123 m');
  expect(asResult(7_542, '')).toBe('length 7542');
  expect(asQuality(226_430_123, 'm')).toBe('length 226,430 km');
});
