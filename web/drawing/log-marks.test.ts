import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logMarks } from './log-marks.ts';

test('1, 2 and 5 of each magnitude are told, and 1 alone where there is little room', () => {
  expect(logMarks(0.15, 6, 300)).toEqual([0.2, 0.5, 1, 2, 5]);
  expect(logMarks(0.01, 6, 120)).toEqual([0.01, 0.1, 1]);
});

test('a scale between two of these has marks all the same', () => {
  expect(logMarks(5.1, 9.4, 120)).toEqual([6, 7, 8, 9]);
});

test('a scale that begins a little below a magnitude has few marks, not endlessly many', () => {
  expect(logMarks(0.098, 1, 120)).toEqual([0.1, 0.2, 0.5, 1]);
});

test('on any scale the marks ascend within its ends, and are few', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 1.8, max: 1e6, noNaN: true }),
      fc.integer({ min: 1, max: 4000 }),
      (from, times, pixels) => {
        const to = from * times;
        const marks = logMarks(from, to, pixels);
        expect(marks.length).toBeLessThan(40);
        for (const [i, mark] of marks.entries()) {
          expect(mark >= from && mark <= to).toBe(true);
          if (i > 0) expect(mark).toBeGreaterThan(marks[i - 1]!);
        }
      },
    ),
  );
});

test('a scale that is none has no marks', () => {
  for (const [from, to] of [
    [0, 1],
    [1, 1],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
  ] as const)
    expect(logMarks(from, to, 100)).toEqual([]);
});
