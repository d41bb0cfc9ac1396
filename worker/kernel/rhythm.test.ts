import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rhythm } from './rhythm.ts';

/** Slices of what length, and by how much a timer lets each rest run long. */
const slices = fc.array(fc.record({ took: fc.integer({ min: 1, max: 49 }), late: fc.nat(20) }), {
  minLength: 400,
  maxLength: 400,
});
const shares = fc.constantFrom(0.1, 0.25, 0.5, 0.75);

/** Works and rests as told on a clock of its own. */
function live(rhythm: Rhythm, work: readonly { readonly took: number; readonly late: number }[], begin = 0) {
  let now = begin;
  let worked = 0;
  let longestRest = 0;
  for (const { took, late } of work) {
    rhythm.worked(now, now + took);
    now += took;
    worked += took;
    const rest = rhythm.rest(now);
    longestRest = Math.max(longestRest, rest);
    if (rest > 0) now += Math.ceil(rest) + late;
  }
  return { worked, passed: now - begin, longestRest };
}

describe('the rhythm of work and rest', () => {
  test('gives the share over steady work, however long each slice took and each timer ran over', () => {
    fc.assert(
      fc.property(shares, slices, (share, work) => {
        const rhythm = new Rhythm();
        rhythm.share = share;
        const { worked, passed } = live(rhythm, work);
        // A timer that is later than the whole rest it was to give cannot be made up for.
        const possible = share < 0.75;
        expect(worked / passed).toBeLessThan(share + 0.02);
        if (possible) expect(worked / passed).toBeGreaterThan(share - 0.02);
      }),
    );
  });

  test('is steady: no rest is longer than its slice asks for', () => {
    fc.assert(
      fc.property(shares, slices, (share, work) => {
        const rhythm = new Rhythm();
        rhythm.share = share;
        const longestSlice = Math.max(...work.map(({ took }) => took));
        expect(live(rhythm, work).longestRest).toBeLessThanOrEqual(longestSlice * (1 / share - 1) + 1);
      }),
    );
  });

  test('with a share of one there is no rest', () => {
    fc.assert(fc.property(slices, (work) => live(new Rhythm(), work).longestRest === 0));
  });

  test('a machine that slept makes up for a moment of it, not for an hour', () => {
    const rhythm = new Rhythm();
    rhythm.share = 0.25;
    live(rhythm, Array(50).fill({ took: 20, late: 0 }));
    const { worked, passed } = live(rhythm, Array(50).fill({ took: 20, late: 0 }), 3_600_000);
    expect(worked / passed).toBeLessThan(0.26);
  });

  test('a second of making ready is rested for; of a minute only the bounded part', () => {
    const rhythm = new Rhythm();
    rhythm.share = 0.25;
    rhythm.worked(0, 200);
    expect(rhythm.rest(200)).toBeGreaterThanOrEqual(500);
    rhythm.worked(1000, 61_000);
    expect(rhythm.rest(61_000)).toBe(1000);
  });

  test('another share holds from the next slice on', () => {
    const rhythm = new Rhythm();
    rhythm.share = 0.25;
    live(rhythm, Array(100).fill({ took: 20, late: 0 }));
    rhythm.share = 0.5;
    const { worked, passed } = live(rhythm, Array(100).fill({ took: 20, late: 0 }), 100_000);
    expect(worked / passed).toBeCloseTo(0.5, 1);
  });
});
