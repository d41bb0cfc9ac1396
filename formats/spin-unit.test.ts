import { expect, test } from 'vitest';
import { energyMeant, energyShown } from './spin-unit.ts';

test('a wish between two energies is met by the one that is as good, not by the nearest', () => {
  expect(energyMeant(7.5, { measure: 'value', per: 1 })).toBe(7);
  expect(energyMeant(-7.5, { measure: 'energy', per: 1 })).toBe(-8);
  expect(energyMeant(7.5, { measure: 'cut', per: 1 })).toBe(-8);
});

test('a wish with the decimals of its file is that energy, and is shown as it was wished', () => {
  for (let cents = -1_000; cents <= 1_000; cents++) {
    const unit = { measure: 'value', per: 100 } as const;
    expect(energyMeant(cents / 100, unit)).toBe(cents);
    expect(energyShown(cents, unit)).toBe(cents / 100);
  }
});
