import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Form, filled, numberOf } from './wishes.ts';

const FORM: Form = {
  title: ' Tour 7 ',
  amount: '5',
  per: 'minutes',
  weight: '1',
  moves: '',
  target: '',
  fromGiven: false,
};
const of = (more: Partial<Form>, unit = 'm') =>
  filled({ ...FORM, ...more }, { unit, untitled: 'My tour', language: 'en' });

describe('what is asked of a job', () => {
  test('is read from the form in seconds, metres and moves', () => {
    expect(of({ moves: '2 000 000', target: '1234,5', weight: '0.25', fromGiven: true })).toEqual({
      wishes: {
        title: 'Tour 7',
        budget: 300,
        weight: 0.25,
        moves: 2_000_000,
        target: { energy: 1_234_500 },
        fromGiven: true,
      },
    });
  });

  test('may have no end but the press of a button, and no name', () => {
    expect(of({ per: 'unlimited', amount: 'x', title: '  ' })).toMatchObject({
      wishes: { budget: null, title: 'My tour' },
    });
  });

  test('a target is in the units of what it is a target of', () => {
    expect(of({ target: '7542' }, '')).toMatchObject({ wishes: { target: { energy: 7542 } } });
    expect(of({ target: '60' }, 'cut')).toMatchObject({ wishes: { target: { energy: -60 } } });
    expect(of({ target: '-2.5' }, 'value/1000')).toMatchObject({ wishes: { target: { energy: -2500 } } });
    expect(of({ target: '-60' }, 'energy')).toMatchObject({ wishes: { target: { energy: -60 } } });
  });

  test('every field that is wrong is named', () => {
    expect(of({ amount: '0', moves: '1.5', target: '-3' })).toEqual({ wrong: ['budget', 'moves', 'target'] });
    expect(of({ amount: '' })).toEqual({ wrong: ['budget'] });
    expect(of({ amount: '1e400', per: 'seconds' })).toEqual({ wrong: ['budget'] });
  });
});

test('numbers are read as people write them in their language', () => {
  expect([numberOf('0,5', 'de'), numberOf('0.5', 'de'), numberOf('0,5', 'en')]).toEqual([0.5, 0.5, 0.5]);
  expect([numberOf('1,000', 'en'), numberOf('1.000', 'en')]).toEqual([1000, 1]);
  expect([numberOf('1.000', 'de'), numberOf('1,000', 'de')]).toEqual([1000, 1]);
  expect([numberOf('1.234.567,5', 'de'), numberOf('2 000 000', 'en')]).toEqual([1_234_567.5, 2_000_000]);
  for (const none of ['', 'five', '1.2.3', '1,2,3', '--1', 'Infinity', '0x10', '1 ,5'])
    expect(numberOf(none, 'en')).toBeNaN();
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('de', 'en'), (value, language) => {
      expect(numberOf(String(value), language)).toBe(value);
      const written = new Intl.NumberFormat(language).format(value);
      expect(numberOf(written, language)).toBe(value);
    }),
  );
});
