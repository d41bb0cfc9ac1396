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
    'fu\u200dck',
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

test('a name keeps what joins its letters, and loses what only lays it out', () => {
  const shown = (wished: string) => donorName(wished, '00112233').name;
  for (const name of [
    '\u{1f469}\u{1f3fd}\u200d\u{1f680} Mae',
    '\u{1f3f3}\ufe0f\u200d\u{1f308}',
    'علی\u200cرضا',
  ])
    expect(shown(name)).toBe(name);
  expect(shown('\u202eAda\u200d\u200b \t\u{e0067}Lovelace\u200c')).toBe('Ada Lovelace');
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
  expect(shown(family.repeat(4))).toBe(family.repeat(3));
});

test('every name that is made is fit to be shown', () => {
  for (let bits = 0; bits < 1024; bits++)
    expect(isUnfit(donorName('', bits.toString(16).padStart(8, '0')).name)).toBe(false);
});
