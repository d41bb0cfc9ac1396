import { describe, expect, test } from 'vitest';
import { donorName } from './donor-name.ts';
import { isUnfit } from './unfit-names.ts';

describe('a name that is not shown', () => {
  test.each([
    'fuck',
    'FuCk you',
    'f.u.c k',
    'fuuuuck',
    'sh1t',
    'Arschloch',
    'arsch',
    '4rschl0ch',
    'Scheiße',
    'Hurensohn',
    'Fick dich',
    'Sieg Heil',
    'Nazi',
    'Wichser',
    'du Nutte',
    'Ｆｕｃｋ',
  ])('%s', (name) => expect(isUnfit(name)).toBe(true));
});

describe('a name that is', () => {
  test.each([
    'Ada',
    'Grace Hopper',
    'Björn',
    'Mei',
    'Scunthorpe',
    'Churer Hof',
    'Trafficker',
    'Assam',
    'Karel 88',
    'Amber Heron',
    'Kiln 1',
    'Müller-Lüdenscheidt',
    'Dr. A. B. C. Meyer',
    '数学',
    'Essex',
    '',
  ])('%s', (name) => expect(isUnfit(name)).toBe(false));
});

test('who wished a name that is not shown is given a made one, and it is said so', () => {
  const made = donorName('', '00112233').name;
  expect(donorName('f u c k', '00112233')).toEqual({ name: made, refused: true });
  expect(donorName(' Ada ', '00112233')).toEqual({ name: 'Ada', refused: false });
  expect(donorName('', '00112233')).toEqual({ name: made, refused: false });
});

test('every name that is made is fit to be shown', () => {
  for (let bits = 0; bits < 1024; bits++)
    expect(isUnfit(donorName('', bits.toString(16).padStart(8, '0')).name)).toBe(false);
});
