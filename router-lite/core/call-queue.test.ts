import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallQueue } from './call-queue.ts';

test('is a list that gives from the front, takes at the back and loses from anywhere', () => {
  const step = fc.oneof(fc.constant('push' as const), fc.constant('shift' as const), fc.nat(20));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const queue = new CallQueue<number>();
      const model: number[] = [];
      let next = 0;
      for (const each of steps) {
        if (each === 'push') {
          queue.push(next);
          model.push(next);
          next += 1;
        } else if (each === 'shift') {
          expect(queue.shift()).toBe(model.shift());
        } else {
          const at = model.indexOf(each);
          expect(queue.delete(each)).toBe(at !== -1);
          if (at !== -1) model.splice(at, 1);
        }
        expect(queue.size).toBe(model.length);
      }
      while (model.length > 0) expect(queue.shift()).toBe(model.shift());
      expect(queue.shift()).toBeUndefined();
    }),
  );
});
