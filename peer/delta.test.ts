import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta, encodeDelta } from './delta.ts';

function bytesOf(tour: readonly number[]): Uint8Array {
  const wide = tour.length > 65_536;
  const bytes = new Uint8Array((wide ? 4 : 2) * tour.length);
  const view = new DataView(bytes.buffer);
  for (const [i, city] of tour.entries()) {
    if (wide) view.setUint32(4 * i, city, true);
    else view.setUint16(2 * i, city, true);
  }
  return bytes;
}

const identity = (n: number) => Array.from({ length: n }, (_, i) => i);

/** What searches do to a tour: turn a part round, move a part, and write it from another city or the other way round. */
type Change = readonly ['turn' | 'move' | 'rotate' | 'reverse', number, number];
const changes = fc.array(
  fc.tuple(
    fc.constantFrom<Change[0]>('turn', 'move', 'rotate', 'reverse'),
    fc.nat(1_000_000),
    fc.nat(1_000_000),
  ),
  { maxLength: 12 },
);

function changed(tour: readonly number[], [how, p, q]: Change): number[] {
  const n = tour.length;
  const [i, j] = [Math.min(p % n, q % n), Math.max(p % n, q % n)];
  if (how === 'reverse') return tour.toReversed();
  if (how === 'rotate') return [...tour.slice(i), ...tour.slice(0, i)];
  const part = tour.slice(i, j);
  const rest = [...tour.slice(0, i), ...tour.slice(j)];
  if (how === 'turn') return [...tour.slice(0, i), ...part.toReversed(), ...tour.slice(j)];
  const to = q % (rest.length + 1);
  return [...rest.slice(0, to), ...part, ...rest.slice(to)];
}

describe('a delta of tours', () => {
  test('gives the very bytes of the tour after, whatever changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), changes, (n, all) => {
        const before = identity(n).map((i) => (i * 7) % n);
        fc.pre(new Set(before).size === n);
        const after = all.reduce(changed, before);
        const [base, next] = [bytesOf(before), bytesOf(after)];
        const delta = encodeDelta(base, next);
        if (delta) expect(applyDelta(base, delta)).toEqual(next);
        else expect(1 + 6 * (1 + 3 * all.length)).toBeGreaterThan(n);
      }),
    );
  });

  test('grows with what changed and not with what moved in the array', () => {
    const n = 10_000;
    const before = identity(n);
    fc.assert(
      fc.property(changes, (all) => {
        const [base, next] = [bytesOf(before), bytesOf(all.reduce(changed, before))];
        const delta = encodeDelta(base, next);
        // A change cuts the tour in three places at most, and a piece takes six bytes.
        expect(delta?.length).toBeLessThanOrEqual(1 + 6 * (1 + 3 * all.length));
      }),
      { numRuns: 30 },
    );
  });

  test('of more than 65,536 cities has four bytes a city', () => {
    const before = identity(70_000);
    const after = changed(before, ['turn', 10, 66_000]);
    const [base, next] = [bytesOf(before), bytesOf(after)];
    const delta = encodeDelta(base, next);
    expect(delta?.length).toBeLessThan(30);
    expect(Buffer.compare(applyDelta(base, delta!), next)).toBe(0);
  });

  test('that is no shorter than half the tour is none', () => {
    const n = 500;
    const base = bytesOf(identity(n));
    const shuffled = identity(n).map((i) => (i * 211) % n);
    expect(new Set(shuffled).size).toBe(n);
    expect(encodeDelta(base, bytesOf(shuffled))).toBeNull();
    expect(encodeDelta(base, bytesOf(identity(n + 1)))).toBeNull();
    expect(encodeDelta(base, bytesOf([n + 7, ...identity(n).slice(1)]))).toBeNull();
  });
});

describe('a delta of any other state', () => {
  test('gives the very bytes of the state after', () => {
    const flips = fc.array(fc.tuple(fc.nat(399), fc.nat(255)), { maxLength: 30 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 400, maxLength: 400 }), flips, (before, all) => {
        const after = before.slice();
        for (const [at, value] of all) after[at] = value;
        const delta = encodeDelta(before, after);
        expect(delta).not.toBeNull();
        expect(applyDelta(before, delta!)).toEqual(after);
        expect(delta!.length).toBeLessThanOrEqual(1 + 7 * all.length);
      }),
    );
  });
});

test('bytes that nobody made are refused, or give a state of the same size', () => {
  const states = fc.constantFrom(bytesOf(identity(40)), new Uint8Array(33).fill(5));
  const forms = fc.constantFrom(1, 2, 3);
  fc.assert(
    fc.property(states, forms, fc.uint8Array({ maxLength: 60 }), (base, form, rest) => {
      let next: Uint8Array | null = null;
      try {
        next = applyDelta(base, Uint8Array.of(form, ...rest));
      } catch (error) {
        expect((error as Error).message).toMatch(/delta|run|patch/);
      }
      if (next) expect(next).toHaveLength(base.length);
    }),
    { numRuns: 500 },
  );
});
