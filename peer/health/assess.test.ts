import { describe, expect, test } from 'vitest';
import { assess, type Sight, worst } from './assess.ts';

const DECLARED = { name: 'shop', procedures: ['shop.price'], topics: ['shop.orders'], pingWithin: 100 };
const WELL: Sight = {
  pings: [{ session: 1, took: 3, complaint: null }],
  procedures: new Map([['shop.price', { callees: 1, spare: 4, waiting: 0 }]]),
  topics: new Set(['shop.orders']),
};

describe('the verdict on a service', () => {
  test('what is all there is ok, with the room it has and its slowest ping', () => {
    const pings = [...WELL.pings, { session: 2, took: 9, complaint: null }];
    expect(assess(DECLARED, { ...WELL, pings })).toEqual({
      state: 'ok',
      instances: 2,
      spare: 4,
      waiting: 0,
      ping: 9,
      faults: [],
    });
  });

  test('a procedure without a callee is failing, and named', () => {
    const { state, faults } = assess(DECLARED, { ...WELL, procedures: new Map() });
    expect(state).toBe('failing');
    expect(faults).toMatchObject([{ of: 'callee', name: 'shop.price', expected: 1, seen: 0 }]);
  });

  test('a topic that none of its sessions hears is failing, and named', () => {
    const { state, faults } = assess(DECLARED, { ...WELL, topics: new Set() });
    expect(state).toBe('failing');
    expect(faults).toMatchObject([{ of: 'subscriber', name: 'shop.orders', expected: 1, seen: 0 }]);
  });

  test('without any session it is failing', () => {
    const { state, faults, ping } = assess(DECLARED, { ...WELL, pings: [] });
    expect([state, ping]).toEqual(['failing', null]);
    expect(faults).toMatchObject([{ of: 'instance', name: 'shop', expected: 1, seen: 0 }]);
  });

  test('one silent instance of two is degraded, the only one is failing', () => {
    const silent = { session: 7, took: null, complaint: null };
    const one = assess(DECLARED, { ...WELL, pings: [...WELL.pings, silent] });
    expect(one.state).toBe('degraded');
    expect(one.faults).toMatchObject([{ of: 'ping', name: '7', expected: 100, seen: null }]);
    expect(assess(DECLARED, { ...WELL, pings: [silent] }).state).toBe('failing');
  });

  test('who says it is not well is not, and its words are told', () => {
    const pings = [{ session: 7, took: 2, complaint: 'the disk is full' }];
    const { state, faults } = assess(DECLARED, { ...WELL, pings });
    expect(state).toBe('failing');
    expect(faults[0]?.text).toContain('the disk is full');
  });

  test('calls that wait where no callee has room are degraded; where one has, they are on their way', () => {
    const at = (spare: number | null) =>
      assess(DECLARED, { ...WELL, procedures: new Map([['shop.price', { callees: 1, spare, waiting: 3 }]]) });
    expect(at(0)).toMatchObject({ state: 'degraded', waiting: 3, faults: [{ of: 'room', seen: 3 }] });
    expect(at(1).state).toBe('ok');
    expect(at(null)).toMatchObject({ state: 'ok', spare: null });
  });

  test('of many the worst counts, and of none nothing is wrong', () => {
    expect(worst([])).toBe('ok');
    expect(worst(['ok', 'degraded', 'ok'])).toBe('degraded');
    expect(worst(['degraded', 'failing'])).toBe('failing');
  });
});
