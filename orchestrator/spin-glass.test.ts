import { expect, test } from 'vitest';
import { maxcut } from '../anneal/maxcut/kind.ts';
import { spinGlass } from './spin-glass.ts';

test('all up, each spin adds its couplings; every spin turned is worth as much; and it is the same glass each time', () => {
  const glass = spinGlass(20);
  const spins = (byte: number) => new Uint8Array(50).fill(byte);
  expect(glass.n).toBe(400);
  // 800 couplings, about half of either sign.
  expect(Math.abs(maxcut.energy(glass, spins(255)))).toBeLessThan(150);
  expect(maxcut.energy(glass, spins(255))).toBe(maxcut.energy(glass, spins(0)));
  expect(maxcut.encode(spinGlass(20))).toEqual(maxcut.encode(glass));
  expect(maxcut.encode(spinGlass(21))).not.toEqual(maxcut.encode(glass));
});
