import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from './agenda.ts';

test('what is planned comes in order of time, and of planning where the time is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const agenda = new Agenda<number>();
      const seen: number[] = [];
      for (const [i, at] of times.entries()) agenda.plan(at, i);
      expect(agenda.next).toBe(times.length === 0 ? null : Math.min(...times));
      for (let next = agenda.take(); next; next = agenda.take()) seen.push(next.item);
      const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
      expect(seen).toEqual(order);
      expect(agenda.next).toBeNull();
    }),
  );
});
