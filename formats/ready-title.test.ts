import { expect, test } from 'vitest';
import { type ReadyTitle, readReadyTitle, readyTitle } from './ready-title.ts';

const made: readonly (readonly [ReadyTitle, string])[] = [
  [{ is: 'world', count: 1000, country: null }, 'The 1,000 largest cities of the world'],
  [{ is: 'world', count: 20, country: 'DE' }, 'The 20 largest cities of Germany'],
  [{ is: 'world', count: 130_416, country: 'GB' }, 'The 130,416 largest cities of United Kingdom'],
  [{ is: 'glass', side: 32 }, 'A spin glass of 32 × 32 spins'],
];

test.each(made)('a ready-made title is read back: %o', (of, title) => {
  expect(readyTitle(of)).toBe(title);
  expect(readReadyTitle(title)).toEqual(of);
});

test.each([
  'Tuesday, north',
  'The 20 largest cities of Atlantis',
  'The many largest cities of the world',
  'A spin glass of 3 × 4 spins',
  'My The 20 largest cities of Germany',
])('a title that people gave is no ready-made one: %s', (title) => {
  expect(readReadyTitle(title)).toBeNull();
});

test('every country is read back', () => {
  for (const country of [
    'AD',
    'BQ',
    'CD',
    'CI',
    'CW',
    'GB',
    'HK',
    'KR',
    'MM',
    'PS',
    'RS',
    'RU',
    'US',
    'XK',
    'ZW',
  ])
    expect(readReadyTitle(readyTitle({ is: 'world', count: 5, country }))).toMatchObject({ country });
});

test('a country without an English name stands by its letters', () => {
  const of = { is: 'world', count: 5, country: 'QZ' } as const;
  expect(readReadyTitle(readyTitle(of))).toEqual(of);
});
