import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFree, type Load, POLICIES, type PolicyName, policyOption } from './policies.ts';

const zero = () => 0;
const load = (running: number, concurrency = Infinity): Load => ({ running, concurrency });

describe('pick', () => {
  test('first and last prefer their end and overflow to the next free one', () => {
    const endpoints = [load(1, 1), load(0, 1), load(0, 1)];
    expect(POLICIES.first(endpoints, 0, zero)).toBe(1);
    expect(POLICIES.last(endpoints, 0, zero)).toBe(2);
    expect(POLICIES.last([load(0), load(0), load(2, 2)], 0, zero)).toBe(1);
  });

  test('roundrobin takes turns and passes over the busy', () => {
    const endpoints = [load(0), load(3, 3), load(0)];
    expect([0, 1, 2].map((next) => POLICIES.roundrobin(endpoints, next, zero))).toEqual([0, 2, 2]);
  });

  test('load takes the fewest in hand per unit of concurrency, and spreads ties', () => {
    expect(POLICIES.load([load(1, 2), load(1, 4), load(3, 4)], 0, zero)).toBe(1);
    expect(POLICIES.load([load(2), load(1), load(4, 8)], 0, zero)).toBe(2);
    expect([0, 1, 2].map((next) => POLICIES.load([load(0), load(0), load(0)], next, zero))).toEqual([
      0, 1, 2,
    ]);
  });

  test('random reaches every free endpoint and no other', () => {
    const endpoints = [load(0), load(1, 1), load(0), load(0)];
    const picks = [0, 0.34, 0.67, 0.999].map((value) => POLICIES.random(endpoints, 0, () => value));
    expect(picks).toEqual([0, 2, 3, 3]);
  });

  test('every policy takes a free endpoint wherever there is one', () => {
    const endpoint = fc.record({ running: fc.nat(3), concurrency: fc.constantFrom(1, 2, 3, Infinity) });
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const names = Object.keys(POLICIES) as PolicyName[];
    fc.assert(
      fc.property(
        fc.array(endpoint, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fraction,
        (endpoints, n, value) => {
          fc.pre(endpoints.some(isFree));
          for (const name of names) {
            const at = POLICIES[name](endpoints, n % endpoints.length, () => value);
            expect(isFree(endpoints[at]!)).toBe(true);
          }
        },
      ),
    );
  });
});

test('an absent or undefined invoke means single', () => {
  expect([{}, { invoke: undefined }, { invoke: 'load' }, { invoke: 'toString' }].map(policyOption)).toEqual([
    'single',
    'single',
    'load',
    'single',
  ]);
});
