import { expect, test } from 'vitest';
import { applyDelta } from '../peer/delta.ts';
import type { JobBest } from '../peer/procedures.ts';
import { Deltas } from './deltas.ts';

/** Of 1,000 cities, the part from `turned` to 900 the other way round. */
function best(version: number, turned: number): JobBest {
  const order = Array.from({ length: 1000 }, (_, i) => i);
  const tour = [...order.slice(0, turned), ...order.slice(turned, 900).reverse(), ...order.slice(900)];
  const state = new Uint8Array(2000);
  for (const [i, city] of tour.entries()) state.set([city & 255, city >> 8], 2 * i);
  return { job: 'j', version, energy: 1000 - version, state, by: 'Ada', elapsed: version, temperature: 1 };
}

test('the first best is a key, the next are small changes of it, and each gives the whole', () => {
  const deltas = new Deltas(null);
  let state = new Uint8Array(0);
  for (let version = 1; version <= 20; version++) {
    const told = best(version, 10 * version);
    const delta = deltas.next(told);
    expect(delta.base).toBe(version === 1 ? null : version - 1);
    if (version > 1) expect(delta.bytes.length).toBeLessThan(60);
    state = new Uint8Array(delta.base === null ? delta.bytes : applyDelta(state, delta.bytes));
    expect(state).toEqual(told.state);
    expect(delta).toMatchObject({ job: 'j', version, energy: told.energy, by: 'Ada', elapsed: version });
    expect(delta).not.toHaveProperty('state');
  }
});

test('what was known before the process began needs no key', () => {
  expect(new Deltas(best(7, 10)).next(best(8, 20)).base).toBe(7);
});

test('a key comes now and then, and where a delta would be no smaller', () => {
  const deltas = new Deltas(best(0, 1));
  const keys = Array.from({ length: 200 }, (_, i) => deltas.next(best(i + 1, (i % 7) + 2)).base === null);
  expect(keys.filter(Boolean)).toHaveLength(3);
  expect(keys.indexOf(true)).toBe(64);
  const other = { ...best(300, 1), state: new Uint8Array(2000).map((_, i) => (i * 7919) % 251) };
  expect(deltas.next(other).base).toBeNull();
});
