import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesAround, withLine } from './lines.ts';

test('lines are counted alike however they end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(linesAround(['a', 'b', '', 'd'].join(end), 4)).toEqual([
      { number: 2, text: 'b' },
      { number: 3, text: '' },
      { number: 4, text: 'd' },
    ]);
  }
  expect(linesAround('a\nb', 3)).toEqual([]);
});

test('a line is replaced and all others, and their ends, stay', () => {
  expect(withLine('a\r\nb\nc', 2, 'x')).toBe('a\r\nx\nc');
  expect(withLine('a\nb', 9, 'x')).toBe('a\nb');
  const line = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), line, fc.nat(), (lines, other, where) => {
      const at = where % lines.length;
      const changed = withLine(lines.join('\n'), at + 1, other).split('\n');
      expect(changed).toEqual(lines.with(at, other));
    }),
  );
});

test('the line meant is shown whole, so that nothing is lost when it is corrected; of its neighbours the beginning', () => {
  const [first, second] = linesAround(`${'x'.repeat(3_000)}\n${'y'.repeat(3_000)}`, 1);
  expect([first?.text.length, second?.text.length]).toEqual([3_000, 400]);
  expect(linesAround('x'.repeat(10_000), 1)).toEqual([]);
});
