import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lead } from './lead.ts';

test('comes to a little more than the time until a task comes, be it short or long', () => {
  for (const took of [5, 40, 200, 600]) {
    const lead = new Lead();
    for (let i = 0; i < 30; i++) {
      lead.ask(2_000 * i);
      lead.came(2_000 * i + took);
    }
    expect(lead.millis).toBeGreaterThan(took);
    expect(lead.millis).toBeLessThanOrEqual(1.25 * took + 30);
  }
});

test('tasks that come unasked, and requests without an answer, say nothing of the way', () => {
  const lead = new Lead();
  const first = lead.millis;
  lead.came(5);
  lead.ask(10);
  lead.came(60_000);
  expect(lead.millis).toBe(first);
});

test('is never so short that it is none, nor so long that a chain stands still for more than a second', () => {
  const word = fc.record({ asks: fc.boolean(), after: fc.integer({ min: 0, max: 3_000 }) });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const lead = new Lead();
      let now = 0;
      for (const { asks, after } of words) {
        now += after;
        if (asks) lead.ask(now);
        else lead.came(now);
        expect(lead.millis).toBeGreaterThanOrEqual(30);
        expect(lead.millis).toBeLessThanOrEqual(1_000);
      }
    }),
  );
});
