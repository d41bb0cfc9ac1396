import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallQueue } from './call-queue.ts';

test('is a list by order, wherever its items come in, that loses them from anywhere', () => {
  const step = fc.oneof(fc.constant('shift' as const), fc.nat(20), fc.nat(20));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const items = Array.from({ length: 21 }, (_, order) => ({ order }));
      const queue = new CallQueue<{ order: number }>();
      let model: { order: number }[] = [];
      for (const each of steps) {
        const item = each === 'shift' ? model[0] : items[each];
        expect(queue.first).toBe(model[0]);
        if (item === undefined) continue;
        if (model.includes(item)) {
          expect(queue.delete(item)).toBe(true);
          model = model.filter((other) => other !== item);
        } else {
          expect(queue.delete(item)).toBe(false);
          queue.add(item);
          model = [...model, item].sort((a, b) => a.order - b.order);
        }
        expect([...queue]).toEqual(model);
        expect(queue.size).toBe(model.length);
      }
    }),
  );
});
