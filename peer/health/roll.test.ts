import { expect, test } from 'vitest';
import { MOST } from './guard.ts';
import { Roll } from './roll.ts';

const declared = (name: string) => ({ name, procedures: [], topics: [], pingWithin: 100 });
const names = (roll: Roll) => [...roll].map(({ declared: { name } }) => name);

test('a service whose last session was lost is remembered for a while, and then forgotten', () => {
  const roll = new Roll();
  roll.enter(1, declared('a'), 0);
  roll.enter(2, declared('a'), 0);
  roll.lose(1, 1_000);
  roll.forget(10, 5_000);
  expect(names(roll)).toEqual(['a']);
  roll.lose(2, 6_000);
  roll.forget(10_000, 15_999);
  expect(names(roll)).toEqual(['a']);
  roll.forget(10_000, 16_000);
  expect(names(roll)).toEqual([]);
});

test('one that comes back in time is not forgotten', () => {
  const roll = new Roll();
  roll.enter(1, declared('a'), 0);
  roll.lose(1, 0);
  roll.enter(2, declared('a'), 5);
  roll.forget(10, 100);
  expect(names(roll)).toEqual(['a']);
});

test('who says goodbye is not missed, unless another instance stays', () => {
  const roll = new Roll();
  roll.enter(1, declared('a'), 0);
  roll.enter(2, declared('a'), 0);
  roll.leave(1, 'a');
  expect(names(roll)).toEqual(['a']);
  roll.leave(3, 'a');
  roll.leave(2, 'a');
  expect(names(roll)).toEqual([]);
});

test('services are bounded: one more is refused, one that is known is not', () => {
  const roll = new Roll();
  for (let i = 0; i < MOST.services; i += 1) roll.enter(i, declared(`s${i}`), 0);
  expect(() => roll.enter(1_000, declared('more'), 0)).toThrow('no more are watched');
  roll.enter(1_000, declared('s7'), 0);
  expect(names(roll)).toHaveLength(MOST.services);
});
