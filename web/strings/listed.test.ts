import { expect, test } from 'vitest';
import { isolated, listed } from './listed.ts';

test('names that run from right to left keep their place among the others', () => {
  expect(listed(['محمد', 'דנה', 'Ada', '3 weitere'], 'de')).toBe(
    '\u2068محمد\u2069, \u2068דנה\u2069, Ada und 3 weitere',
  );
});

test('a name from left to right stays as it is, emoji and marks too', () => {
  for (const name of ['Ada', 'Ὑπατία', '王小明', '👩‍🚀', 'Zoë 7']) expect(isolated(name)).toBe(name);
});
