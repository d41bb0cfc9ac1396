import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('whoever says first that its task ends is served first, and once', () => {
  const slots = new Slots<string>();
  expect(slots.waiting).toBeNull();
  slots.ends('a', 7, 1);
  slots.ends('b', 8, 1);
  slots.ends('a', 7, 1);
  expect(slots.limit(10)).toBe(12);
  expect(slots.waiting).toBe(7);
  slots.served();
  expect(slots.waiting).toBe(8);
  // Asked for in vain so far: it goes on waiting until its call is over.
  expect(slots.waiting).toBe(8);
  slots.over('b');
  expect(slots.waiting).toBeNull();
  expect(slots.limit(10)).toBe(11);
  slots.over('a');
  expect(slots.limit(10)).toBe(10);
});

test('a session is believed for as many tasks as it has kernels, and again when one is over', () => {
  const slots = new Slots<string>();
  for (const call of ['a', 'b', 'c']) slots.ends(call, 7, 2);
  expect(slots.limit(0)).toBe(2);
  slots.over('a');
  slots.ends('c', 7, 2);
  expect(slots.limit(0)).toBe(2);
});

test('whatever is said in whatever order, every call about to end allows one more and nothing is left when all are over', () => {
  const call = fc.integer({ min: 0, max: 9 });
  const word = fc.oneof(
    fc.record({ is: fc.constant('ends' as const), call, session: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ is: fc.constant('over' as const), call }),
    fc.record({ is: fc.constant('served' as const) }),
  );
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 1, max: 3 }), (words, kernels) => {
      const slots = new Slots<number>();
      const ending = new Map<number, number>();
      const waiting: number[] = [];
      for (const each of words) {
        if (each.is === 'ends') {
          slots.ends(each.call, each.session, kernels);
          const has = [...ending.values()].filter((session) => session === each.session).length;
          if (has < kernels && !ending.has(each.call)) {
            ending.set(each.call, each.session);
            waiting.push(each.call);
          }
        } else if (each.is === 'over') {
          slots.over(each.call);
          ending.delete(each.call);
          if (waiting.includes(each.call)) waiting.splice(waiting.indexOf(each.call), 1);
        } else {
          slots.served();
          waiting.shift();
        }
        expect(slots.limit(5)).toBe(5 + ending.size);
        expect(slots.waiting).toBe(waiting.length === 0 ? null : ending.get(waiting[0]!));
      }
      for (let i = 0; i <= 9; i++) slots.over(i);
      expect([slots.limit(5), slots.waiting]).toEqual([5, null]);
    }),
  );
});
