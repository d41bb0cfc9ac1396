import { describe, expect, test } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { formatFor } from './format.ts';
import { studioDe } from './studio-de.ts';
import { studioEn } from './studio-en.ts';

describe('formats', () => {
  const english = formatFor('en');
  const german = formatFor('de');

  test('metres are shown as kilometres, other lengths as they are', () => {
    expect(english.length(226_526_480, 'm')).toBe('226,526\u202fkm');
    expect(german.length(226_526_480, 'm')).toBe('226.526\u202fkm');
    expect(english.length(259_045, '')).toBe('259,045');
    expect(english.length(123_456, 'm')).toBe('123.5\u202fkm');
    expect(german.length(4_321, 'm')).toBe('4,32\u202fkm');
  });

  test('a cut is minus its energy, and what is counted in thousandths has its decimals again', () => {
    expect(english.length(-11_624, 'cut')).toBe('11,624');
    expect(english.length(-2_375, 'value/1000')).toBe('\u22122.375');
    expect(german.length(1_234_500, 'energy/100')).toBe('12.345,00');
    expect(english.length(0, 'cut')).toBe('0');
  });

  test('large numbers keep three digits, and round up into the next magnitude', () => {
    expect(english.short(999)).toBe('999');
    expect(english.short(1000)).toBe('1.00\u202fk');
    expect(english.short(12_345_678)).toBe('12.3\u202fM');
    expect(english.short(999_999)).toBe('1.00\u202fM');
    expect(german.short(1_234_000_000)).toBe('1,23\u202fMrd.');
    expect([1e4, 1e7, 1e13].map(german.short)).toEqual([
      '10,0\u202fTsd.',
      '10,0\u202fMio.',
      '10,0\u202fBio.',
    ]);
    expect([1e10, 1e13, 1e16].map(english.short)).toEqual(['10.0\u202fbn', '10.0\u202ftn', '10,000\u202ftn']);
    expect(english.short(0)).toBe('0');
  });

  test('parts are per cents with a true minus', () => {
    expect(english.percent(0.0321)).toBe('3.21\u202f%');
    expect(english.percent(-0.001)).toBe('\u22120.10\u202f%');
    expect([0, 1e-9, 0.000_05].map(german.percent)).toEqual([
      '0,00\u202f%',
      '<\u202f0,01\u202f%',
      '0,01\u202f%',
    ]);
  });

  test('shares are whole, but what is neither none nor all is not said to be', () => {
    expect(english.share(0.414)).toBe('41\u202f%');
    expect(english.share(0.001)).toBe('0.10\u202f%');
    expect(english.share(0.9999)).toBe('99.99\u202f%');
    expect(english.share(1)).toBe('100\u202f%');
    expect(english.share(0)).toBe('0\u202f%');
    expect(english.share(-0.07)).toBe('\u22127\u202f%');
  });

  test('durations grow hours when they need them', () => {
    expect(english.duration(9.9)).toBe('0:09');
    expect(english.duration(605)).toBe('10:05');
    expect(english.duration(3909)).toBe('1:05:09');
    expect(english.duration(-1)).toBe('0:00');
  });
});

test('both languages of the studio have the same words to say', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  expect(shape(studioDe)).toEqual(shape(studioEn));
});

test('the button that donates says so first, and how much', () => {
  expect(en.consent.donate(1, false)).toBe('Donate 1 core');
  expect(en.consent.donate(4, false)).toBe('Donate 4 cores');
  expect(en.consent.donate(4, true)).toBe('Donate 4 cores, on battery too');
  expect(de.consent.donate(4, true)).toBe('4 Kerne spenden, auch am Akku');
});

test('times are hours where they are whole ones', () => {
  const said = [1, 15, 60, 90, 720].map(en.consent.forMinutes);
  expect(said).toEqual([
    'for 1\u202fminute',
    'for 15\u202fminutes',
    'for 1\u202fhour',
    'for 90\u202fminutes',
    'for 12\u202fhours',
  ]);
  expect([0.1, 60, 720].map(de.consent.shortMinutes)).toEqual(['1\u202fmin', '1\u202fh', '12\u202fh']);
});

test('both languages answer the same questions before consent', () => {
  expect(de.consent.ledger.rows).toHaveLength(en.consent.ledger.rows.length);
  for (const { consent } of [en, de])
    expect(consent.ledger.rows.map(([term]) => term)).toContain(consent.ledger.runs);
});

test('one donor is not called many, and none is', () => {
  const said = (strings: typeof en) => [0, 1, 2].map(strings.figures.donors);
  expect(said(en)).toEqual(['donors here now', 'donor here now', 'donors here now']);
  expect(said(de)).toEqual(['Spender sind gerade da', 'Spender ist gerade da', 'Spender sind gerade da']);
});
