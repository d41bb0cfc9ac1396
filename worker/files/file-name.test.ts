import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';

test('a file is named as its job, in any script', () => {
  expect(fileName('Tour 7: Nord/Süd', 'csv')).toBe('Tour-7-Nord-Süd.csv');
  expect(fileName('東京 配送', 'gpx')).toBe('東京-配送.gpx');
});

test('no title leads out of the folder or makes a name that a system refuses', () => {
  expect(fileName('../../etc/passwd', 'tour')).toBe('etc-passwd.tour');
  expect(fileName('CON', 'svg')).toBe('lehr-CON.svg');
  expect(fileName(' \u202e. ', 'json')).toBe('lehr.json');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (title) => {
      const name = fileName(title, 'csv');
      expect(name).toMatch(/^[^\p{Cc}<>:"/\\|?*.-][^\p{Cc}<>:"/\\|?*]*\.csv$/u);
      expect(Array.from(name).length).toBeLessThanOrEqual(90);
    }),
  );
});
