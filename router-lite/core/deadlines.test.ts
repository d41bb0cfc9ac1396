import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines, type Timed } from './deadlines.ts';

test('gives keys by time, each at its last set time, without those that were cleared', () => {
  const step = fc.record({ key: fc.nat(9), at: fc.option(fc.nat(100)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(100), (steps, now) => {
      const deadlines = new Deadlines<Timed>();
      const keys = Array.from({ length: 10 }, (): Timed => ({}));
      const model = new Map<Timed, number>();
      for (const { key: k, at } of steps) {
        const key = keys[k]!;
        if (at === null) {
          deadlines.clear(key);
          model.delete(key);
        } else {
          deadlines.set(key, at);
          model.set(key, at);
        }
        expect(deadlines.size).toBe(model.size);
        expect(deadlines.next).toBe(model.size === 0 ? null : Math.min(...model.values()));
      }
      const taken: Timed[] = [];
      for (let key = deadlines.takeDue(now); key !== undefined; key = deadlines.takeDue(now)) taken.push(key);
      const due = [...model].filter(([, at]) => at <= now);
      expect(new Set(taken)).toEqual(new Set(due.map(([key]) => key)));
      expect(taken).toHaveLength(due.length);
      const times = taken.map((key) => model.get(key)!);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(deadlines.size).toBe(model.size - due.length);
    }),
  );
});
