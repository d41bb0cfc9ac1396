import { expect, test } from 'vitest';
import { Rate } from './rate.ts';

test('the rate is what came in over the last three seconds', () => {
  const rate = new Rate();
  for (let now = 0; now < 10_000; now += 100) rate.add(500, now);
  expect(rate.perSecond(9_999)).toBe(5000);
});

test('it falls to nothing three seconds after the last move', () => {
  const rate = new Rate();
  rate.add(900, 0);
  expect(rate.perSecond(100)).toBe(300);
  expect(rate.perSecond(2_999)).toBe(300);
  expect(rate.perSecond(3_000)).toBe(0);
});
