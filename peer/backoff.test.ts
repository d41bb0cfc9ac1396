import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pause, pauseBefore } from './backoff.ts';

test('pauses grow from the first to the longest, never beyond, and never below half', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const full = Math.min(5000, 300 * 2 ** Math.min(attempt - 1, 20));
        const millis = pauseBefore(attempt, { first: 300, longest: 5000 }, random);
        expect(millis).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(millis).toBeLessThanOrEqual(full);
      },
    ),
  );
});

test('a pause ends at once when it is called off', async () => {
  const abort = new AbortController();
  const resting = pause(1_000_000, abort.signal);
  abort.abort();
  await resting;
  await pause(1_000_000, abort.signal);
});
